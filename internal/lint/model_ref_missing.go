package lint

import "github.com/apigen-go/apigen/internal/diag"

var modelRefMissing = &Rule{
	ID:       "model-ref-missing",
	Severity: diag.Warning,
	Doc: `a body refers to a schema that is not there

The service leaves the model out, so the body is not validated.`,
}
