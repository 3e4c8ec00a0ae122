package lint

import (
	"fmt"

	"github.com/apigen-go/apigen/internal/diag"
)

var authorizerPolicyCache = &Rule{
	ID:       "authorizer-policy-cache",
	Severity: diag.Info,
	Doc: `an authorizer's answer is kept for several operations

What a Lambda authorizer answers is kept for the caller, for 300 seconds unless it says
otherwise, and used for every operation. A policy that names methodArn alone then denies
the second one. The policy should name all that the caller may do.`,
	Check: func(s *Subject, report Report) {
		used := map[string]int{}
		for m := range s.API.Methods() {
			used[m.Authorizer]++
		}
		for _, a := range s.API.Authorizers {
			if (a.Type == "TOKEN" || a.Type == "REQUEST") && used[a.Name] > 1 && a.ResultTTLInSeconds == nil {
				report(a.Pointer, fmt.Sprintf("what authorizer %s answers is kept for all of its %d operations", a.Name, used[a.Name]),
					"answer with a policy for all of them, and set authorizerResultTtlInSeconds to say that this is meant")
			}
		}
	},
}
