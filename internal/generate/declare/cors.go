package declare

import (
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/apigen-go/apigen/internal/diag"
	"github.com/apigen-go/apigen/internal/generate/contract"
	"github.com/apigen-go/apigen/internal/generate/load"
	"github.com/apigen-go/apigen/internal/openapi"
)

// corsSettings is what the literal says of CORS; the rest follows from the
// operations.
type corsSettings struct {
	pos             diag.Pos
	origin          string
	origins         []string // of an HTTP API
	allow, expose   []string
	methods         []string // of an HTTP API; empty are those of the operations
	maxAge          int
	credentials, on bool
}

func (r *reader) readCORS(v load.Value) {
	fields, err := r.pkg.Struct(v)
	if !r.check(err) {
		return
	}
	s := &r.corsSetup
	s.pos = r.at(v)
	origins, ok := fields["Origins"]
	if !ok {
		if len(fields) > 0 {
			r.errorf(s.pos, "cors", `add Origins: []string{"https://www.example.com"}`, "CORS has no origin, so no browser may call")
		}
		return
	}
	if list, err := r.pkg.Strings(origins); r.check(err) {
		r.origin(list, r.at(origins))
	}
	r.corsDetails(fields)
}

// corsDetails reads what both kinds of API have.
func (r *reader) corsDetails(fields map[string]load.Value) {
	var err error
	s := &r.corsSetup
	s.allow = r.headerNames(fields, "Headers")
	s.expose = r.headerNames(fields, "ExposeHeaders")
	if v, ok := fields["Methods"]; ok && r.applies(v, "Methods of gen.CORS", "http") {
		s.methods, err = r.pkg.Strings(v)
		r.check(err)
		for _, name := range s.methods {
			if name != "*" && !slices.Contains(methods, name) {
				r.errorf(r.at(v), "cors", `write GET, POST, ... or "*"`, "%q is no HTTP method", name)
			}
		}
	}
	if v, ok := fields["MaxAge"]; ok {
		n, err := r.pkg.Int(v)
		if r.check(err) && (n < 0 || n > 86400) {
			r.errorf(r.at(v), "cors", "give seconds, 0 to 86400: no browser keeps a preflight's answer longer", "MaxAge is %d", n)
		}
		s.maxAge = n
	}
	if v, ok := fields["Credentials"]; ok {
		s.credentials, err = r.pkg.Bool(v)
		if r.check(err) && s.credentials && s.origin == "*" {
			r.errorf(r.at(v), "cors", "name the origin, or leave Credentials out", `browsers refuse credentials with the origin "*"`)
		}
	}
}

// origin takes the one origin a REST API can allow: its mock answers carry
// constant headers, so there is no choice between several.
func (r *reader) origin(list []string, at diag.Pos) {
	const hint = `write scheme and host without a path: "https://www.example.com"`
	switch {
	case len(list) == 0:
		return
	case len(list) > 1:
		r.errorf(at, "cors", `keep one, or allow all with "*"; a REST API answers preflights with constant headers`, "CORS has %d origins, want 1", len(list))
	case strings.Contains(list[0], "${stageVariables."):
		r.errorf(at, "cors", "use gen.Param", "the origin has a stage variable, which API Gateway does not replace in constant headers")
	case strings.Contains(list[0], "'"):
		r.errorf(at, "cors", hint, "%q is no origin", list[0])
		return
	case list[0] != "*" && !strings.HasPrefix(list[0], "${"):
		u, err := url.Parse(list[0])
		if err != nil || u.Scheme == "" || u.Host == "" || u.Scheme+"://"+u.Host != list[0] {
			r.errorf(at, "cors", hint, "%q is no origin", list[0])
		}
	}
	r.corsSetup.on, r.corsSetup.origin = true, list[0]
}

// headerName is a token of RFC 9110, section 5.6.2, without the quote that
// would end the constant of a mapping.
var headerName = regexp.MustCompile("^[!#$%&*+.^_`|~0-9A-Za-z-]+$")

func (r *reader) headerNames(fields map[string]load.Value, field string) []string {
	v, ok := fields[field]
	if !ok {
		return nil
	}
	list, err := r.pkg.Strings(v)
	if !r.check(err) {
		return nil
	}
	for _, name := range list {
		if !headerName.MatchString(name) {
			r.errorf(r.at(v), "cors", "use letters, digits and -", "%q is no name of a header", name)
		}
	}
	return list
}

// cors works out the headers: those that requests of the operations carry and
// those that scripts may read, besides the ones browsers allow by themselves.
//
// See https://fetch.spec.whatwg.org/#cors-safelisted-response-header-name
func (r *reader) cors() {
	s := &r.corsSetup
	if !s.on {
		return
	}
	allow, expose := &headerSet{}, &headerSet{}
	for _, op := range r.c.Operations {
		if op.Request != nil && op.Request.Body != nil {
			allow.add("Content-Type")
		}
	}
	for _, a := range r.c.Authorizers {
		allow.add(a.Header)
	}
	if r.c.UsesAPIKey {
		allow.add("X-Api-Key")
	}
	for _, op := range r.c.Operations {
		if op.Request != nil {
			for _, p := range op.Request.Parameters {
				if p.In == contract.Header {
					allow.add(p.Name)
				}
			}
		}
		for _, response := range op.Responses {
			for _, h := range response.Headers {
				expose.add(h.Name)
			}
		}
	}
	allow.add(s.allow...)
	expose.add(s.expose...)
	if r.c.HTTP != nil {
		r.c.HTTP.CORS = s.extension(r.c, allow.names, expose.names)
		return
	}
	r.c.REST.CORS = &contract.CORS{
		Origin: s.origin, AllowHeaders: allow.names, ExposeHeaders: expose.names, MaxAge: s.maxAge, Credentials: s.credentials,
	}
}

// extension is CORS of an HTTP API.
func (s *corsSettings) extension(c *contract.Contract, allow, expose []string) *openapi.Node {
	verbs := s.methods
	for _, op := range c.Operations {
		if len(s.methods) > 0 {
			break
		}
		verb := op.Method
		if verb == "ANY" {
			verb = "*"
		}
		if !slices.Contains(verbs, verb) {
			verbs = append(verbs, verb)
		}
	}
	n := openapi.Obj(openapi.M("allowOrigins", openapi.Strs(s.origins...)), openapi.M("allowMethods", openapi.Strs(verbs...)))
	if len(allow) > 0 {
		n.Set("allowHeaders", openapi.Strs(allow...))
	}
	if len(expose) > 0 {
		n.Set("exposeHeaders", openapi.Strs(expose...))
	}
	if s.credentials {
		n.Set("allowCredentials", openapi.Boolean(true))
	}
	if s.maxAge > 0 {
		n.Set("maxAge", openapi.Int(s.maxAge))
	}
	return n
}

// headerSet is a list of header names without duplicates.
type headerSet struct{ names []string }

func (h *headerSet) add(names ...string) {
	for _, name := range names {
		same := func(other string) bool { return http.CanonicalHeaderKey(other) == http.CanonicalHeaderKey(name) }
		if !slices.ContainsFunc(h.names, same) {
			h.names = append(h.names, name)
		}
	}
}
