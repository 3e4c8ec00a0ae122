package lint

import "github.com/apigen-go/apigen/internal/diag"

var httpAuthorizerSimple = &Rule{
	ID:       "http-authorizer-simple",
	Severity: diag.Error,
	For:      HTTPOnly,
	Doc: `an authorizer answers simply in the old format

enableSimpleResponses goes with authorizerPayloadFormatVersion 2.0.`,
}
