package lint

import "github.com/apigen-go/apigen/internal/diag"

var gatewayResponseType = &Rule{
	ID:       "gateway-response-type",
	Severity: diag.Error,
	Doc: `a gateway response has an unknown type

Only the service's own types of answers can be customised. See
https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html`,
}
