package lint

import "github.com/apigen-go/apigen/internal/diag"

var modelSize = &Rule{
	ID:       "model-size",
	Severity: diag.Error,
	Doc: `a schema is too large for a model

The schema of a model has at most 400 KB.`,
}
