package lint

import "github.com/apigen-go/apigen/internal/diag"

var paramCookie = &Rule{
	ID:       "param-cookie",
	Severity: diag.Warning,
	Doc: `a parameter is a cookie

A method request has no cookies, so the parameter is left out: it is neither
validated nor can it be mapped. The backend sees the Cookie header.`,
	Check: func(s *Subject, report Report) {
		for m, r := range s.API.Methods() {
			s.parameters(m, func(p parameter) {
				if p.In == "cookie" {
					report(p.Pointer, name(m, r)+" declares the cookie "+p.Name+", which API Gateway leaves out", "read the Cookie header in the backend")
				}
			})
		}
	},
}
