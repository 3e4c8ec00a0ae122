package lint

import "github.com/apigen-go/apigen/internal/diag"

var authorizerMissing = &Rule{
	ID:       "authorizer-missing",
	Severity: diag.Error,
	Doc: `a security scheme has an authtype but no authorizer

The service cannot build the authorizer, and does not create the methods that
name the scheme.`,
}
