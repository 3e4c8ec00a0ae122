package lint

import (
	"github.com/apigen-go/apigen/internal/apigw"
	"github.com/apigen-go/apigen/internal/diag"
	"github.com/apigen-go/apigen/internal/openapi"
)

var optionsSecured = &Rule{
	ID:       "options-secured",
	Severity: diag.Warning,
	Mends:    true,
	Doc: `a preflight needs credentials

Browsers send no token and no key with a preflight, so an OPTIONS operation behind
an authorizer answers 401 or 403 and the call never happens. Root security applies
to OPTIONS operations too.`,
	Check: func(s *Subject, report Report) {
		for m, r := range s.API.Methods() {
			if m.HTTPMethod == "OPTIONS" && (m.AuthorizationType != apigw.AuthorizationNone || m.APIKeyRequired) {
				var more []detail
				if answersPreflight(m) && s.operation(m).Get("security") == nil {
					more = append(more, add(m.Pointer, "security", openapi.Arr()))
				}
				report(m.Pointer, name(m, r)+" needs credentials, which no preflight has", "add security: [] to the operation", more...)
			}
		}
	},
}
