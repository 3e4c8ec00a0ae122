package httpapi

import (
	"github.com/apigen-go/apigen/gateway/internal/authorizer"
	"github.com/apigen-go/apigen/internal/apigw"
	"github.com/apigen-go/apigen/internal/mapping"
)

// A Finding is something the service would refuse. Pointer says where, as a JSON
// pointer into the document.
type Finding struct {
	Pointer string
	Message string
}

// Check lists what is wrong with the mappings, service calls and identity
// sources of a definition, in the service's words: what its reader cannot know.
func Check(def *apigw.HTTPAPI) []Finding {
	var out []Finding
	add := func(pointer string, err error) {
		for _, e := range each(err) {
			out = append(out, Finding{pointer, e.Error()})
		}
	}
	for _, in := range def.Integrations {
		if in.Subtype == "" {
			_, err := mapping.ParseHTTPRequestParameters(in.RequestParameters)
			add(in.Pointer, err)
		}
		_, err := mapping.ParseHTTPResponseParameters(in.ResponseParameters)
		add(in.Pointer, err)
		_, err = newBackend(in)
		add(in.Pointer, err)
	}
	for _, a := range def.Authorizers {
		_, err := authorizer.ParseSources(a.IdentitySource...)
		add(a.Pointer, err)
	}
	return out
}

// each takes joined errors apart.
func each(err error) []error {
	if err == nil {
		return nil
	}
	joined, ok := err.(interface{ Unwrap() []error })
	if !ok {
		return []error{err}
	}
	var all []error
	for _, e := range joined.Unwrap() {
		all = append(all, each(e)...)
	}
	return all
}

// ForgetDecisions empties the caches of a stage's Lambda authorizers.
func (s *Server) ForgetDecisions(apiID, stage string) { s.authorizers.Flush(apiID, stage) }
