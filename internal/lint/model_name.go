package lint

import "github.com/apigen-go/apigen/internal/diag"

var modelName = &Rule{
	ID:       "model-name",
	Severity: diag.Error,
	Doc: `a schema has a name that no model can have

Every schema becomes a model, and model names are letters and digits. One other
name fails the whole import.`,
}
