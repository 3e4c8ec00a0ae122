package lint

import (
	"strings"

	"github.com/apigen-go/apigen/internal/apigw"
	"github.com/apigen-go/apigen/internal/diag"
)

var securityPublic = &Rule{
	ID:       "security-public",
	Severity: diag.Error,
	Doc: `an operation asks for security and gets none

None of the schemes it names means anything to API Gateway (wrong type, no
authorizer, a header other than x-api-key, or no definition), so anybody may call
it. Public on purpose is security: [].`,
	Check: func(s *Subject, report Report) {
		for m, r := range s.API.Methods() {
			if m.AuthorizationType != apigw.AuthorizationNone || m.APIKeyRequired {
				continue
			}
			if s.operation(m).At("x-amazon-apigateway-auth", "type") != nil {
				continue
			}
			var names []string
			s.requirements(m, func(_, scheme string) { names = append(names, scheme) })
			if len(names) > 0 {
				report(m.Pointer, name(m, r)+" asks for "+strings.Join(names, " and ")+", but would be public",
					"use type: apiKey with x-amazon-apigateway-authorizer, or the header x-api-key")
			}
		}
	},
}
