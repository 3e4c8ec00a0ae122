package lint

import (
	"github.com/apigen-go/apigen/internal/diag"
	"github.com/apigen-go/apigen/internal/openapi"
)

var securityAlternatives = &Rule{
	ID:       "security-alternatives",
	Severity: diag.Warning,
	Doc: `security has alternatives

A method holds one authorizer and the question whether a key is required. "A or B"
cannot be expressed; the import accepts it without a word.`,
	Check: func(s *Subject, report Report) {
		seen := map[string]bool{}
		for m, r := range s.API.Methods() {
			list, pointer := s.security(m.Pointer, s.operation(m))
			if list.Is(openapi.Array) && len(list.Items) > 1 && !seen[pointer] {
				seen[pointer] = true
				report(pointer, name(m, r)+" has alternative security requirements, which API Gateway cannot express",
					"name what is required together in one object: {authorizer: [], key: []}")
			}
		}
	},
}
