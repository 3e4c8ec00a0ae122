package adopt

import (
	"maps"
	"slices"
	"strings"

	"github.com/apigen-go/apigen/internal/apigw"
	"github.com/apigen-go/apigen/internal/openapi"
)

const ext = "x-amazon-apigateway-"

// at is a value of a document with its JSON pointer. Its node is nil for what is
// not there.
type at struct {
	doc     *document
	node    *openapi.Node
	pointer string
}

func (a at) get(path ...string) at {
	for _, key := range path {
		a.node, a.pointer = a.node.Get(key), a.pointer+openapi.Pointer(key)
	}
	return a
}

func (a at) items() []at {
	var list []at
	for i, item := range a.node.ItemsOrNil() {
		list = append(list, at{a.doc, item, a.pointer + openapi.Pointer(itoa(i))})
	}
	return list
}

func (a at) members(visit func(key string, value at)) {
	for _, m := range a.node.MembersOrNil() {
		visit(m.Key, at{a.doc, m.Value, a.pointer + openapi.Pointer(m.Key)})
	}
}

func (a at) text() string { return apigw.Text(a.node) }
func (a at) is() bool     { return a.node != nil }
func (a at) true() bool   { return a.text() == "true" }

// resolve follows references. What leads nowhere is not there.
func (a at) resolve() at {
	if a.node.Get("$ref") == nil {
		return a
	}
	node, pointer, err := a.doc.doc.Resolve(a.node, a.pointer)
	if err != nil {
		return at{a.doc, nil, a.pointer}
	}
	return at{a.doc, node, pointer}
}

// component is the name of the schema a reference leads to; empty for others.
func (a at) component() string {
	ref := a.node.Get("$ref").StringOr("")
	for _, prefix := range []string{"#/components/schemas/", "#/definitions/"} {
		if rest, ok := strings.CutPrefix(ref, prefix); ok && !strings.Contains(rest, "/") {
			return strings.NewReplacer("~1", "/", "~0", "~").Replace(rest)
		}
	}
	return ""
}

// A document is an API as the parts of this package look at it: Swagger 2.0 and
// OpenAPI 3.0 alike, with what API Gateway makes of it beside.
type document struct {
	doc        *openapi.Document
	root       at
	swagger    bool
	http       bool
	rest       *apigw.RestAPI // of a REST API
	httpAPI    *apigw.HTTPAPI // of an HTTP API
	operations []*operation
	schemas    []schema // components, in order
}

// A schema is a component.
type schema struct {
	name string
	at   at
}

// An operation is one method of a path.
type operation struct {
	at         at
	path, verb string // "/pets", "GET" or "ANY"
	parameters []*parameter
	body       *body // nil when there is none
	responses  []*response
	auth       auth
	validate   validation
}

func (o *operation) text(key string) string { return o.at.get(key).text() }

func (o *operation) integration() at {
	in := o.at.get(ext + "integration")
	if in.node.Get("$ref") != nil {
		return in
	}
	return in.resolve()
}

// A parameter stands in the path, the query, a header or a cookie.
type parameter struct {
	at       at
	name, in string
	required bool
	schema   at
	explode  bool // each item of a list by itself
}

// A body is that of a request.
type body struct {
	at       at
	required bool
	media    []media
}

// A media is a body of one media type.
type media struct {
	kind   string
	at     at
	schema at // not there when nothing is said of it
}

type response struct {
	at      at
	status  string
	headers []header
	media   []media
}

type header struct {
	name   string
	at     at
	schema at
}

// auth is what a caller must show.
type auth struct {
	kind       apigw.AuthorizationType
	authorizer string
	scopes     []string
	apiKey     bool
}

type validation struct{ body, parameters bool }

var verbs = []string{"get", "put", "post", "delete", "options", "head", "patch", ext + "any-method"}

// read reads a document as one of a REST API or an HTTP API.
func read(doc *openapi.Document, http bool) *document {
	d := &document{doc: doc, swagger: doc.Root.Get("swagger") != nil, http: http}
	d.root = at{doc: d, node: doc.Root}
	if http {
		d.httpAPI, _ = apigw.ReadHTTP(doc, apigw.ReadOptions{})
	} else {
		d.rest, _ = apigw.ReadREST(doc, apigw.ReadOptions{})
	}
	schemas := d.root.get("components", "schemas")
	if d.swagger || !schemas.is() {
		schemas = d.root.get("definitions")
	}
	schemas.members(func(name string, value at) { d.schemas = append(d.schemas, schema{name, value}) })
	d.root.get("paths").members(func(path string, item at) {
		if strings.HasPrefix(path, "x-") {
			return
		}
		item = item.resolve()
		item.members(func(verb string, op at) {
			if slices.Contains(verbs, verb) && op.node.Is(openapi.Object) {
				d.operations = append(d.operations, d.operation(path, verb, item, op.resolve()))
			}
		})
	})
	return d
}

func (d *document) operation(path, verb string, item, op at) *operation {
	o := &operation{at: op, path: route(path), verb: strings.ToUpper(verb)}
	if verb == ext+"any-method" {
		o.verb = "ANY"
	}
	d.readParameters(o, item)
	d.readBody(o)
	op.get("responses").members(func(status string, r at) {
		if !strings.HasPrefix(status, "x-") {
			o.responses = append(o.responses, d.response(o, status, r.resolve()))
		}
	})
	d.readAuth(o)
	return o
}

// route is the path as API Gateway has it: it makes one resource of /pets and
// /pets/.
func route(path string) string {
	if path == "/$default" || path == "$default" {
		return "$default"
	}
	return "/" + strings.Trim(path, "/")
}

