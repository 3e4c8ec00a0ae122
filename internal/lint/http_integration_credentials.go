package lint

import "github.com/apigen-go/apigen/internal/diag"

var httpIntegrationCredentials = &Rule{
	ID:       "http-integration-credentials",
	Severity: diag.Error,
	For:      HTTPOnly,
	Doc: `an integration of a service has no role

credentials is the ARN of a role that may do what integrationSubtype says.`,
}
