package adopt

import (
	"slices"
	"strconv"
	"strings"

	"github.com/apigen-go/apigen/internal/apigw"
	"github.com/apigen-go/apigen/internal/openapi"
)

func (c *comparison) operations() {
	paths := c.old.root.get("paths")
	paths.members(func(path string, item at) {
		if strings.HasPrefix(path, "x-") {
			c.add(item.pointer, "is not carried over: %s", noWord)
			return
		}
		c.unknown(item.resolve(), append([]string{"parameters"}, verbs...)...)
		if route(path) != path && path != "/$default" {
			c.add(item.pointer, "becomes %s, as API Gateway has it", route(path))
		}
	})
	for _, o := range c.old.operations {
		i := slices.IndexFunc(c.revised.operations, func(r *operation) bool { return r.path == o.path && r.verb == o.verb })
		if i < 0 || slices.ContainsFunc(c.old.operations, func(other *operation) bool {
			return other != o && other.path == o.path && other.verb == o.verb && c.place(other.at.pointer) < c.place(o.at.pointer)
		}) {
			c.add(o.at.pointer, "is not carried over: API Gateway takes no such route beside the others")
			continue
		}
		c.operation(o, c.revised.operations[i])
	}
}

var operationMembers = []string{
	"operationId", "summary", "description", "deprecated", "tags", "externalDocs", "parameters", "requestBody", "responses", "security",
	"consumes", "produces", "schemes", ext + "integration", ext + "request-validator", ext + "auth", "isDefaultRoute",
}

func (c *comparison) operation(a, b *operation) {
	known := slices.Clone(operationMembers)
	for _, m := range a.at.node.MembersOrNil() {
		if strings.HasPrefix(m.Key, "x-") && !strings.HasPrefix(m.Key, ext) {
			known = append(known, m.Key)
			c.value(a.at.get(m.Key), b.at.get(m.Key))
		}
	}
	c.unknown(a.at, known...)
	c.value(a.at.get("operationId"), b.at.get("operationId"))
	c.value(a.at.get("externalDocs"), b.at.get("externalDocs"))
	if !slices.Equal(a.tags(), b.tags()) {
		c.value(a.at.get("tags"), b.at.get("tags"))
	}
	if a.at.get("deprecated").true() != b.at.get("deprecated").true() {
		c.value(a.at.get("deprecated"), b.at.get("deprecated"))
	}
	if (a.text("summary") != "" || a.text("description") != "") && b.text("summary") == "" && b.text("description") == "" {
		key := "summary"
		if a.text(key) == "" {
			key = "description"
		}
		c.add(a.at.get(key).pointer, "is not carried over: API Gateway answers without the service, so there is no method to comment")
	}
	c.parameters(a, b)
	c.body(a, b)
	c.responses(a, b)
	c.security(a, b)
	if a.validate != b.validate {
		c.add(a.at.get(ext+"request-validator").pointer, "validates the body: %t, the parameters: %t", b.validate.body, b.validate.parameters)
	}
	if c.old.http {
		c.httpIntegration(a, b)
	} else {
		c.restIntegration(a, b)
	}
}

func (c *comparison) parameters(a, b *operation) {
	find := func(list []*parameter, p *parameter) *parameter {
		i := slices.IndexFunc(list, func(q *parameter) bool {
			if q.in == "header" && p.in == "header" {
				return strings.EqualFold(q.name, p.name)
			}
			return q.in == p.in && strings.TrimSuffix(q.name, "+") == strings.TrimSuffix(p.name, "+")
		})
		if i < 0 {
			return nil
		}
		return list[i]
	}
	for _, p := range a.parameters {
		q := find(b.parameters, p)
		if q == nil {
			c.add(p.at.pointer, "is not carried over: %s %s", p.in, p.name)
			continue
		}
		c.unknown(p.at, append(slices.Clone(schemaKeys), "name", "in", "description", "required", "schema", "style", "explode", "collectionFormat", "deprecated", "example", "examples")...)
		if p.required != q.required {
			c.add(p.at.get("required").pointer, "becomes %t", q.required)
		}
		for _, key := range []string{"deprecated", "examples"} {
			if p.at.get(key).is() && p.at.get(key).text() != "false" {
				c.add(p.at.get(key).pointer, "is not carried over: %s", noWord)
			}
		}
		if p.schema.resolve().get("type").text() == "array" && p.explode != q.explode {
			c.add(p.at.pointer, "is a list that is written otherwise: explode is %t", q.explode)
		}
		c.schemas(p.schema, q.schema)
	}
	for _, q := range b.parameters {
		if find(a.parameters, q) != nil {
			continue
		}
		if q.in == "path" {
			c.add(a.at.get("parameters").pointer, "gets the path parameter %s, which API Gateway declares by itself", q.name)
			continue
		}
		c.add(a.at.get("parameters").pointer, "gets the %s parameter %s", q.in, q.name)
	}
}

