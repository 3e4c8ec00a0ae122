package lint

import "github.com/apigen-go/apigen/internal/diag"

var authorizer = &Rule{
	ID:       "authorizer",
	Severity: diag.Error,
	Doc: `an authorizer has a field the service refuses

A Cognito authorizer needs providerARNs, a Lambda authorizer the invocation URI of
its function; the time a result is kept is 0 to 3600 seconds; identity sources are
expressions such as method.request.header.Authorization.`,
}
