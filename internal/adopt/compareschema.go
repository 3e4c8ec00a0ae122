package adopt

import (
	"slices"
	"strings"

	"github.com/apigen-go/apigen/internal/openapi"
)

// schemas compares two schemas, through references.
func (c *comparison) schemas(a, b at) {
	a, b = a.resolve(), b.resolve()
	key := a.pointer + "\x00" + b.pointer
	if c.pairs[key] {
		return
	}
	c.pairs[key] = true
	if !a.is() {
		if b.is() && len(b.node.MembersOrNil()) > 0 {
			c.add(a.pointer, "becomes %s", short(canonical(b.node)))
		}
		return
	}
	c.unknown(a, "type", "format", "enum", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minLength", "maxLength",
		"pattern", "minItems", "maxItems", "uniqueItems", "minProperties", "maxProperties", "title", "required", "properties", "items",
		"additionalProperties", "allOf", "oneOf", "anyOf", "not", "nullable", "default", "readOnly", "writeOnly", "deprecated", "discriminator",
		"description", "example", "xml")
	for _, key := range []string{
		"format", "multipleOf", "minLength", "maxLength", "pattern", "minItems", "maxItems", "minProperties", "maxProperties", "title",
		"oneOf", "anyOf", "not", "default", "discriminator", "xml",
	} {
		c.value(a.get(key), b.get(key))
	}
	for _, key := range []string{"uniqueItems", "nullable", "readOnly", "writeOnly", "deprecated"} {
		if a.get(key).true() != b.get(key).true() {
			c.value(a.get(key), b.get(key))
		}
	}
	if was, is := typeOf(a), typeOf(b); was != is {
		c.add(a.get("type").pointer, "becomes %s", or(is, "any value"))
	}
	c.limits(a, b)
	c.set(a.get("enum"), textsOf(a.get("enum")), textsOf(b.get("enum")))
	c.members(a, b)
	if a.get("items").is() || b.get("items").is() {
		c.schemas(a.get("items"), b.get("items"))
	}
}

// typeOf is the type of a schema, also where its keywords alone say it.
func typeOf(s at) string {
	switch {
	case s.get("type").text() != "":
		return s.get("type").text()
	case s.get("properties").is() || s.get("allOf").is():
		return "object"
	case s.get("items").is():
		return "array"
	}
	return ""
}

// limits compares the range of a number. An exclusive limit of integers becomes
// the next number, which is the same.
func (c *comparison) limits(a, b at) {
	for _, key := range []struct{ limit, exclusive string }{{"minimum", "exclusiveMinimum"}, {"maximum", "exclusiveMaximum"}} {
		if a.get(key.exclusive).true() {
			c.add(a.get(key.exclusive).pointer, "becomes %s %s: models of API Gateway know no exclusive limit", key.limit, b.get(key.limit).text())
			continue
		}
		c.value(a.get(key.limit), b.get(key.limit))
	}
}

// members compares the properties of objects, of which allOf may have several.
func (c *comparison) members(a, b at) {
	old, _ := propertiesOf(a, 0)
	revised, _ := propertiesOf(b, 0)
	if parts := a.get("allOf"); parts.is() {
		c.add(parts.pointer, "becomes one object with the members of all")
		for _, part := range parts.items() {
			c.schemaRest(part.resolve())
		}
	}
	find := func(list []property, name string) *property {
		i := slices.IndexFunc(list, func(p property) bool { return p.name == name })
		if i < 0 {
			return nil
		}
		return &list[i]
	}
	for _, p := range old {
		q := find(revised, p.name)
		if q == nil {
			c.add(p.at.pointer, "is not carried over: a field of Go cannot be written as %q, or its object is any value", p.name)
			continue
		}
		if p.required != q.required {
			word := "optional"
			if q.required {
				word = "required"
			}
			c.add(a.get("required").pointer, "%s is %s", p.name, word)
		}
		c.schemas(p.at, q.at)
	}
	for _, q := range revised {
		if find(old, q.name) == nil {
			c.add(a.get("properties").pointer, "gets the member %s", q.name)
		}
	}
	for _, name := range textsOf(a.get("required")) {
		if find(old, name) == nil {
			c.add(a.get("required").pointer, "loses %s, which is no member", name)
		}
	}
	c.more(a, b)
}

