package lint

import "github.com/apigen-go/apigen/internal/diag"

var noOperations = &Rule{
	ID:       "no-operations",
	Severity: diag.Error,
	Doc: `the document has no operation

It can be imported, but CreateDeployment answers "The REST API doesn't contain any
methods".`,
	Check: func(s *Subject, report Report) {
		for range s.API.Methods() {
			return
		}
		report("/paths", "no path has an operation, so nothing can be deployed", "add an operation with an integration")
	},
}
