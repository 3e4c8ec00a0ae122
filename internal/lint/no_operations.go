package lint

import (
	"github.com/apigen-go/apigen/internal/diag"
	"github.com/apigen-go/apigen/internal/openapi"
)

var noOperations = &Rule{
	ID:       "no-operations",
	Severity: diag.Error,
	For:      AnyAPI,
	Doc: `the document has no operation

It can be imported, but CreateDeployment answers "The REST API doesn't contain any
methods".`,
	Check: func(s *Subject, report Report) {
		some := false
		s.eachOperation(func(string, string, *openapi.Node) { some = true })
		if some {
			return
		}
		report("/paths", "no path has an operation, so nothing can be deployed", "add an operation with an integration")
	},
}
