package lint

import "github.com/apigen-go/apigen/internal/diag"

var modelRefExternal = &Rule{
	ID:       "model-ref-external",
	Severity: diag.Error,
	Doc: `a schema refers to something that is no model

References have the form #/components/schemas/NAME. Other files, URLs and places
inside a schema are refused since 2024.`,
}
