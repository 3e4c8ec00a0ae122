package lint

import (
	"maps"
	"slices"

	"github.com/apigen-go/apigen/internal/diag"
	"github.com/apigen-go/apigen/internal/openapi"
)

var gatewayResponseEmpty = &Rule{
	ID:       "gateway-response-empty",
	Severity: diag.Warning,
	Doc: `a gateway response has an empty template

UpdateGatewayResponse answers "Invalid null or empty value in responseTemplates".`,
	Check: func(s *Subject, report Report) {
		for _, g := range s.API.GatewayResponses {
			for _, mediaType := range slices.Sorted(maps.Keys(g.ResponseTemplates)) {
				if g.ResponseTemplates[mediaType] == "" {
					pointer := openapi.Pointer(extensionPrefix+"gateway-responses", g.Type, "responseTemplates", mediaType)
					report(pointer, g.Type+" has an empty template for "+mediaType, "remove it")
				}
			}
		}
	},
}
