package plan

import (
	"fmt"
	"slices"
	"strings"

	"github.com/apigen-go/apigen/internal/apigw"
)

// A comparison fills a plan.
type comparison struct {
	plan       *Plan
	live, want *apigw.RestAPI
}

func (c *comparison) add(a Action, k Kind, name string, details ...string) {
	c.plan.Items = append(c.plan.Items, Item{Action: a, Kind: k, Name: name, Details: details})
}

// gone notes what is live and not in the document.
func (c *comparison) gone(k Kind, name string, details ...string) {
	if c.plan.Mode == Overwrite {
		c.add(Delete, k, name, details...)
		return
	}
	c.add(Keep, k, name)
}

// pair compares the entities of one kind by name, in the document's order and
// then those that are only live.
func pair[T any](c *comparison, k Kind, live, want []T, name func(T) string, fields func(T) []field, describe func(T) []string) {
	find := func(list []T, n string) (T, bool) {
		i := slices.IndexFunc(list, func(t T) bool { return name(t) == n })
		if i < 0 {
			var none T
			return none, false
		}
		return list[i], true
	}
	for _, w := range want {
		l, exists := find(live, name(w))
		if !exists {
			c.add(Add, k, name(w), describe(w)...)
			continue
		}
		if d := differences(fields(l), fields(w)); len(d) > 0 {
			c.add(Change, k, name(w), d...)
		}
	}
	for _, l := range live {
		if _, kept := find(want, name(l)); !kept {
			c.gone(k, name(l))
		}
	}
}

func (c *comparison) settings() {
	live, want := c.live, c.want
	c.setting("name", live.Name, want.Name)
	c.setting("description", live.Description, want.Description)
	c.setting("version", live.Version, want.Version)
	c.setting("API key source", live.APIKeySource, want.APIKeySource)

	types := want.BinaryMediaTypes
	if c.plan.Mode == Merge { // recorded: the union, stored ones first
		types = slices.Concat(live.BinaryMediaTypes, types)
	}
	c.setting("binary media types", set(live.BinaryMediaTypes), set(types))

	// What the document does not say, a merge leaves and an overwrite resets.
	merge := c.plan.Mode == Merge
	if want.MinimumCompressionSize != nil || !merge {
		c.setting("minimum compression size", number(live.MinimumCompressionSize), number(want.MinimumCompressionSize))
	}
	if want.DisableExecuteAPIEndpoint || !merge {
		c.setting("execute-api endpoint disabled", yes(live.DisableExecuteAPIEndpoint), yes(want.DisableExecuteAPIEndpoint))
	}
	if want.Policy != nil || !merge {
		c.setting("policy", canonicalJSON(live.Policy), canonicalJSON(want.Policy))
	}
}

// setting compares one setting; empty is unset.
func (c *comparison) setting(name, live, want string) {
	switch {
	case live == want:
	case live == "":
		c.add(Add, Setting, name, short(want))
	case want == "":
		c.add(Delete, Setting, name, "was "+short(live))
	default:
		c.add(Change, Setting, name, short(live)+" -> "+short(want))
	}
}

func (c *comparison) validators() {
	pair(c, Validator, c.live.RequestValidators, c.want.RequestValidators,
		func(v *apigw.RequestValidator) string { return v.Name },
		func(v *apigw.RequestValidator) []field {
			return []field{{"body", yes(v.ValidateRequestBody), false}, {"parameters", yes(v.ValidateRequestParameters), false}}
		},
		func(*apigw.RequestValidator) []string { return nil })
}

func (c *comparison) models() {
	name := func(m *apigw.Model) string { return m.Name }
	for _, want := range c.want.Models {
		live := c.live.Model(want.Name)
		if live == nil {
			c.add(Add, Model, want.Name)
			continue
		}
		details := schemaDifferences(live.Schema, want.Schema)
		// The description belongs to the schema too, so it differs there already.
		if live.ContentType != want.ContentType {
			details = append(details, change("content type", live.ContentType, want.ContentType, false))
		}
		if len(details) > 0 {
			c.add(Change, Model, want.Name, details...)
		}
	}
	for _, live := range c.live.Models {
		if !slices.ContainsFunc(c.want.Models, func(m *apigw.Model) bool { return name(m) == live.Name }) {
			c.gone(Model, live.Name)
		}
	}
}

