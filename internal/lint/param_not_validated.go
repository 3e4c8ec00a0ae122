package lint

import (
	"slices"
	"strings"

	"github.com/apigen-go/apigen/internal/apigw"
	"github.com/apigen-go/apigen/internal/diag"
	"github.com/apigen-go/apigen/internal/openapi"
)

var paramNotValidated = &Rule{
	ID:       "param-not-validated",
	Severity: diag.Info,
	Doc: `parameters have types or limits that API Gateway does not check

A request validator asks whether required parameters are there, and nothing else:
types, enum, pattern and limits are dropped by the import, so the backend has to
check them. Documents that apigen generated are not reported, because the generated
server checks.`,
	Check: func(s *Subject, report Report) {
		if s.Generated {
			return
		}
		for m, r := range s.API.Methods() {
			if m.HTTPMethod == "OPTIONS" || m.Integration == nil || m.Integration.Type == apigw.IntegrationMock {
				continue
			}
			var names []string
			s.parameters(m, func(p parameter) {
				if limited(p.Node) {
					names = append(names, p.Name)
				}
			})
			if len(names) > 0 {
				report(m.Pointer, name(m, r)+" has parameters whose types or limits are not checked: "+strings.Join(names, ", "), "check them in the backend")
			}
		}
	},
}

// limited reports whether a parameter takes less than any text.
func limited(p *openapi.Node) bool {
	if in := p.Get("in").StringOr(""); in == "body" || in == "formData" || in == "cookie" {
		return false
	}
	schema := p.Get("schema")
	if schema == nil {
		schema = p // Swagger 2.0
	}
	if t := schema.Get("type").StringOr("string"); t != "string" {
		return true
	}
	return slices.ContainsFunc([]string{"enum", "pattern", "minLength", "maxLength", "$ref"}, func(k string) bool { return schema.Get(k) != nil })
}
