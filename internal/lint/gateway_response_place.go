package lint

import (
	"maps"
	"slices"
	"strings"

	"github.com/apigen-go/apigen/internal/diag"
	"github.com/apigen-go/apigen/internal/openapi"
)

var gatewayResponsePlace = &Rule{
	ID:       "gateway-response-place",
	Severity: diag.Warning,
	Doc: `a gateway response sets a path or a query

One page of the guide lists gatewayresponse.path.NAME and .querystring.NAME; an answer
has neither.`,
	Check: func(s *Subject, report Report) {
		for _, g := range s.API.GatewayResponses {
			for _, key := range slices.Sorted(maps.Keys(g.ResponseParameters)) {
				if strings.HasPrefix(key, "gatewayresponse.path.") || strings.HasPrefix(key, "gatewayresponse.querystring.") {
					report(openapi.Pointer(extensionPrefix+"gateway-responses", g.Type, "responseParameters", key), g.Type+" sets "+key+", which no answer has", "set a header")
				}
			}
		}
	},
}