func (c *comparison) authorizers() {
	pair(c, Authorizer, c.live.Authorizers, c.want.Authorizers,
		func(a *apigw.Authorizer) string { return a.Name }, authorizerFields,
		func(a *apigw.Authorizer) []string { return []string{strings.ToLower(a.Type)} })
}

func (c *comparison) gatewayResponses() {
	pair(c, GatewayResponse, c.live.GatewayResponses, c.want.GatewayResponses,
		func(g *apigw.GatewayResponse) string { return g.Type }, gatewayResponseFields,
		func(*apigw.GatewayResponse) []string { return nil })
}

// resources lists those that have methods on neither side; others are seen by
// their methods.
func (c *comparison) resources() {
	bare := func(api *apigw.RestAPI, path string) bool {
		r := api.Resource(path)
		return r == nil || len(r.Methods) == 0
	}
	for _, r := range c.want.Resources {
		if c.live.Resource(r.Path) == nil && len(r.Methods) == 0 && r.Path != "/" {
			c.add(Add, Resource, r.Path)
		}
	}
	for _, r := range c.live.Resources {
		if c.want.Resource(r.Path) == nil && bare(c.live, r.Path) && r.Path != "/" {
			c.gone(Resource, r.Path)
		}
	}
}

func (c *comparison) methods() {
	for m, r := range c.want.Methods() {
		name := m.HTTPMethod + " " + r.Path
		live := c.live.Resource(r.Path).Method(m.HTTPMethod)
		if live == nil {
			c.add(Add, Method, name, described(m)...)
			continue
		}
		if d := differences(methodFields(live), methodFields(m)); len(d) > 0 {
			if public(m) && !public(live) {
				d = append([]string{"becomes public"}, d...)
			}
			c.add(Change, Method, name, d...)
		}
	}
	for m, r := range c.live.Methods() {
		if c.want.Resource(r.Path).Method(m.HTTPMethod) == nil {
			c.gone(Method, m.HTTPMethod+" "+r.Path, "breaking: callers will receive 403 Missing Authentication Token")
		}
	}
}

// described says in a few words what a new method does.
func described(m *apigw.Method) []string {
	if m.Integration == nil {
		return []string{"no integration"}
	}
	text := "integration " + strings.ToLower(string(m.Integration.Type))
	if f, ok := apigw.ParseLambdaURI(m.Integration.URI); ok {
		text += " " + f.Name
		if f.Qualifier != "" {
			text += ":" + f.Qualifier
		}
	} else if m.Integration.URI != "" {
		text += " " + m.Integration.URI
	}
	details := []string{text}
	if public(m) && m.HTTPMethod != "OPTIONS" {
		details = append(details, "public")
	}
	return details
}

func public(m *apigw.Method) bool {
	return m.AuthorizationType == apigw.AuthorizationNone && !m.APIKeyRequired
}

// A field is one part of an entity. Of an opaque one only that it differs is
// told, because its text is long.
type field struct {
	label, value string
	opaque       bool
}

// differences compares fields by label. A field that is not there and one
// that is empty are the same.
func differences(live, want []field) []string {
	value := func(fields []field, label string) string {
		for _, f := range fields {
			if f.label == label {
				return f.value
			}
		}
		return ""
	}
	var found []string
	for _, w := range want {
		if l := value(live, w.label); l != w.value {
			found = append(found, change(w.label, l, w.value, w.opaque))
		}
	}
	for _, l := range live {
		if l.value != "" && !slices.ContainsFunc(want, func(w field) bool { return w.label == l.label }) {
			found = append(found, change(l.label, l.value, "", l.opaque))
		}
	}
	return found
}

func change(label, live, want string, opaque bool) string {
	opaque = opaque || live == "yes" || want == "yes" || live == "declared" || want == "declared"
	switch {
	case live == "" && opaque:
		return label + " added"
	case live == "":
		return fmt.Sprintf("%s: %s added", label, short(want))
	case want == "" && opaque:
		return label + " removed"
	case want == "":
		return fmt.Sprintf("%s: %s removed", label, short(live))
	case opaque:
		return label + " changed"
	}
	return fmt.Sprintf("%s: %s -> %s", label, short(live), short(want))
}

// short keeps a value on its line.
func short(s string) string {
	const most = 100
	s = strings.Join(strings.Fields(s), " ")
	if r := []rune(s); len(r) > most {
		return string(r[:most-1]) + "…"
	}
	return s
}
