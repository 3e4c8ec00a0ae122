package lint

import (
	"strings"

	"github.com/apigen-go/apigen/internal/apigw"
	"github.com/apigen-go/apigen/internal/diag"
)

var headerCase = &Rule{
	ID:       "header-case",
	Severity: diag.Info,
	Doc: `a required header is written with capital letters

The validator is said to compare the names of headers letter by letter, so a client
that sends x-id in place of X-Id may be answered 400. See
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html`,
	Check: func(s *Subject, report Report) {
		for m, r := range s.API.Methods() {
			v := s.API.RequestValidator(m.RequestValidator)
			if v == nil || !v.ValidateRequestParameters {
				continue
			}
			s.parameters(m, func(p parameter) {
				if p.In == "header" && apigw.Text(p.Node.Get("required")) == "true" && p.Name != strings.ToLower(p.Name) {
					report(p.Pointer, name(m, r)+" requires the header "+p.Name+" in these letters", "tell clients, or declare it as not required and check it in the backend")
				}
			})
		}
	},
}
