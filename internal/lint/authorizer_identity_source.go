package lint

import "github.com/apigen-go/apigen/internal/diag"

var authorizerIdentitySource = &Rule{
	ID:       "authorizer-identity-source",
	Severity: diag.Error,
	Doc: `an authorizer's identity source is no expression

A token authorizer and a user pool take one method.request.header.NAME; a request
authorizer takes a list of method.request.header.NAME, .querystring.NAME,
stageVariables.NAME and context.NAME. The forms of HTTP APIs, $request.header.NAME,
are refused, except on user pools, where deployed documents have them.`,
}
