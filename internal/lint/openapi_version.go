package lint

import "github.com/apigen-go/apigen/internal/diag"

var openapiVersion = &Rule{
	ID:       "openapi-version",
	Severity: diag.Error,
	For:      AnyAPI,
	Doc: `the version is neither OpenAPI 3.0 nor Swagger 2.0

ImportRestApi answers "Invalid OpenAPI input." and nothing else, also to OpenAPI 3.1.`,
}
