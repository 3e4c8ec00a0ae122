package lint

import (
	"github.com/apigen-go/apigen/internal/apigw"
	"github.com/apigen-go/apigen/internal/diag"
	"github.com/apigen-go/apigen/internal/openapi"
)

var paramPathOptional = &Rule{
	ID:       "param-path-optional",
	Severity: diag.Warning,
	Mends:    true,
	Doc: `a path parameter is not required

Without its value there is no such path. OpenAPI wants required: true; the import
takes every path parameter as required.`,
	Check: func(s *Subject, report Report) {
		for m, r := range s.API.Methods() {
			s.parameters(m, func(p parameter) {
				if p.In != "path" || apigw.Text(p.Node.Get("required")) == "true" {
					return
				}
				mend := add(p.At, "required", openapi.Boolean(true))
				if p.Node.Get("required") != nil {
					mend = fix("write required: true", openapi.Change{Kind: openapi.SetScalar, Pointer: p.At + "/required", Value: openapi.Boolean(true)})
				}
				report(p.Pointer, "path parameter "+p.Name+" of "+name(m, r)+" is not required", "write required: true", mend)
			})
		}
	},
}
