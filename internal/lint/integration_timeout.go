package lint

import "github.com/apigen-go/apigen/internal/diag"

var integrationTimeout = &Rule{
	ID:       "integration-timeout",
	Severity: diag.Error,
	Doc: `an integration has a time-out out of range

Milliseconds from 50 to 29000; with responseTransferMode STREAM to 900000.`,
}
