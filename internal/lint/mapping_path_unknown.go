package lint

import (
	"strings"

	"github.com/apigen-go/apigen/internal/diag"
	"github.com/apigen-go/apigen/internal/openapi"
)

var mappingPathUnknown = &Rule{
	ID:       "mapping-path-unknown",
	Severity: diag.Warning,
	Doc: `a path mapping fills a variable that the URI does not have

integration.request.path.name replaces {name} in the URI. Where the URI has no such
variable, the value goes nowhere.`,
	Check: func(s *Subject, report Report) {
		for m, r := range s.API.Methods() {
			in := m.Integration
			if in == nil || in.URI == "" || strings.Contains(in.URI, "<<") || strings.Contains(in.URI, "{{") || strings.HasPrefix(in.URI, "${") {
				continue
			}
			for _, p := range s.Doc.Root.Lookup(in.Pointer + "/requestParameters").MembersOrNil() {
				variable, ok := strings.CutPrefix(p.Key, "integration.request.path.")
				if ok && !strings.Contains(in.URI, "{"+variable+"}") {
					report(in.Pointer+openapi.Pointer("requestParameters", p.Key), name(m, r)+" fills {"+variable+"}, which its URI does not have", "add {"+variable+"} to the URI, or remove the mapping")
				}
			}
		}
	},
}
