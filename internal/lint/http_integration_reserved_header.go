package lint

import "github.com/apigen-go/apigen/internal/diag"

var httpIntegrationReservedHeader = &Rule{
	ID:       "http-integration-reserved-header",
	Severity: diag.Error,
	For:      HTTPOnly,
	Doc: `a mapping sets a header that is reserved

Headers such as Authorization, Via and x-amz-... cannot be set. See
https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-parameter-mapping.html`,
}
