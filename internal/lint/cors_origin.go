package lint

import (
	"strings"

	"github.com/apigen-go/apigen/internal/apigw"
	"github.com/apigen-go/apigen/internal/diag"
)

var corsOrigin = &Rule{
	ID:       "cors-origin",
	Severity: diag.Warning,
	Doc: `a preflight is answered without an origin

A browser takes a preflight that has Access-Control-Allow-Methods or -Headers for a
refusal when there is no Access-Control-Allow-Origin.`,
	Check: func(s *Subject, report Report) {
		for m, r := range s.API.Methods() {
			if m.HTTPMethod != "OPTIONS" || m.Integration == nil || m.Integration.Type != apigw.IntegrationMock {
				continue
			}
			cors, origin := false, false
			for _, resp := range m.Integration.Responses {
				for key := range resp.ResponseParameters {
					key = strings.ToLower(key)
					cors = cors || strings.HasPrefix(key, "method.response.header.access-control-allow-")
					origin = origin || key == "method.response.header.access-control-allow-origin"
				}
				for _, template := range resp.ResponseTemplates {
					origin = origin || strings.Contains(strings.ToLower(template), "access-control-allow-origin")
				}
			}
			if cors && !origin {
				report(m.Pointer, name(m, r)+" answers preflights without Access-Control-Allow-Origin", "add method.response.header.Access-Control-Allow-Origin to its response")
			}
		}
	},
}
