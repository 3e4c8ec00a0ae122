package lint

import "github.com/apigen-go/apigen/internal/diag"

var securityScheme = &Rule{
	ID:       "security-scheme",
	Severity: diag.Warning,
	For:      AnyAPI,
	Doc: `a security scheme is of a type that REST APIs do not know

The service ignores http, oauth2 and openIdConnect schemes with a warning. Only
scheme type apiKey becomes an API key or, with x-amazon-apigateway-authorizer, an
authorizer. Rule security-public tells which operations are open because of it.`,
}
