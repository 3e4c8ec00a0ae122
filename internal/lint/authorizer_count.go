package lint

import (
	"fmt"

	"github.com/apigen-go/apigen/internal/diag"
)

var authorizerCount = &Rule{
	ID:       "authorizer-count",
	Severity: diag.Error,
	Doc: `the API has too many authorizers

An API has at most 10, which can be raised on request.`,
	Check: func(s *Subject, report Report) {
		if n := len(s.API.Authorizers); n > 10 {
			report("/components/securitySchemes", fmt.Sprintf("the API has %d authorizers, at most 10 are possible", n), "join them, or ask for a higher quota and turn the rule off")
		}
	},
}
