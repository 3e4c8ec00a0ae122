package lint

import "github.com/apigen-go/apigen/internal/diag"

var policyPrivate = &Rule{
	ID:       "policy-private",
	Severity: diag.Warning,
	Doc: `a private API has no resource policy

A private API can neither be deployed nor called without a policy that lets its VPC
endpoints in. Asked with --endpoint private.`,
	Check: func(s *Subject, report Report) {
		if s.Opts.Endpoint == "PRIVATE" && len(s.API.Policy) == 0 {
			report("", "the API is private and has no resource policy", "add x-amazon-apigateway-policy")
		}
	},
}
