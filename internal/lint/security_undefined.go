package lint

import (
	"github.com/apigen-go/apigen/internal/diag"
	"github.com/apigen-go/apigen/internal/openapi"
)

var securityUndefined = &Rule{
	ID:       "security-undefined",
	Severity: diag.Warning,
	For:      AnyAPI,
	Doc: `an operation names a security scheme that is not defined

What the service makes of it is not documented; the risk is a public method.`,
	Check: func(s *Subject, report Report) {
		schemes := s.Doc.Root.At("components", "securitySchemes")
		if schemes == nil {
			schemes = s.Doc.Root.Get("securityDefinitions")
		}
		s.eachOperation(func(pointer, where string, op *openapi.Node) {
			s.requirements(pointer, op, func(pointer, scheme string) {
				if schemes.Get(scheme) == nil {
					report(pointer, where+" names the security scheme "+scheme+", which is not defined", "define it, or correct the name")
				}
			})
		})
	},
}
