package lint

import (
	"github.com/apigen-go/apigen/internal/apigw"
	"github.com/apigen-go/apigen/internal/diag"
	"github.com/apigen-go/apigen/internal/openapi"
)

var responseStatusDuplicate = &Rule{
	ID:       "response-status-duplicate",
	Severity: diag.Warning,
	Doc: `two integration responses have one status

API Gateway keeps one integration response for each status, so one of the two
patterns is lost.`,
	Check: func(s *Subject, report Report) {
		for m, r := range s.API.Methods() {
			if m.Integration == nil || isProxy(m.Integration) {
				continue
			}
			first := map[string]string{}
			for _, resp := range s.Doc.Root.Lookup(m.Integration.Pointer + "/responses").MembersOrNil() {
				status := apigw.Text(resp.Value.Get("statusCode"))
				if other, twice := first[status]; twice && status != "" {
					report(m.Integration.Pointer+openapi.Pointer("responses", resp.Key), name(m, r)+" maps both "+other+" and "+resp.Key+" to status "+status+", of which one is kept",
						"join the patterns: "+other+"|"+resp.Key)
					continue
				}
				first[status] = resp.Key
			}
		}
	},
}
