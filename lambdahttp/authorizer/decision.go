package authorizer

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"
)

// maxResource is the longest resource of a policy, in characters.
//
// See https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-output.html
const maxResource = 512

// A Decision says who the caller is, what the caller may call in this stage, and
// what the API is told of the caller. Its methods change and return it.
type Decision struct {
	principal string
	denied    bool   // whatever else is said
	allow     []rule // empty is the whole stage
	except    []rule
	context   map[string]any
	apiKey    string
}

// A rule selects methods of the stage.
type rule struct {
	verb, path string
	literal    bool // the path must not select others
}

// stage selects all of it.
var stage = []rule{{verb: "*", path: "/*"}}

// allowed is what may be called but for the exceptions.
func (d *Decision) allowed() []rule {
	switch {
	case d.denied:
		return nil
	case len(d.allow) == 0:
		return stage
	}
	return d.allow
}

// Allow lets the caller use the whole stage, unless [Decision.Only] or
// [Decision.Except] say less. The principal is the caller's id, and must not be
// empty.
//
// A decision about the caller, rather than about the request, is right for caches:
// API Gateway keeps it for the caller's next requests, whatever they call.
func Allow(principal string) *Decision {
	return &Decision{principal: principal}
}

// Deny turns the caller away, with 403, whatever is added to it.
func Deny(principal string) *Decision { return &Decision{principal: principal, denied: true} }

// Only allows a verb, such as GET, or * for all, on the paths that match, instead
// of the whole stage; called again, it adds to what is allowed. In a path, * is
// any text, slashes included, ? any one character, and {name} is any text, so that
// templates of resources will do. A path of the caller's making does not belong
// here, since it may hold wildcards; see [Decision.OnlyCalled].
func (d *Decision) Only(verb, path string) *Decision {
	d.allow = append(d.allow, rule{verb: verb, path: path})
	return d
}

// OnlyCalled allows the called method, for authorizers whose decisions are about
// the request and not cached. A path with wildcards, which would allow more than
// was decided about, is refused: the caller gets 500.
func (d *Decision) OnlyCalled(req *Request) *Decision {
	d.allow = append(d.allow, rule{verb: req.Method.Verb, path: req.Method.Path, literal: true})
	return d
}

// Except denies what [Decision.Only] would select. A denial wins.
func (d *Decision) Except(verb, path string) *Decision {
	d.except = append(d.except, rule{verb: verb, path: path})
	return d
}

// With adds to the authorizer's context: the API finds it in requestContext.authorizer
// of its events. Values are texts, numbers and booleans; HTTP APIs also take
// lists and maps, while REST APIs, which hand everything on as text, answer 500
// for those. The name claims is API Gateway's.
func (d *Decision) With(name string, value any) *Decision {
	if d.context == nil {
		d.context = map[string]any{}
	}
	d.context[name] = value
	return d
}

// Key is the value of the caller's API key, for REST APIs that take keys from the
// authorizer (API key source AUTHORIZER).
func (d *Decision) Key(value string) *Decision {
	d.apiKey = value
	return d
}

// Allows tells whether the decision lets the caller call a method.
func (d *Decision) Allows(m MethodARN) bool {
	selects := func(r rule) bool { return match(r.verb, m.Verb) && match(pattern(r.path), m.Path) }
	return slices.ContainsFunc(d.allowed(), selects) && !slices.ContainsFunc(d.except, selects)
}

// onlyThe tells whether one method, written out, is all that is allowed.
func (d *Decision) onlyThe(m MethodARN) bool {
	return !d.denied && len(d.allow) > 0 &&
		!slices.ContainsFunc(d.allow, func(r rule) bool { return r.verb != m.Verb || r.path != m.Path })
}

// pattern makes wildcards of the parameters of a template.
func pattern(path string) string {
	for {
		start := strings.IndexByte(path, '{')
		if start < 0 {
			return path
		}
		length := strings.IndexByte(path[start:], '}')
		if length < 0 {
			return path
		}
		path = path[:start] + "*" + path[start+length+1:]
	}
}

