package httpapi

import (
	"fmt"

	"github.com/apigen-go/apigen/internal/apigw"
)

// Check gives the reason why a definition cannot be: a reference to what is not
// there, or a mapping that is none.
func Check(def *apigw.HTTPAPI) error {
	for _, in := range def.Integrations {
		if err := checkMappings(in); err != nil {
			return fmt.Errorf("Invalid mapping expression specified: %w", err) //nolint:staticcheck // the service's spelling
		}
	}
	for _, a := range def.Authorizers {
		if _, err := compileSources(a.IdentitySource); err != nil {
			return fmt.Errorf("Invalid identity source expression: %w", err) //nolint:staticcheck // the service's spelling
		}
	}
	return nil
}

// A Finding is something a definition asks for that the local gateway does not
// do. Pointer says where, as a JSON pointer into the document.
type Finding struct {
	Pointer string
	Message string
}

// Unserved lists what of a definition is not served. Requests that need it get a
// 500, and the log repeats the reason; nothing is dropped in silence.
func (s *Server) Unserved(def *apigw.HTTPAPI) []Finding {
	var out []Finding
	for _, in := range def.Integrations {
		if in.Subtype != "" {
			out = append(out, Finding{in.Pointer, unservedSubtype(in)})
		}
	}
	for _, a := range def.Authorizers {
		if r, ok := s.compileAuthorizer(a).(refuser); ok {
			out = append(out, Finding{a.Pointer, r.cause})
		}
	}
	for _, r := range def.Routes {
		if r.AuthorizationType == apigw.AuthorizationIAM {
			if refused, ok := s.routeAuthorizer(r, nil).(refuser); ok {
				out = append(out, Finding{r.Pointer, refused.cause})
			}
		}
	}
	return out
}

// ForgetDecisions empties the caches of a stage's Lambda authorizers.
func (s *Server) ForgetDecisions(_, _ string) {}