// schemaRest tells of what a part of allOf says beside members.
func (c *comparison) schemaRest(part at) {
	part.members(func(key string, value at) {
		if !slices.Contains([]string{"type", "properties", "required", "description", "example", "title", "allOf"}, key) {
			c.add(value.pointer, "is not carried over: %s", noWord)
		}
	})
}

// more compares what objects take beside their members. Objects take anything
// unless they say otherwise.
func (c *comparison) more(a, b at) {
	x, y := a.get("additionalProperties"), b.get("additionalProperties")
	anyMore := func(v at) bool { return !v.is() || v.true() || v.node.Is(openapi.Object) && len(v.node.Members) == 0 }
	switch {
	case anyMore(x) && anyMore(y):
	case x.node.Is(openapi.Object) && y.node.Is(openapi.Object):
		c.schemas(x, y)
	default:
		c.value(x, y)
	}
}

// components compares schemas that nothing leads to, their names, and security
// schemes.
func (c *comparison) components() {
	for _, s := range c.old.schemas {
		name := c.names[s.name]
		if name == "" {
			c.add(s.at.pointer, "is no model of its own any more: it stands where it is used")
			continue
		}
		if name != s.name {
			c.add(s.at.pointer, "is called %s", name)
		}
		i := slices.IndexFunc(c.revised.schemas, func(r schema) bool { return r.name == name })
		if i < 0 {
			c.add(s.at.pointer, "is not carried over: no operation leads to it")
			continue
		}
		c.schemas(s.at, c.revised.schemas[i].at)
	}
	c.schemes()
	components := c.old.root.get("components")
	c.unknown(components, "schemas", "securitySchemes", "parameters", "responses", "requestBodies", "headers", "examples", ext+"integrations")
	if components.is() && !c.old.swagger && c.old.root.get("definitions").is() && components.get("schemas").is() {
		c.add(c.old.root.get("definitions").pointer, "is not carried over: OpenAPI 3 has components")
	}
	c.unusedComponents()
}

// unusedComponents tells of parameters, responses and so on that nothing refers
// to; others stand where they are used.
func (c *comparison) unusedComponents() {
	refs := map[string]bool{}
	c.old.root.node.Walk(func(_ []string, n *openapi.Node) bool {
		if ref := n.Get("$ref"); ref.Is(openapi.String) {
			refs[strings.TrimPrefix(ref.Text, "#")] = true
		}
		return true
	})
	places := []at{c.old.root.get("parameters"), c.old.root.get("responses")}
	for _, key := range []string{"parameters", "responses", "requestBodies", "headers", "examples"} {
		places = append(places, c.old.root.get("components", key))
	}
	for _, place := range places {
		place.members(func(_ string, value at) {
			if !refs[value.pointer] {
				c.add(value.pointer, "is not carried over: nothing refers to it")
			}
		})
	}
}

func (c *comparison) schemes() {
	used := map[string]bool{}
	for _, o := range c.old.operations {
		used[o.auth.authorizer] = true
	}
	keys := slices.ContainsFunc(c.old.operations, func(o *operation) bool { return o.auth.apiKey })
	signed := slices.ContainsFunc(c.old.operations, func(o *operation) bool { return o.auth.kind == "AWS_IAM" })
	visit := func(name string, s at) {
		s = s.resolve()
		switch {
		case s.get(ext + "authorizer").is():
			if !used[name] {
				c.add(s.pointer, "is not carried over: no operation demands it")
				return
			}
			c.authorizer(name, s)
		case strings.EqualFold(s.get(ext+"authtype").text(), "awsSigv4"):
			if !signed {
				c.add(s.pointer, "is not carried over: no operation demands it")
			}
		case strings.EqualFold(s.get("name").text(), "x-api-key") && s.get("in").text() == "header" && s.get("type").text() == "apiKey":
			if !keys {
				c.add(s.pointer, "is not carried over: no operation demands it")
			}
		default:
			c.add(s.pointer, "is not carried over: API Gateway takes no such scheme, and operations that have no other are public")
		}
	}
	if !c.old.swagger {
		c.old.root.get("components", "securitySchemes").members(visit)
	}
	c.old.root.get("securityDefinitions").members(visit)
}

