package lint

import (
	"maps"
	"slices"
	"strings"

	"github.com/apigen-go/apigen/internal/apigw"
	"github.com/apigen-go/apigen/internal/diag"
	"github.com/apigen-go/apigen/internal/openapi"
)

var gatewayResponseInherit = &Rule{
	ID:       "gateway-response-inherit",
	Severity: diag.Info,
	Doc: `a gateway response does not take over what the default says

A type with a definition of its own has nothing of DEFAULT_4XX and DEFAULT_5XX: neither
their headers, such as those of CORS, nor their templates.`,
	Check: func(s *Subject, report Report) {
		defaults := map[string]*apigw.GatewayResponse{}
		for _, g := range s.API.GatewayResponses {
			defaults[g.Type] = g
		}
		for _, g := range s.API.GatewayResponses {
			class := defaults[apigw.GatewayResponseClass(g.Type)]
			if class == nil || class == g {
				continue
			}
			var missing []string
			for _, key := range slices.Sorted(maps.Keys(class.ResponseParameters)) {
				if _, ok := g.ResponseParameters[key]; !ok {
					missing = append(missing, strings.TrimPrefix(key, "gatewayresponse.header."))
				}
			}
			if len(class.ResponseTemplates) > 0 && len(g.ResponseTemplates) == 0 {
				missing = append(missing, "the template")
			}
			if len(missing) > 0 {
				report(openapi.Pointer(extensionPrefix+"gateway-responses", g.Type), g.Type+" lacks what "+class.Type+" has: "+strings.Join(missing, ", "), "repeat it")
			}
		}
	},
}
