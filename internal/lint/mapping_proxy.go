package lint

import (
	"github.com/apigen-go/apigen/internal/diag"
	"github.com/apigen-go/apigen/internal/openapi"
)

var mappingProxy = &Rule{
	ID:       "mapping-proxy",
	Severity: diag.Info,
	Doc: `a proxy integration sets headers of its answers

The headers of a proxy's answer come from the backend; what the integration's
responses say of them has no effect. CORS headers have to come from the backend, too.`,
	Check: func(s *Subject, report Report) {
		for m, r := range s.API.Methods() {
			if !isProxy(m.Integration) {
				continue
			}
			for _, resp := range s.Doc.Root.Lookup(m.Integration.Pointer + "/responses").MembersOrNil() {
				if len(resp.Value.Get("responseParameters").MembersOrNil()) > 0 {
					report(m.Integration.Pointer+openapi.Pointer("responses", resp.Key, "responseParameters"),
						name(m, r)+" is a proxy, so these headers are not set", "set them in the backend")
				}
			}
		}
	},
}
