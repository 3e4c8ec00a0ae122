package lint

import "github.com/apigen-go/apigen/internal/diag"

var httpIntegrationRef = &Rule{
	ID:       "http-integration-ref",
	Severity: diag.Warning,
	For:      HTTPOnly,
	Doc: `an operation refers to a shared integration that is not there

Shared integrations are under components.x-amazon-apigateway-integrations. The import
warns and makes the route without one.`,
}