// authorizer compares an authorizer with the one of the contract.
func (c *comparison) authorizer(name string, s at) {
	var other at
	find := func(key string, value at) {
		if key == name || c.authorizerName(key) == c.authorizerName(name) && !other.is() {
			other = value
		}
	}
	c.revised.root.get("components", "securitySchemes").members(find)
	if !other.is() {
		c.add(s.pointer, "is not carried over: an authorizer needs a function or a pool")
		return
	}
	a, b := s.get(ext+"authorizer"), other.get(ext+"authorizer")
	if !c.old.http {
		c.restAuthorizer(name, s, a)
		return
	}
	c.unknown(a, "type", "authorizerUri", "authorizerCredentials", "identitySource", "authorizerResultTtlInSeconds",
		"authorizerPayloadFormatVersion", "enableSimpleResponses", "jwtConfiguration")
	for _, key := range []string{"authorizerUri", "authorizerCredentials", "authorizerResultTtlInSeconds", "enableSimpleResponses"} {
		if a.get(key).text() != b.get(key).text() {
			c.value(a.get(key), b.get(key))
		}
	}
	c.value(a.get("jwtConfiguration", "audience"), b.get("jwtConfiguration", "audience"))
	if issuer := a.get("jwtConfiguration", "issuer"); issuer.is() {
		c.value(issuer, b.get("jwtConfiguration", "issuer"))
	}
	if source := a.get("identitySource"); source.is() {
		join := func(v at) string { return strings.Join(textsOf(v), ",") }
		if strings.ReplaceAll(join(source), " ", "") != strings.ReplaceAll(join(b.get("identitySource")), " ", "") {
			c.value(source, b.get("identitySource"))
		}
	}
	if a.get("authorizerPayloadFormatVersion").is() {
		c.value(a.get("authorizerPayloadFormatVersion"), b.get("authorizerPayloadFormatVersion"))
	}
}

func (c *comparison) restAuthorizer(name string, s, a at) {
	was := c.old.rest.Authorizer(name)
	is := c.revised.rest.Authorizer(name)
	for _, other := range c.revised.rest.Authorizers {
		if is == nil && c.authorizerName(other.Name) == c.authorizerName(name) {
			is = other
		}
	}
	if was == nil || is == nil {
		c.add(s.pointer, "is not carried over")
		return
	}
	c.unknown(a, "type", "authorizerUri", "authorizerCredentials", "identitySource", "identityValidationExpression",
		"authorizerResultTtlInSeconds", "providerARNs")
	if was.Name != is.Name {
		c.add(s.pointer, "is called %s", is.Name)
	}
	seconds := func(n *int) string {
		if n == nil {
			return "300"
		}
		return itoa(*n)
	}
	for _, f := range []struct{ key, was, is string }{
		{"type", was.Type, is.Type}, {"authorizerUri", was.URI, is.URI}, {"authorizerCredentials", was.Credentials, is.Credentials},
		{"identitySource", strings.ReplaceAll(was.IdentitySource, " ", ""), strings.ReplaceAll(is.IdentitySource, " ", "")},
		{"identityValidationExpression", was.IdentityValidationExpression, is.IdentityValidationExpression},
		{"authorizerResultTtlInSeconds", seconds(was.ResultTTLInSeconds), seconds(is.ResultTTLInSeconds)},
		{"providerARNs", strings.Join(was.ProviderARNs, " "), strings.Join(is.ProviderARNs, " ")},
	} {
		if f.was != f.is {
			c.json(a.get(f.key).pointer, openapi.Str(f.was), openapi.Str(f.is))
		}
	}
}
