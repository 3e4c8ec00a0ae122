package lint

import "github.com/apigen-go/apigen/internal/diag"

var httpIntegrationTimeout = &Rule{
	ID:       "http-integration-timeout",
	Severity: diag.Error,
	For:      HTTPOnly,
	Doc: `an integration has a time-out out of range

Milliseconds from 50 to 30000.`,
}
