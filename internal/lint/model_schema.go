package lint

import "github.com/apigen-go/apigen/internal/diag"

var modelSchema = &Rule{
	ID:       "model-schema",
	Severity: diag.Error,
	Doc: `a schema is refused as a model

References must have the form #/components/schemas/NAME. An empty required list,
required: true on a property, equal values in enum, type: "null" and lists of
types have failed imports.`,
}