func (d *document) readParameters(o *operation, item at) {
	add := func(p at) {
		p = p.resolve()
		in := p.get("in").text()
		if !slices.Contains([]string{"path", "query", "header", "cookie"}, in) {
			return
		}
		q := &parameter{at: p, name: p.get("name").text(), in: in, required: p.get("required").true() || in == "path"}
		q.schema = p.get("schema")
		if d.swagger {
			q.schema = inlineSchema(p)
			q.explode = p.get("collectionFormat").text() == "multi"
		} else {
			q.explode = p.get("explode").true() || !p.get("explode").is() && (!p.get("style").is() || p.get("style").text() == "form")
		}
		same := func(other *parameter) bool { return other.in == q.in && other.name == q.name }
		if i := slices.IndexFunc(o.parameters, same); i >= 0 {
			o.parameters[i] = q // the operation's own
			return
		}
		o.parameters = append(o.parameters, q)
	}
	for _, p := range append(item.get("parameters").items(), o.at.get("parameters").items()...) {
		add(p)
	}
}

// schemaKeys are the members of a Swagger 2.0 parameter or header that belong to
// its schema.
var schemaKeys = []string{
	"type", "format", "items", "enum", "default", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf",
	"minLength", "maxLength", "pattern", "minItems", "maxItems", "uniqueItems",
}

// inlineSchema gives the schema that stands inside a parameter of Swagger 2.0.
func inlineSchema(p at) at {
	n := openapi.Obj()
	for _, m := range p.node.MembersOrNil() {
		if slices.Contains(schemaKeys, m.Key) {
			n.Members = append(n.Members, m)
		}
	}
	return at{p.doc, n, p.pointer}
}

func (d *document) readBody(o *operation) {
	if !d.swagger {
		b := o.at.get("requestBody").resolve()
		if b.is() {
			o.body = &body{at: b, required: b.get("required").true(), media: mediaOf(b.get("content"))}
		}
		return
	}
	fields := openapi.Obj()
	required := openapi.Arr()
	for _, p := range o.at.get("parameters").items() {
		p = p.resolve()
		switch p.get("in").text() {
		case "body":
			o.body = &body{at: p, required: p.get("required").true()}
			for _, kind := range d.mediaTypes(o, "consumes") {
				o.body.media = append(o.body.media, media{kind, p, p.get("schema")})
			}
		case "formData":
			name := p.get("name").text()
			fields.Set(name, inlineSchema(p).node)
			if p.get("required").true() {
				required.Items = append(required.Items, openapi.Str(name))
			}
		}
	}
	if len(fields.Members) > 0 && o.body == nil {
		form := openapi.Obj(openapi.M("type", openapi.Str("object")), openapi.M("properties", fields))
		if len(required.Items) > 0 {
			form.Set("required", required)
		}
		place := o.at.get("parameters")
		o.body = &body{at: place, required: len(required.Items) > 0}
		kinds := d.mediaTypes(o, "consumes")
		if !slices.ContainsFunc(kinds, isForm) {
			kinds = []string{"application/x-www-form-urlencoded"}
		}
		for _, kind := range kinds {
			o.body.media = append(o.body.media, media{kind, place, at{d, form, place.pointer}})
		}
	}
}

// mediaTypes gives the operation's, the API's or the default media types of
// Swagger 2.0.
func (d *document) mediaTypes(o *operation, key string) []string {
	for _, list := range []at{o.at.get(key), d.root.get(key)} {
		var kinds []string
		for _, item := range list.items() {
			kinds = append(kinds, item.text())
		}
		if len(kinds) > 0 {
			return kinds
		}
	}
	return []string{"application/json"}
}

func mediaOf(content at) []media {
	var list []media
	content.members(func(kind string, value at) {
		list = append(list, media{kind, value, value.get("schema")})
	})
	return list
}

func (d *document) response(o *operation, status string, r at) *response {
	out := &response{at: r, status: status}
	r.get("headers").members(func(name string, h at) {
		h = h.resolve()
		s := h.get("schema")
		if !s.is() { // Swagger 2.0, whose form documents of OpenAPI 3.0 have as well
			s = inlineSchema(h)
		}
		out.headers = append(out.headers, header{name, h, s})
	})
	if !d.swagger {
		out.media = mediaOf(r.get("content"))
		return out
	}
	if s := r.get("schema"); s.is() {
		for _, kind := range d.mediaTypes(o, "produces") {
			out.media = append(out.media, media{kind, r, s})
		}
	}
	return out
}

// readAuth takes what API Gateway makes of the security of an operation.
func (d *document) readAuth(o *operation) {
	o.auth.kind = apigw.AuthorizationNone
	if d.http {
		key := o.verb + " " + o.path
		if o.path == apigw.DefaultRoute {
			key = apigw.DefaultRoute
		}
		for _, r := range d.httpAPI.Routes {
			if r.Pointer == o.at.pointer || r.Key == key {
				o.auth = auth{kind: r.AuthorizationType, authorizer: r.Authorizer, scopes: r.AuthorizationScopes}
			}
		}
		return
	}
	m := d.rest.Resource(o.path).Method(o.verb)
	if m == nil {
		return
	}
	o.auth = auth{m.AuthorizationType, m.Authorizer, m.AuthorizationScopes, m.APIKeyRequired}
	if v := d.rest.RequestValidator(m.RequestValidator); v != nil {
		o.validate = validation{v.ValidateRequestBody, v.ValidateRequestParameters}
	}
}

// tags gives the tags of an operation.
func (o *operation) tags() []string {
	var list []string
	for _, tag := range o.at.get("tags").items() {
		list = append(list, tag.text())
	}
	return list
}

// sortedKeys gives the keys of a map in order.
func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
