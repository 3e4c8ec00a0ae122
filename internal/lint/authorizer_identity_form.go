package lint

import (
	"strings"

	"github.com/apigen-go/apigen/internal/apigw"
	"github.com/apigen-go/apigen/internal/diag"
	"github.com/apigen-go/apigen/internal/openapi"
)

var authorizerIdentityForm = &Rule{
	ID:       "authorizer-identity-form",
	Severity: diag.Warning,
	Mends:    true,
	Doc: `a user pool authorizer has the identity source of an HTTP API

$request.header.NAME is the form of HTTP APIs. Documents with it have been deployed on
REST APIs; the form of these is method.request.header.NAME.`,
	Check: func(s *Subject, report Report) {
		for _, a := range s.API.Authorizers {
			pointer := a.Pointer + openapi.Pointer(extensionPrefix+"authorizer", "identitySource")
			header, ok := strings.CutPrefix(apigw.Text(s.Doc.Root.Lookup(pointer)), "$request.header.")
			if ok && a.Type == "COGNITO_USER_POOLS" {
				report(pointer, "authorizer "+a.Name+" has an identity source of HTTP APIs", "write method.request.header."+header, set(pointer, "method.request.header."+header))
			}
		}
	},
}