func (c *comparison) body(a, b *operation) {
	switch {
	case a.body == nil && b.body == nil:
		return
	case a.body == nil:
		c.add(a.at.get("requestBody").pointer, "is added")
		return
	case b.body == nil:
		if len(a.body.media) > 0 {
			c.add(a.body.at.pointer, "is not carried over: requests of this method have no body, or it has no media type that can be said")
		}
		return
	}
	c.unknown(a.body.at, "required", "content", "description", "name", "in", "schema", "$ref")
	if a.body.required != b.body.required {
		c.add(a.body.at.get("required").pointer, "becomes %t", b.body.required)
	}
	c.media(a.body.at, a.body.media, b.body.media)
}

// media compares bodies by media type.
func (c *comparison) media(place at, a, b []media) {
	find := func(list []media, kind string) *media {
		i := slices.IndexFunc(list, func(m media) bool { return m.kind == kind })
		if i < 0 {
			return nil
		}
		return &list[i]
	}
	for _, m := range a {
		n := find(b, m.kind)
		if n == nil {
			c.add(m.at.pointer, "is not carried over as %s", m.kind)
			continue
		}
		if !c.old.swagger {
			c.unknown(m.at, "schema", "example")
		}
		if !m.schema.is() {
			if canonical(n.schema.resolve().node) != "{}" {
				c.add(m.at.pointer, "gets a schema")
			}
			continue
		}
		c.schemas(m.schema, n.schema)
	}
	for _, n := range b {
		if find(a, n.kind) == nil {
			c.add(place.get("content").pointer, "gets the media type %s", n.kind)
		}
	}
}

func (c *comparison) responses(a, b *operation) {
	find := func(list []*response, status string) *response {
		i := slices.IndexFunc(list, func(r *response) bool { return r.status == status })
		if i < 0 {
			return nil
		}
		return list[i]
	}
	for _, r := range a.responses {
		s := find(b.responses, r.status)
		if s == nil {
			why := noWord
			if r.status == "default" && !c.old.http {
				why = "a REST API wants statuses"
			}
			c.add(r.at.pointer, "is not carried over as response %s: %s", r.status, why)
			continue
		}
		c.unknown(r.at, "description", "headers", "content", "schema")
		c.headers(r, s)
		c.media(r.at, r.media, s.media)
	}
	for _, s := range b.responses {
		if find(a.responses, s.status) == nil {
			c.add(a.at.get("responses", s.status).pointer, "is added: what the contract says a handler may answer")
		}
	}
}

func (c *comparison) headers(r, s *response) {
	find := func(list []header, name string) *header {
		i := slices.IndexFunc(list, func(h header) bool { return strings.EqualFold(h.name, name) })
		if i < 0 {
			return nil
		}
		return &list[i]
	}
	for _, h := range r.headers {
		other := find(s.headers, h.name)
		if other == nil {
			c.add(h.at.pointer, "is not carried over: %s", noWord)
			continue
		}
		c.unknown(h.at, append(slices.Clone(schemaKeys), "description", "schema", "example")...)
		if h.schema.is() && len(h.schema.node.MembersOrNil()) > 0 {
			c.schemas(h.schema, other.schema)
		}
	}
	for _, h := range s.headers {
		if find(r.headers, h.name) == nil {
			c.add(r.at.get("headers").pointer, "gets the header %s", h.name)
		}
	}
}

