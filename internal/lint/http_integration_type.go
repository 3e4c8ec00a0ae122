package lint

import "github.com/apigen-go/apigen/internal/diag"

var httpIntegrationType = &Rule{
	ID:       "http-integration-type",
	Severity: diag.Error,
	For:      HTTPOnly,
	Doc: `an HTTP API has an integration of another type

HTTP APIs have aws_proxy and http_proxy. The import warns and makes the route without
an integration, so requests are answered 500.`,
}
