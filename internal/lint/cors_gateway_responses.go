package lint

import (
	"strings"

	"github.com/apigen-go/apigen/internal/apigw"
	"github.com/apigen-go/apigen/internal/diag"
)

var corsGatewayResponses = &Rule{
	ID:       "cors-gateway-responses",
	Severity: diag.Info,
	Doc: `errors of API Gateway itself carry no CORS headers

With CORS on the operations only, a browser shows a network error where the answer
was 401, 403 or 429, because the gateway's own answers have no
Access-Control-Allow-Origin. Gateway responses DEFAULT_4XX and DEFAULT_5XX add it.`,
	Check: func(s *Subject, report Report) {
		covered := map[string]bool{}
		for _, g := range s.API.GatewayResponses {
			for key := range g.ResponseParameters {
				if strings.EqualFold(key, "gatewayresponse.header.Access-Control-Allow-Origin") {
					covered[g.Type] = true
				}
			}
		}
		if covered["DEFAULT_4XX"] && covered["DEFAULT_5XX"] {
			return
		}
		for m, r := range s.API.Methods() {
			if answersPreflight(m) {
				report(m.Pointer, name(m, r)+" answers preflights, but error answers of API Gateway have no Access-Control-Allow-Origin",
					"set gatewayresponse.header.Access-Control-Allow-Origin on DEFAULT_4XX and DEFAULT_5XX")
				return // once is enough for the document
			}
		}
	},
}

// answersPreflight reports whether the method is a mock that sends CORS headers.
func answersPreflight(m *apigw.Method) bool {
	if m.HTTPMethod != "OPTIONS" || m.Integration == nil {
		return false
	}
	for _, resp := range m.Integration.Responses {
		for key := range resp.ResponseParameters {
			if strings.EqualFold(key, "method.response.header.Access-Control-Allow-Origin") {
				return true
			}
		}
	}
	return false
}
