package lint

import (
	"strings"

	"github.com/apigen-go/apigen/internal/diag"
	"github.com/apigen-go/apigen/internal/openapi"
)

var modelEmpty = &Rule{
	ID:       "model-empty",
	Severity: diag.Warning,
	Doc: `a schema says nothing

CreateModel answers "Model schema must have at least 1 property or array items defined"
to an empty schema.`,
	Check: func(s *Subject, report Report) {
		for _, m := range s.API.Models {
			if n := s.Doc.Root.Lookup(m.Pointer); n.Is(openapi.Object) && !says(n) {
				report(m.Pointer, "model "+m.Name+" is empty", "write type: object")
			}
		}
	},
}

// says reports whether a schema has a keyword that limits or shapes a value.
func says(n *openapi.Node) bool {
	for _, m := range n.Members {
		switch m.Key {
		case "description", "title", "example", "nullable", "deprecated", "readOnly", "writeOnly", "externalDocs", "xml":
		default:
			if !strings.HasPrefix(m.Key, "x-") {
				return true
			}
		}
	}
	return false
}
