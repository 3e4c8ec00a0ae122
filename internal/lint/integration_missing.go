package lint

import "github.com/apigen-go/apigen/internal/diag"

var integrationMissing = &Rule{
	ID:       "integration-missing",
	Severity: diag.Error,
	Doc: `an operation has no integration

API Gateway imports such a method and later refuses the deployment with
"No integration defined for method".`,
	Check: func(s *Subject, report Report) {
		for m, r := range s.API.Methods() {
			if m.Integration == nil {
				report(m.Pointer, name(m, r)+" has no integration", "add x-amazon-apigateway-integration to the operation")
			}
		}
	},
}
