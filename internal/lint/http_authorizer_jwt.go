package lint

import "github.com/apigen-go/apigen/internal/diag"

var httpAuthorizerJWT = &Rule{
	ID:       "http-authorizer-jwt",
	Severity: diag.Error,
	For:      HTTPOnly,
	Doc: `a JWT authorizer cannot check tokens

jwtConfiguration has the issuer, a URL, and 1 to 50 audiences. API Gateway asks the
issuer at the import: when it does not answer, the import only warns, and routes are
open unless it is made with failOnWarnings.`,
}
