package lint

import (
	"slices"
	"strings"

	"github.com/apigen-go/apigen/internal/apigw"
	"github.com/apigen-go/apigen/internal/diag"
)

var paramUnknownPath = &Rule{
	ID:       "param-unknown-path",
	Severity: diag.Error,
	Doc: `a path parameter is no variable of the path

It never gets a value, and with validation of parameters every request lacks it. The
parameter of a greedy {proxy+} is proxy, without the plus sign.`,
	Check: func(s *Subject, report Report) {
		for m, r := range s.API.Methods() {
			variables := apigw.PathVariables(r.Path)
			s.parameters(m, func(p parameter) {
				if p.In == "path" && !slices.Contains(variables, p.Name) {
					report(p.Pointer, name(m, r)+" declares the path parameter "+p.Name+", which its path does not have",
						"the path's variables are: "+strings.Join(append([]string{}, variables...), ", "))
				}
			})
		}
	},
}
