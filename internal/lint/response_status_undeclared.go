package lint

import (
	"github.com/apigen-go/apigen/internal/apigw"
	"github.com/apigen-go/apigen/internal/diag"
	"github.com/apigen-go/apigen/internal/openapi"
)

var responseStatusUndeclared = &Rule{
	ID:       "response-status-undeclared",
	Severity: diag.Warning,
	Doc: `an integration response has a status the operation does not declare

Without a method response of that status the answer can have no headers, and
clients made from the document do not know it.`,
	Check: func(s *Subject, report Report) {
		for m, r := range s.API.Methods() {
			in := m.Integration
			if in == nil || in.Type == apigw.IntegrationAWSProxy || in.Type == apigw.IntegrationHTTPProxy {
				continue
			}
			for _, resp := range in.Responses {
				if m.Responses[resp.StatusCode] != nil || apigw.HasPlaceholder(resp.StatusCode) {
					continue
				}
				key := resp.SelectionPattern
				if key == "" {
					key = "default"
				}
				report(in.Pointer+openapi.Pointer("responses", key), name(m, r)+" maps to status "+resp.StatusCode+", which it does not declare", "add "+resp.StatusCode+" to responses")
			}
		}
	},
}
