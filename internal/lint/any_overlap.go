package lint

import "github.com/apigen-go/apigen/internal/diag"

var anyOverlap = &Rule{
	ID:       "any-overlap",
	Severity: diag.Info,
	Doc: `a path has operations beside the one for any method

The operation of a verb wins over x-amazon-apigateway-any-method. An OPTIONS
operation beside it is the usual preflight and is not reported.`,
	Check: func(s *Subject, report Report) {
		for _, r := range s.API.Resources {
			if r.Method("ANY") == nil {
				continue
			}
			for _, m := range r.Methods {
				if m.HTTPMethod != "ANY" && m.HTTPMethod != "OPTIONS" {
					report(m.Pointer, name(m, r)+" is not answered by the operation for any method of its path", "this is fine when it is meant")
				}
			}
		}
	},
}
