package lint

import (
	"strings"

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
			// The service puts the region in: its placeholder has colons of its own.
			parts := strings.SplitN(strings.Replace(in.URI, "${AWS::Region}", "region", 1), ":", 6)
			if len(parts) == 6 && parts[2] == "apigateway" && parts[4] != "lambda" && !apigw.HasPlaceholder(parts[4]) {
				report(in.Pointer, name(m, r)+" calls "+parts[4]+" without credentials", "add credentials: the ARN of a role that may call it")
			}
		}
	},
}
