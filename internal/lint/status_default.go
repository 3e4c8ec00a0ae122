package lint

import "github.com/apigen-go/apigen/internal/diag"

var statusDefault = &Rule{
	ID:       "status-default",
	Severity: diag.Warning,
	Doc: `an operation describes its other answers as default

A REST API has no such answer. The import leaves it out, so headers and models of it do
not exist.`,
	Check: func(s *Subject, report Report) {
		for m, r := range s.API.Methods() {
			if s.operation(m).Get("responses").Get("default") != nil {
				report(m.Pointer+"/responses/default", name(m, r)+" describes a default response, which is left out", "write the statuses out")
			}
		}
	},
}