// Answers of authorizers.
type (
	policyAnswer struct {
		PrincipalID        string         `json:"principalId"`
		PolicyDocument     policyDocument `json:"policyDocument"`
		Context            map[string]any `json:"context,omitempty"`
		UsageIdentifierKey string         `json:"usageIdentifierKey,omitempty"`
	}
	policyDocument struct {
		Version   string
		Statement []statement
	}
	statement struct {
		Action   []string
		Effect   string
		Resource []string
	}
	simpleAnswer struct {
		IsAuthorized bool           `json:"isAuthorized"`
		Context      map[string]any `json:"context,omitempty"`
	}
)

func (d *Decision) simple(req *Request) ([]byte, error) {
	if err := d.check(req); err != nil {
		return nil, err
	}
	return json.Marshal(simpleAnswer{d.Allows(req.Method), d.context})
}

func (d *Decision) policy(req *Request) (*policyAnswer, error) {
	if err := d.check(req); err != nil {
		return nil, err
	}
	p := &policyAnswer{PrincipalID: d.principal, Context: d.context, UsageIdentifierKey: d.apiKey}
	p.PolicyDocument.Version = "2012-10-17"
	add := func(effect string, rules []rule) {
		if len(rules) == 0 {
			return
		}
		s := statement{Action: []string{"execute-api:Invoke"}, Effect: effect}
		for _, r := range rules {
			s.Resource = append(s.Resource, req.Method.resource(r.verb, pattern(r.path)))
		}
		p.PolicyDocument.Statement = append(p.PolicyDocument.Statement, s)
	}
	if d.denied {
		add("Deny", stage)
	} else {
		add("Allow", d.allowed())
		add("Deny", d.except)
	}
	for _, s := range p.PolicyDocument.Statement {
		for _, r := range s.Resource {
			if len([]rune(r)) > maxResource {
				return nil, fmt.Errorf("resource %.80s... of the policy has %d characters, API Gateway takes %d; use wildcards", r, len([]rune(r)), maxResource)
			}
		}
	}
	return p, nil
}

// check finds what API Gateway would answer 500 for.
func (d *Decision) check(req *Request) error {
	if d.principal == "" {
		return errors.New("the decision has no principal")
	}
	if d.apiKey != "" && req.HTTPAPI() {
		return errors.New("the decision has an API key, which HTTP APIs do not know")
	}
	for _, r := range slices.Concat(d.allow, d.except) {
		if err := r.check(); err != nil {
			return err
		}
	}
	for name, value := range d.context {
		if name == "" || name == "claims" {
			return fmt.Errorf("context %q: the name is not free", name)
		}
		if err := checkValue(reflect.ValueOf(value), req.Version == "2.0"); err != nil {
			return fmt.Errorf("context %q: %w", name, err)
		}
	}
	return nil
}

// verbs that a method of API Gateway may have.
var verbs = []string{"*", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"}

func (r rule) check() error {
	if !slices.Contains(verbs, r.verb) {
		return fmt.Errorf("rule %s %s: got verb %q, want one of %s", r.verb, r.path, r.verb, strings.Join(verbs, ", "))
	}
	if !strings.HasPrefix(r.path, "/") {
		return fmt.Errorf("rule %s %s: the path does not start with a slash", r.verb, r.path)
	}
	if strings.ContainsFunc(r.path, func(c rune) bool { return c <= ' ' || c == 0x7f }) {
		return fmt.Errorf("rule %s %q: the path has a space or a control character", r.verb, r.path)
	}
	if r.literal && strings.ContainsAny(r.path, "*?{}$") {
		return fmt.Errorf("rule %s %s: the called path would select others, too", r.verb, r.path)
	}
	if strings.Contains(r.path, "${") {
		return fmt.Errorf("rule %s %s: the path has a policy variable, which API Gateway does not fill in", r.verb, r.path)
	}
	return nil
}

// checkValue tells whether a context value may be sent. Nested ones are for HTTP
// APIs with payload format 2.0.
func checkValue(v reflect.Value, nested bool) error {
	switch v.Kind() {
	case reflect.String, reflect.Bool,
		reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
		reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return nil
	case reflect.Float32, reflect.Float64:
		if f := v.Float(); math.IsNaN(f) || math.IsInf(f, 0) {
			return errors.New("the number is none of JSON")
		}
		return nil
	case reflect.Slice, reflect.Map, reflect.Struct, reflect.Array:
		if nested {
			_, err := json.Marshal(v.Interface())
			return err
		}
	}
	if nested {
		return errors.New("want a text, a number, a boolean, a list or a map")
	}
	return errors.New("want a text, a number or a boolean")
}
