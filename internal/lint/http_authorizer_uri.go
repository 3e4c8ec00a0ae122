package lint

import "github.com/apigen-go/apigen/internal/diag"

var httpAuthorizerURI = &Rule{
	ID:       "http-authorizer-uri",
	Severity: diag.Error,
	For:      HTTPOnly,
	Doc: `an authorizer's URI does not invoke a function

authorizerUri is the invocation ARN of a function.`,
}
