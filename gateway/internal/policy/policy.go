// Package policy reads and evaluates IAM policy documents as API Gateway does:
// resource policies of APIs, the policies Lambda authorizers answer with, and
// the policies of callers.
//
//	doc, err := policy.Parse(text)
//	...
//	switch doc.Decide(&policy.Request{Action: policy.Invoke, Resource: arn}) {
//	case policy.Deny: ...
//
// See https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html
// and, for what API Gateway knows of conditions,
// https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies-iam-policies-conditions.html
package policy

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// Actions of the service execute-api.
const (
	Invoke          = "execute-api:Invoke"
	InvalidateCache = "execute-api:InvalidateCache"
)

// A Document is a policy: statements that allow or deny.
type Document struct {
	Version    string
	Statements []Statement
}

// A Statement is one rule. Of each pair with a Not member, one is set.
type Statement struct {
	SID          string
	Allow        bool // else it denies
	Principal    *Principal
	NotPrincipal *Principal
	Actions      []string
	NotActions   []string
	Resources    []string
	NotResources []string
	Conditions   []Condition
}

// A Principal says who is meant: by kind (AWS, Service, Federated), or everybody.
type Principal struct {
	Everybody bool
	ByKind    map[string][]string
}

// A Decision is what a policy says about a request.
type Decision int

// The zero decision is silence, which denies unless another policy allows.
const (
	Silent Decision = iota
	Allow
	Deny
)

func (d Decision) String() string {
	return [...]string{"says nothing", "allows", "denies"}[d]
}

// A Request is what is asked of a policy.
type Request struct {
	Action   string
	Resource string // an ARN
	// Caller is the ARN of who asks; empty is anonymous. Account is theirs.
	Caller, Account string
	// Keys are the condition keys that have a value, by their name in lower
	// case: aws:sourceip.
	Keys map[string][]string
}

// Decide evaluates the document. A Deny outweighs every Allow.
func (d *Document) Decide(r *Request) Decision {
	if d == nil {
		return Silent
	}
	decision := Silent
	for i := range d.Statements {
		s := &d.Statements[i]
		if !s.applies(r) {
			continue
		}
		if !s.Allow {
			return Deny
		}
		decision = Allow
	}
	return decision
}

func (s *Statement) applies(r *Request) bool {
	return s.isAbout(r) && s.meansCaller(r) && !slices.ContainsFunc(s.Conditions, func(c Condition) bool { return !c.holds(r) })
}

func (s *Statement) isAbout(r *Request) bool {
	action := strings.ToLower(r.Action)
	hasAction := func(pattern string) bool { return Like(strings.ToLower(pattern), action) }
	hasResource := func(pattern string) bool { return matchesResource(expand(pattern, r), r.Resource) }
	switch {
	case s.NotActions != nil && slices.ContainsFunc(s.NotActions, hasAction),
		s.NotActions == nil && !slices.ContainsFunc(s.Actions, hasAction):
		return false
	case s.NotResources != nil:
		return !slices.ContainsFunc(s.NotResources, hasResource)
	}
	return slices.ContainsFunc(s.Resources, hasResource)
}

// matchesResource takes the short form, too, which resource policies of API
// Gateway may have: execute-api:/STAGE/METHOD/PATH stands for the API itself.
func matchesResource(pattern, arn string) bool {
	if rest, short := strings.CutPrefix(pattern, "execute-api:/"); short {
		parts := strings.SplitN(arn, ":", 6)
		if len(parts) != 6 {
			return false
		}
		_, arn, _ = strings.Cut(parts[5], "/") // without the API's id
		pattern = strings.TrimPrefix(rest, "/")
	}
	return Like(pattern, arn)
}

func (s *Statement) meansCaller(r *Request) bool {
	switch {
	case s.NotPrincipal != nil:
		return !s.NotPrincipal.means(r)
	case s.Principal != nil:
		return s.Principal.means(r)
	}
	return true // an identity's own policy names nobody
}

