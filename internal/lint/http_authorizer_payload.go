package lint

import "github.com/apigen-go/apigen/internal/diag"

var httpAuthorizerPayload = &Rule{
	ID:       "http-authorizer-payload",
	Severity: diag.Error,
	For:      HTTPOnly,
	Doc: `an authorizer does not say which events it takes

authorizerPayloadFormatVersion is 1.0 or 2.0, and required.`,
}
