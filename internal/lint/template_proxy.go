package lint

import (
	"github.com/apigen-go/apigen/internal/diag"
	"github.com/apigen-go/apigen/internal/openapi"
)

var templateProxy = &Rule{
	ID:       "template-proxy",
	Severity: diag.Info,
	Mends:    true,
	Doc: `a proxy integration has mapping templates

Proxy integrations pass requests and answers as they are; templates are stored and
never run.`,
	Check: func(s *Subject, report Report) {
		for m, r := range s.API.Methods() {
			in := m.Integration
			if !isProxy(in) {
				continue
			}
			if len(in.RequestTemplates) > 0 {
				report(in.Pointer+"/requestTemplates", name(m, r)+" is a proxy, whose templates do not run", "remove them, or use the type without _proxy", remove(in.Pointer+"/requestTemplates"))
			}
			for _, resp := range s.Doc.Root.Lookup(in.Pointer + "/responses").MembersOrNil() {
				if len(resp.Value.Get("responseTemplates").MembersOrNil()) > 0 {
					at := in.Pointer + openapi.Pointer("responses", resp.Key, "responseTemplates")
					report(at, name(m, r)+" is a proxy, whose templates do not run", "remove them, or use the type without _proxy", remove(at))
				}
			}
		}
	},
}
