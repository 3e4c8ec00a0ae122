package lint

import (
	"fmt"

	"github.com/apigen-go/apigen/internal/diag"
)

var httpScopes = &Rule{
	ID:       "http-scopes",
	Severity: diag.Error,
	For:      HTTPOnly,
	Doc: `an operation asks for too many scopes

A route has at most 10 scopes.`,
	Check: func(s *Subject, report Report) {
		for _, r := range s.HTTP.Routes {
			if n := len(r.AuthorizationScopes); n > 10 {
				report(r.Pointer, fmt.Sprintf("%s asks for %d scopes, at most 10 are possible", r.Key, n), "join scopes")
			}
		}
	},
}