func (c *comparison) security(a, b *operation) {
	place := a.at.get("security")
	if x := a.at.get(ext + "auth"); x.is() {
		place = x
	} else if !place.is() && c.old.root.get("security").is() {
		place = c.old.root.get("security")
	}
	was, is := a.auth, b.auth
	if was.kind != is.kind || c.authorizerName(was.authorizer) != c.authorizerName(is.authorizer) {
		c.add(place.pointer, "becomes %s %s", is.kind, is.authorizer)
	}
	if was.apiKey != is.apiKey {
		c.add(place.pointer, "demands an API key: %t", is.apiKey)
	}
	if !slices.Equal(was.scopes, is.scopes) {
		c.add(place.pointer, "demands the scopes %v", is.scopes)
	}
	// What API Gateway makes of the original is less than what it says.
	for i, alternative := range a.at.get("security").items() {
		if i > 0 {
			c.add(alternative.pointer, "is no alternative: API Gateway demands it beside the first, or ignores it")
		}
	}
}

// authorizerName is the name of an authorizer in the original, where the contract
// had to call it otherwise.
func (c *comparison) authorizerName(name string) string { return kebab(name) }

// without are the members of an integration that mean nothing where the backend
// gets the request as it is.
var withoutEffect = []string{"responses", "contentHandling", "passthroughBehavior", "requestTemplates"}

func (c *comparison) restIntegration(a, b *operation) {
	x, y := a.integration(), b.integration()
	if !x.is() {
		c.add(a.at.pointer, "gets an integration: API Gateway deploys no method without one")
		return
	}
	m, n := c.old.rest.Resource(a.path).Method(a.verb), c.revised.rest.Resource(b.path).Method(b.verb)
	if m == nil || n == nil || m.Integration == nil || n.Integration == nil {
		c.value(x, y)
		return
	}
	c.unknown(x, "type", "httpMethod", "uri", "credentials", "connectionType", "connectionId", "integrationTarget", "passthroughBehavior",
		"contentHandling", "timeoutInMillis", "cacheNamespace", "cacheKeyParameters", "requestParameters", "requestTemplates", "responses",
		"tlsConfig", "responseTransferMode", "payloadFormatVersion")
	i, j := m.Integration, n.Integration
	proxy := strings.HasSuffix(string(i.Type), "PROXY")
	for _, f := range []struct {
		key, was, is string
	}{
		{"type", string(i.Type), string(j.Type)},
		{"httpMethod", strings.ToUpper(i.HTTPMethod), strings.ToUpper(j.HTTPMethod)},
		{"uri", i.URI, j.URI},
		{"credentials", i.Credentials, j.Credentials},
		{"connectionType", or(i.ConnectionType, "INTERNET"), or(j.ConnectionType, "INTERNET")},
		{"connectionId", i.ConnectionID, j.ConnectionID},
		{"integrationTarget", i.IntegrationTarget, j.IntegrationTarget},
		{"passthroughBehavior", or(i.PassthroughBehavior, "WHEN_NO_MATCH"), or(j.PassthroughBehavior, "WHEN_NO_MATCH")},
		{"contentHandling", i.ContentHandling, j.ContentHandling},
		{"timeoutInMillis", strconv.Itoa(i.TimeoutInMillis), strconv.Itoa(j.TimeoutInMillis)},
		{"cacheNamespace", i.CacheNamespace, j.CacheNamespace},
		{"cacheKeyParameters", strings.Join(i.CacheKeyParameters, " "), strings.Join(j.CacheKeyParameters, " ")},
		{"tlsConfig", strconv.FormatBool(i.InsecureSkipVerify), strconv.FormatBool(j.InsecureSkipVerify)},
		{"responseTransferMode", or(i.TransferMode, "BUFFERED"), or(j.TransferMode, "BUFFERED")},
	} {
		if f.was == f.is {
			continue
		}
		if proxy && slices.Contains(withoutEffect, f.key) {
			c.add(x.get(f.key).pointer, "is not carried over: it has no effect on a proxy integration")
			continue
		}
		c.json(x.get(f.key).pointer, openapi.Str(f.was), openapi.Str(f.is))
	}
	c.maps(x.get("requestParameters"), y.get("requestParameters"))
	if proxy {
		for _, key := range []string{"requestTemplates", "responses"} {
			if v := x.get(key); v.is() && !y.get(key).is() {
				c.add(v.pointer, "is not carried over: it has no effect on a proxy integration")
			}
		}
		return
	}
	c.maps(x.get("requestTemplates"), y.get("requestTemplates"))
	c.integrationResponses(x.get("responses"), y.get("responses"))
}

