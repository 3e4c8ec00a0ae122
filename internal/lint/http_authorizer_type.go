package lint

import "github.com/apigen-go/apigen/internal/diag"

var httpAuthorizerType = &Rule{
	ID:       "http-authorizer-type",
	Severity: diag.Error,
	For:      HTTPOnly,
	Doc: `an authorizer has an unknown type

HTTP APIs have request and jwt.`,
}
