package lint

import "github.com/apigen-go/apigen/internal/diag"

var httpIntegrationMissing = &Rule{
	ID:       "http-integration-missing",
	Severity: diag.Error,
	For:      HTTPOnly,
	Doc: `a route has no integration

The import takes it; every request to the route is answered 500.`,
}
