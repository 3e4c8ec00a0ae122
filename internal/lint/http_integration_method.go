package lint

import "github.com/apigen-go/apigen/internal/diag"

var httpIntegrationMethod = &Rule{
	ID:       "http-integration-method",
	Severity: diag.Error,
	For:      HTTPOnly,
	Doc: `an HTTP integration does not say which method calls the backend

httpMethod is a verb, or ANY for the one of the caller.`,
}
