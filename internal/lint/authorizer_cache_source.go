package lint

import "github.com/apigen-go/apigen/internal/diag"

var authorizerCacheSource = &Rule{
	ID:       "authorizer-cache-source",
	Severity: diag.Warning,
	Doc: `a request authorizer keeps results without knowing for whom

With authorizerResultTtlInSeconds above 0, which is what it is when it is not set, a
request authorizer needs identity sources: they are the key of what is kept. Without
one, the import or every request is refused.`,
	Check: func(s *Subject, report Report) {
		for _, a := range s.API.Authorizers {
			if a.Type == "REQUEST" && a.IdentitySource == "" && (a.ResultTTLInSeconds == nil || *a.ResultTTLInSeconds > 0) {
				report(a.Pointer, "authorizer "+a.Name+" keeps results and has no identity source", "add identitySource, or authorizerResultTtlInSeconds: 0")
			}
		}
	},
}
