package lint

import "github.com/apigen-go/apigen/internal/diag"

var authorizerProviders = &Rule{
	ID:       "authorizer-providers",
	Severity: diag.Error,
	Doc: `a user pool authorizer names no user pool

providerARNs lists the ARNs of the pools whose tokens are taken.`,
}
