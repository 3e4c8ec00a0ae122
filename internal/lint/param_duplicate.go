package lint

import "github.com/apigen-go/apigen/internal/diag"

var paramDuplicate = &Rule{
	ID:       "param-duplicate",
	Severity: diag.Warning,
	Doc: `an operation declares a parameter twice

The import keeps one of them, and OpenAPI allows none. A parameter of the path that
the operation declares again is overridden, which is fine.`,
	Check: func(s *Subject, report Report) {
		for m, r := range s.API.Methods() {
			seen := map[string]bool{}
			s.parameters(m, func(p parameter) {
				key := p.Owner + " " + p.In + " " + p.Name
				if seen[key] && p.Name != "" {
					report(p.Pointer, name(m, r)+" declares the "+p.In+" parameter "+p.Name+" twice", "remove one of them")
				}
				seen[key] = true
			})
		}
	},
}
