package lint

import "github.com/apigen-go/apigen/internal/diag"

var httpAuthorizerIdentitySource = &Rule{
	ID:       "http-authorizer-identity-source",
	Severity: diag.Error,
	For:      HTTPOnly,
	Doc: `an authorizer's identity source is no expression

Sources are $request.header.NAME, $request.querystring.NAME, $context.NAME and
$stageVariables.NAME; of a JWT authorizer one of the first two.`,
}
