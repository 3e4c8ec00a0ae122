package lint

import (
	"fmt"

	"github.com/apigen-go/apigen/internal/diag"
)

var policySize = &Rule{
	ID:       "policy-size",
	Severity: diag.Warning,
	Doc: `the resource policy is too long

A policy has at most 8192 characters, which can be raised on request.`,
	Check: func(s *Subject, report Report) {
		if n := len(s.API.Policy); n > 8192 {
			report("/"+extensionPrefix+"policy", fmt.Sprintf("the policy has %d characters, at most 8192 are possible", n), "join statements, or ask for a higher quota")
		}
	},
}
