package lint

import (
	"github.com/apigen-go/apigen/internal/diag"
)

var securityUndefined = &Rule{
	ID:       "security-undefined",
	Severity: diag.Warning,
	Doc: `an operation names a security scheme that is not defined

What the service makes of it is not documented; the risk is a public method.`,
	Check: func(s *Subject, report Report) {
		seen := map[string]bool{}
		schemes := s.Doc.Root.At("components", "securitySchemes")
		if schemes == nil {
			schemes = s.Doc.Root.Get("securityDefinitions")
		}
		for m, r := range s.API.Methods() {
			s.requirements(m, func(pointer, scheme string) {
				if schemes.Get(scheme) == nil && !seen[pointer] {
					seen[pointer] = true // root security is met once for every operation
					report(pointer, name(m, r)+" names the security scheme "+scheme+", which is not defined", "define it, or correct the name")
				}
			})
		}
	},
}
