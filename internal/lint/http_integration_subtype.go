package lint

import "github.com/apigen-go/apigen/internal/diag"

var httpIntegrationSubtype = &Rule{
	ID:       "http-integration-subtype",
	Severity: diag.Error,
	For:      HTTPOnly,
	Doc: `an integration asks a service for what HTTP APIs cannot ask

See
https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-aws-services-reference.html`,
}
