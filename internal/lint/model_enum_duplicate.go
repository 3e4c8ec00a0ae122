package lint

import (
	"github.com/apigen-go/apigen/internal/diag"
)

var modelEnumDuplicate = &Rule{
	ID:       "model-enum-duplicate",
	Severity: diag.Error,
	Mends:    true,
	Doc: `a schema lists a value twice

JSON Schema wants the values of enum to differ, and so does the import.`,
	Mend: func(s *Subject, d diag.Diagnostic) detail {
		return remove(d.Pointer)
	},
}
