package lint

import "github.com/apigen-go/apigen/internal/diag"

var authorizerJWT = &Rule{
	ID:       "authorizer-jwt",
	Severity: diag.Info,
	Doc: `an authorizer of a REST API checks tokens of any issuer

REST APIs have JWT authorizers since 2026; how a document writes them is not known
here, and the local gateway refuses them. A user pool authorizer, or a Lambda
authorizer, does the same.`,
	Check: func(s *Subject, report Report) {
		for _, a := range s.API.Authorizers {
			if a.Type == "JWT" {
				report(a.Pointer, "authorizer "+a.Name+" is of type jwt, which is new in REST APIs", "try the import with failonwarnings, and look at the authorizer it makes")
			}
		}
	},
}
