package lint

import (
	"github.com/apigen-go/apigen/internal/apigw"
	"github.com/apigen-go/apigen/internal/diag"
)

var integrationCredentials = &Rule{
	ID:       "integration-credentials",
	Severity: diag.Info,
	Doc: `an integration calls an AWS service without a role

Only Lambda functions have permissions of their own. Any other service answers 403
to a call without credentials, and the caller gets the integration's answer to that,
or a 500.`,
	Check: func(s *Subject, report Report) {
		for m, r := range s.API.Methods() {
			in := m.Integration
			if in == nil || in.Type != apigw.IntegrationAWS || in.Credentials != "" {
				continue
			}
			service := apigw.IntegrationService(in.URI)
			if service != "" && service != "lambda" && !apigw.HasPlaceholder(service) {
				report(in.Pointer, name(m, r)+" calls "+service+" without credentials", "add credentials: the ARN of a role that may call it")
			}
		}
	},
}
