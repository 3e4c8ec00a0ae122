package lint

import (
	"github.com/apigen-go/apigen/internal/apigw"
	"github.com/apigen-go/apigen/internal/diag"
)

var paramUndeclaredPath = &Rule{
	ID:       "param-undeclared-path",
	Severity: diag.Info,
	Doc: `a variable of the path is not declared

The import adds it as a required parameter; readers of the document and clients
made from it do not know it. OPTIONS operations are not reported.`,
	Check: func(s *Subject, report Report) {
		for m, r := range s.API.Methods() {
			if m.HTTPMethod == "OPTIONS" {
				continue
			}
			declared := map[string]bool{}
			s.parameters(m, func(p parameter) { declared[p.In+" "+p.Name] = true })
			for _, v := range apigw.PathVariables(r.Path) {
				if !declared["path "+v] {
					report(m.Pointer, name(m, r)+" does not declare the path parameter "+v, "add {in: path, name: "+v+", required: true, schema: {type: string}}")
				}
			}
		}
	},
}
