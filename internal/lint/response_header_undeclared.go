package lint

import "github.com/apigen-go/apigen/internal/diag"

var responseHeaderUndeclared = &Rule{
	ID:       "response-header-undeclared",
	Severity: diag.Error,
	Doc: `an integration response sets a header that is not declared

The header must stand under headers of the operation's response with that status.
A missing response header is the usual reason why CORS fails to import.`,
}
