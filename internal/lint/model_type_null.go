package lint

import "github.com/apigen-go/apigen/internal/diag"

var modelTypeNull = &Rule{
	ID:       "model-type-null",
	Severity: diag.Error,
	Doc: `a schema is of type null or of several types

Imports with type: "null" or with lists of types have failed, and an export of
such an API breaks. Leave the member out when there is no value.`,
}
