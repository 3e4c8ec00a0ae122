package lint

import (
	"strings"

	"github.com/apigen-go/apigen/internal/apigw"
	"github.com/apigen-go/apigen/internal/diag"
)

var mockStatus = &Rule{
	ID:       "mock-status",
	Severity: diag.Warning,
	Doc: `a mock integration does not say its status

A mock answers with the status that its request template gives as
{"statusCode": 200}; the number must not be in quotes. Without one, every request
fails with status 500.`,
	Check: func(s *Subject, report Report) {
		for m, r := range s.API.Methods() {
			in := m.Integration
			if in == nil || in.Type != apigw.IntegrationMock {
				continue
			}
			given := false
			for _, template := range in.RequestTemplates {
				given = given || strings.Contains(template, "statusCode") || apigw.HasPlaceholder(template)
			}
			if !given {
				report(in.Pointer, name(m, r)+" is a mock without a status, so it answers 500", `add requestTemplates: {application/json: '{"statusCode": 200}'}`)
			}
		}
	},
}
