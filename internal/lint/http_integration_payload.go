package lint

import "github.com/apigen-go/apigen/internal/diag"

var httpIntegrationPayload = &Rule{
	ID:       "http-integration-payload",
	Severity: diag.Error,
	For:      HTTPOnly,
	Doc: `an integration has a payload format that does not exist

Functions take 1.0 and 2.0, HTTP backends 1.0 alone. Numbers are fine.`,
}
