package lint

import "github.com/apigen-go/apigen/internal/diag"

var methodVerb = &Rule{
	ID:       "method-verb",
	Severity: diag.Error,
	Doc: `an operation has a verb that REST APIs do not know

GET, PUT, POST, DELETE, PATCH, OPTIONS and HEAD exist, and
x-amazon-apigateway-any-method for all of them.`,
}
