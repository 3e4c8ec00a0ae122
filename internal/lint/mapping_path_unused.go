package lint

import (
	"regexp"

	"github.com/apigen-go/apigen/internal/apigw"
	"github.com/apigen-go/apigen/internal/diag"
)

var mappingPathUnused = &Rule{
	ID:       "mapping-path-unused",
	Severity: diag.Warning,
	Doc: `a URI has a variable that nothing fills

{name} in a URI is replaced by integration.request.path.name; without that mapping
the backend sees the braces.`,
	Check: func(s *Subject, report Report) {
		for m, r := range s.API.Methods() {
			in := m.Integration
			if in == nil || in.Type == apigw.IntegrationMock {
				continue
			}
			for _, found := range uriVariable.FindAllStringSubmatch(in.URI, -1) {
				if _, ok := in.RequestParameters["integration.request.path."+found[1]]; !ok {
					report(in.Pointer+"/uri", name(m, r)+" calls a URI with {"+found[1]+"}, which nothing fills",
						"add integration.request.path."+found[1]+" to requestParameters")
				}
			}
		}
	},
}

// uriVariable is a variable of a URI; ${...}, #{...} and {{...}} belong to other tools.
var uriVariable = regexp.MustCompile(`(?:^|[^$#{])\{([A-Za-z0-9._-]+)\}(?:[^}]|$)`)
