package lint

import "github.com/apigen-go/apigen/internal/diag"

var authorizerType = &Rule{
	ID:       "authorizer-type",
	Severity: diag.Error,
	Doc: `an authorizer has an unknown type

The types are token, request and cognito_user_pools, in any case.`,
}
