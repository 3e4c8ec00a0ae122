package lint

import (
	"strings"

	"github.com/apigen-go/apigen/internal/diag"
	"github.com/apigen-go/apigen/internal/openapi"
)

var gatewayResponseDefaultStatus = &Rule{
	ID:       "gateway-response-default-status",
	Severity: diag.Warning,
	Doc: `a default gateway response has a status

A status on DEFAULT_4XX or DEFAULT_5XX becomes that of every answer of the class
without a definition of its own: 401, 403, 404 and 429 all turn into it.`,
	Check: func(s *Subject, report Report) {
		for _, g := range s.API.GatewayResponses {
			if strings.HasPrefix(g.Type, "DEFAULT_") && g.StatusCode != "" {
				report(openapi.Pointer("x-amazon-apigateway-gateway-responses", g.Type, "statusCode"),
					g.Type+" turns every status of its class into "+g.StatusCode, "set the status on single types instead")
			}
		}
	},
}
