package lint

import (
	"github.com/apigen-go/apigen/internal/diag"
	"github.com/apigen-go/apigen/internal/openapi"
)

var modelRequired = &Rule{
	ID:       "model-required",
	Severity: diag.Error,
	Mends:    true,
	Doc: `a schema has a required that is no list of names

JSON Schema draft 4 wants at least one name in the list, on the object that has the
members; required: true belongs to parameters.`,
	Mend: func(s *Subject, d diag.Diagnostic) detail {
		if n := s.Doc.Root.Lookup(d.Pointer); !n.Is(openapi.Array) {
			return nil
		}
		return remove(d.Pointer)
	},
}
