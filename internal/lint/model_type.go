package lint

import "github.com/apigen-go/apigen/internal/diag"

var modelType = &Rule{
	ID:       "model-type",
	Severity: diag.Error,
	Doc: `a schema is of a type that does not exist

The types are object, array, string, integer, number and boolean; file is Swagger's own.`,
}
