package lint

import (
	"strings"

	"github.com/apigen-go/apigen/internal/apigw"
	"github.com/apigen-go/apigen/internal/diag"
	"github.com/apigen-go/apigen/internal/openapi"
)

var securityPublic = &Rule{
	ID:       "security-public",
	Severity: diag.Error,
	For:      AnyAPI,
	Doc: `an operation asks for security and gets none

None of the schemes it names means anything to API Gateway (wrong type, no
authorizer, a header other than x-api-key, or no definition), so anybody may call
it. Public on purpose is security: [].`,
	Check: func(s *Subject, report Report) {
		hint := "use type: apiKey with x-amazon-apigateway-authorizer, or the header x-api-key"
		open := map[string]bool{}
		if s.HTTP != nil {
			hint = "add x-amazon-apigateway-authorizer to the scheme"
			for _, r := range s.HTTP.Routes {
				open[r.Pointer] = r.AuthorizationType == apigw.AuthorizationNone
			}
		} else {
			for m := range s.API.Methods() {
				open[m.Pointer] = m.AuthorizationType == apigw.AuthorizationNone && !m.APIKeyRequired
			}
		}
		s.eachOperation(func(pointer, where string, op *openapi.Node) {
			if !open[pointer] || op.At(extensionPrefix+"auth", "type") != nil {
				return
			}
			var names []string
			s.requirements(pointer, op, func(_, scheme string) { names = append(names, scheme) })
			if len(names) > 0 {
				report(pointer, where+" asks for "+strings.Join(names, " and ")+", but would be public", hint)
			}
		})
	},
}