func or(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

func (c *comparison) integrationResponses(x, y at) {
	x.members(func(pattern string, r at) {
		s := y.get(pattern)
		if !s.is() {
			c.value(r, s)
			return
		}
		c.unknown(r, "statusCode", "responseParameters", "responseTemplates", "contentHandling")
		c.value(r.get("statusCode"), s.get("statusCode"))
		c.maps(r.get("responseParameters"), s.get("responseParameters"))
		c.maps(r.get("responseTemplates"), s.get("responseTemplates"))
		c.value(r.get("contentHandling"), s.get("contentHandling"))
	})
	y.members(func(pattern string, s at) {
		if !x.get(pattern).is() {
			c.json(x.get(pattern).pointer, nil, s.node)
		}
	})
}

func (c *comparison) httpIntegration(a, b *operation) {
	x, y := a.integration(), b.integration()
	if !x.is() {
		c.add(a.at.pointer, "gets an integration: a route without one answers 500")
		return
	}
	i, j := c.httpIntegrationOf(c.old, a), c.httpIntegrationOf(c.revised, b)
	if i == nil || j == nil {
		c.value(x, y)
		return
	}
	x = x.resolve()
	c.unknown(x, "type", "httpMethod", "uri", "credentials", "connectionType", "connectionId", "timeoutInMillis", "requestParameters",
		"responseParameters", "payloadFormatVersion", "integrationSubtype", "tlsConfig", "$ref")
	for _, f := range []struct{ key, was, is string }{
		{"type", string(i.Type), string(j.Type)},
		{"integrationSubtype", i.Subtype, j.Subtype},
		{"uri", functionOf(i), functionOf(j)},
		{"credentials", i.Credentials, j.Credentials},
		{"connectionType", or(i.ConnectionType, "INTERNET"), or(j.ConnectionType, "INTERNET")},
		{"connectionId", i.ConnectionID, j.ConnectionID},
		{"payloadFormatVersion", i.PayloadFormatVersion, j.PayloadFormatVersion},
		{"timeoutInMillis", strconv.Itoa(i.TimeoutInMillis), strconv.Itoa(j.TimeoutInMillis)},
		{"tlsConfig", i.ServerNameToVerify, j.ServerNameToVerify},
	} {
		if f.was != f.is {
			c.json(x.get(f.key).pointer, openapi.Str(f.was), openapi.Str(f.is))
		}
	}
	if functionOf(i) == functionOf(j) && i.URI != j.URI {
		c.add(x.get("uri").pointer, "is written as the URI the same function is invoked at")
	}
	if i.Type == apigw.IntegrationHTTPProxy && i.Method != j.Method {
		c.json(x.get("httpMethod").pointer, openapi.Str(i.Method), openapi.Str(j.Method))
	}
	y = y.resolve()
	c.maps(x.get("requestParameters"), y.get("requestParameters"))
	x.get("responseParameters").members(func(status string, value at) { c.maps(value, y.get("responseParameters", status)) })
}

// functionOf is what an integration calls: HTTP APIs take the ARN of a function
// and the URI it is invoked at for the same.
func functionOf(in *apigw.HTTPIntegration) string {
	if f, ok := in.Function(); ok {
		return f.ARN()
	}
	return in.URI
}

func (c *comparison) httpIntegrationOf(d *document, o *operation) *apigw.HTTPIntegration {
	key := o.verb + " " + o.path
	if o.path == apigw.DefaultRoute {
		key = o.path
	}
	for _, r := range d.httpAPI.Routes {
		if r.Key == key {
			return d.httpAPI.Integration(r.Integration)
		}
	}
	return nil
}
