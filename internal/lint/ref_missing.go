package lint

import (
	"slices"

	"github.com/apigen-go/apigen/internal/diag"
	"github.com/apigen-go/apigen/internal/openapi"
)

var refMissing = &Rule{
	ID:       "ref-missing",
	Severity: diag.Warning,
	For:      AnyAPI,
	Doc: `a reference leads nowhere, or out of the document

The import leaves out what it cannot find, a parameter or a response for example, and
does not read other files. Rule model-ref-missing is about schemas.`,
	Check: func(s *Subject, report Report) {
		s.Doc.Root.Walk(func(path []string, n *openapi.Node) bool {
			if slices.Contains(path, "schemas") || len(path) > 0 && (path[0] == "definitions" || isSchema(path)) {
				return false
			}
			if _, _, err := s.Doc.Resolve(n, ""); err != nil {
				report(openapi.Pointer(path...)+"/$ref", err.Error(), "bring what it refers to into the document, or correct the name")
			}
			return true
		})
	},
}

// isSchema reports whether a path leads to a schema.
func isSchema(path []string) bool {
	last := path[len(path)-1]
	return last == "schema" || last == "items" || last == "example" || last == "examples" || last == "default"
}
