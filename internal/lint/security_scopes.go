package lint

import "github.com/apigen-go/apigen/internal/diag"

var securityScopes = &Rule{
	ID:       "security-scopes",
	Severity: diag.Error,
	For:      AnyAPI,
	Doc: `scopes are given to an authorizer that does not check them

Only Cognito user pool authorizers check scopes; the import fails.`,
}