func (p *Principal) means(r *Request) bool {
	if p.Everybody {
		return true
	}
	for _, who := range p.ByKind["AWS"] {
		switch {
		case who == "*":
			return true
		case r.Caller == "":
		case who == r.Caller, who == r.Account, who == "arn:aws:iam::"+r.Account+":root":
			return true
		}
	}
	return false
}

// Parse reads a document. The error says what is wrong with it.
func Parse(text []byte) (*Document, error) {
	var raw struct {
		Version   string
		Statement statements
	}
	if err := json.Unmarshal(text, &raw); err != nil {
		return nil, fmt.Errorf("policy: %w", err)
	}
	if len(raw.Statement) == 0 {
		return nil, fmt.Errorf("policy: it has no Statement")
	}
	d := &Document{Version: raw.Version}
	for i, r := range raw.Statement {
		s, err := r.statement()
		if err != nil {
			return nil, fmt.Errorf("policy: statement %d: %w", i+1, err)
		}
		d.Statements = append(d.Statements, *s)
	}
	return d, nil
}

// A rawStatement is a statement as it is written: members may be one or a list.
type rawStatement struct {
	SID          string `json:"Sid"`
	Effect       string
	Principal    *Principal
	NotPrincipal *Principal
	Action       texts
	NotAction    texts
	Resource     texts
	NotResource  texts
	Condition    map[string]map[string]texts
}

func (r *rawStatement) statement() (*Statement, error) {
	s := &Statement{
		SID: r.SID, Allow: r.Effect == "Allow", Principal: r.Principal, NotPrincipal: r.NotPrincipal,
		Actions: r.Action, NotActions: r.NotAction, Resources: r.Resource, NotResources: r.NotResource,
	}
	switch {
	case r.Effect != "Allow" && r.Effect != "Deny":
		return nil, fmt.Errorf("the Effect is %q, want Allow or Deny", r.Effect)
	case (r.Action == nil) == (r.NotAction == nil):
		return nil, fmt.Errorf("want an Action or a NotAction")
	case (r.Resource == nil) == (r.NotResource == nil):
		return nil, fmt.Errorf("want a Resource or a NotResource")
	}
	var err error
	s.Conditions, err = conditions(r.Condition)
	return s, err
}

type statements []*rawStatement

func (s *statements) UnmarshalJSON(b []byte) error {
	if isObject(b) {
		var one rawStatement
		*s = statements{&one}
		return json.Unmarshal(b, &one)
	}
	var all []*rawStatement
	err := json.Unmarshal(b, &all)
	if slices.Contains(all, nil) {
		return fmt.Errorf("a statement is null")
	}
	*s = all
	return err
}

func isObject(b []byte) bool { return bytes.HasPrefix(bytes.TrimSpace(b), []byte("{")) }

// texts is one text or a list; numbers and booleans count as their text.
type texts []string

func (t *texts) UnmarshalJSON(b []byte) error {
	var all []any
	if !bytes.HasPrefix(bytes.TrimSpace(b), []byte("[")) {
		b = append(append([]byte("["), b...), ']')
	}
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	if err := d.Decode(&all); err != nil {
		return err
	}
	*t = texts{}
	for _, item := range all {
		switch v := item.(type) {
		case string, json.Number, bool:
			*t = append(*t, fmt.Sprint(v))
		default:
			return fmt.Errorf("want texts, got %v", v)
		}
	}
	return nil
}

// UnmarshalJSON reads a principal: "*" or an object.
func (p *Principal) UnmarshalJSON(b []byte) error {
	if !isObject(b) {
		var text string
		if err := json.Unmarshal(b, &text); err != nil {
			return err
		}
		if text != "*" {
			return fmt.Errorf("the Principal is %q, want * or an object such as {\"AWS\": ...}", text)
		}
		p.Everybody = true
		return nil
	}
	var kinds map[string]texts
	if err := json.Unmarshal(b, &kinds); err != nil {
		return err
	}
	p.ByKind = map[string][]string{}
	for kind, who := range kinds {
		p.ByKind[kind] = who
	}
	return nil
}
