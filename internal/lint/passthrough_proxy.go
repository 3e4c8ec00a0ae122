package lint

import (
	"strings"

	"github.com/apigen-go/apigen/internal/diag"
)

var passthroughProxy = &Rule{
	ID:       "passthrough-proxy",
	Severity: diag.Info,
	Mends:    true,
	Doc: `a proxy integration has a passthrough behavior

Proxy integrations pass every body as it is; the setting does nothing.`,
	Check: func(s *Subject, report Report) {
		for m, r := range s.API.Methods() {
			in := m.Integration
			if isProxy(in) && s.Doc.Root.Lookup(in.Pointer+"/passthroughBehavior") != nil && in.PassthroughBehavior != "WHEN_NO_MATCH" {
				report(in.Pointer+"/passthroughBehavior", name(m, r)+" is a proxy, to which "+strings.ToLower(in.PassthroughBehavior)+" means nothing", "remove it", remove(in.Pointer+"/passthroughBehavior"))
			}
		}
	},
}
