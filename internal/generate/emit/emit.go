// Package emit writes a contract as an OpenAPI document.
//
// [Document] is what users keep and API Gateway imports: OpenAPI 3.0.1 with the
// x-amazon-apigateway-* extensions, and schemas that are models of a REST API,
// that is JSON Schema draft 4 without the keywords whose import fails (example,
// nullable, readOnly, ...). What models have no place for stays out: the
// comment of a field whose schema is a reference, and defaults of body members.
//
// [Stub] is the same API without the gateway, for oapi-codegen: OpenAPI 3.0.3
// whose schemas are the contract's own Go types.
package emit

import (
	"fmt"
	"net/http"
	"path"
	"slices"
	"strings"

	"github.com/apigen-go/apigen/internal/diag"
	"github.com/apigen-go/apigen/internal/generate/contract"
	"github.com/apigen-go/apigen/internal/generate/load"
	"github.com/apigen-go/apigen/internal/openapi"
)

// view is one way to look at a contract.
type view struct {
	c      *contract.Contract
	stub   bool
	public bool
	names  map[string]string // of imports, by path; stub only
	binary string            // name of the model of binary bodies; empty when there is none
	text   string            // name of the model of text bodies

	// problem is the component made of problem.Problem, or nil.
	problem *contract.Schema
}

func newView(c *contract.Contract) *view {
	v := &view{c: c}
	for _, s := range c.Schemas {
		if path, name := goName(s.GoType); path == load.ProblemPath && name == "Problem" {
			v.problem = s
		}
	}
	return v
}

// Document gives the document that is imported into API Gateway.
func Document(c *contract.Contract) *openapi.Node {
	v := newView(c)
	v.binary, v.text = v.bodyModels()
	doc := v.document("3.0.1")
	v.gateway(doc)
	return doc
}

// Stub gives the document oapi-codegen is fed: no methods for preflights, no
// extensions of API Gateway, and x-go-type with the contract's type on every
// component and parameter. Operations are called as the Go methods.
func Stub(c *contract.Contract) *openapi.Node {
	v := newView(c)
	v.stub, v.names = true, importNames(c)
	return v.document("3.0.3")
}

func (v *view) document(version string) *openapi.Node {
	info := openapi.Obj(openapi.M("title", openapi.Str(v.c.Title)))
	if v.c.Description != "" { // API Gateway refuses an empty one
		info.Set("description", openapi.Str(v.c.Description))
	}
	info.Set("version", openapi.Str(v.c.Version))
	return openapi.Obj(
		openapi.M("openapi", openapi.Str(version)),
		openapi.M("info", info),
		openapi.M("externalDocs", v.c.Docs),
		openapi.M("servers", v.servers()),
		openapi.M("tags", v.tags()),
		openapi.M("paths", v.paths()),
		openapi.M("components", v.components()),
	)
}

// servers lists the addresses of the API. API Gateway reads the configuration of
// its endpoint from the first and ignores all others.
func (v *view) servers() *openapi.Node {
	if v.stub || v.c.Servers == nil && v.c.Endpoint == nil {
		return nil
	}
	list := openapi.Arr()
	if v.c.Servers != nil {
		list = v.c.Servers.Clone()
	}
	if v.c.Endpoint != nil && !v.public {
		if len(list.Items) == 0 {
			list.Items = append(list.Items, openapi.Obj(openapi.M("url", openapi.Str("/"))))
		}
		list.Items[0].Set("x-amazon-apigateway-endpoint-configuration", v.c.Endpoint)
	}
	return nonEmpty(list)
}

// tags lists the tags in the order in which operations use them.
func (v *view) tags() *openapi.Node {
	var seen []string
	list := openapi.Arr()
	for _, op := range v.c.Operations {
		for _, tag := range op.Tags {
			if !slices.Contains(seen, tag) {
				seen = append(seen, tag)
				list.Items = append(list.Items, openapi.Obj(openapi.M("name", openapi.Str(tag))))
			}
		}
	}
	return nonEmpty(list)
}

// nonEmpty gives nil for an empty array or object, which [openapi.Obj] leaves out.
func nonEmpty(n *openapi.Node) *openapi.Node {
	if len(n.Items) == 0 && len(n.Members) == 0 {
		return nil
	}
	return n
}

func (v *view) paths() *openapi.Node {
	paths := openapi.Obj()
	items := map[string]*openapi.Node{}
	for _, op := range v.c.Operations {
		if v.public && op.Method == "ANY" {
			continue // OpenAPI has no word for it
		}
		route := v.path(op)
		item := items[route]
		if item == nil {
			item = openapi.Obj()
			items[route] = item
			paths.Members = append(paths.Members, openapi.M(route, item))
		}
		switch {
		case op.Method != "ANY":
			item.Set(strings.ToLower(op.Method), v.operation(op))
		default:
			any := v.operation(op)
			if op.Path == "$default" {
				any.Set("isDefaultRoute", openapi.Boolean(true))
			}
			item.Set("x-amazon-apigateway-any-method", any)
		}
	}
	if v.c.REST.CORS != nil && !v.stub && !v.public {
		methods := map[string][]string{}
		for _, op := range v.c.Operations {
			methods[op.Path] = append(methods[op.Path], op.Method)
		}
		for _, path := range paths.Members {
			if path.Value.Get("options") != nil {
				continue
			}
			path.Value.Set("options", v.preflight(path.Key, methods[path.Key]))
		}
	}
	return paths
}

// path is the path of an operation in this view.
func (v *view) path(op *contract.Operation) string {
	switch {
	case v.stub || v.public:
		return op.PlainPath()
	case op.Path == "$default":
		return "/$default"
	}
	return op.Path
}

func (v *view) operation(op *contract.Operation) *openapi.Node {
	n := openapi.Obj()
	if op.Served() {
		v.comesFrom(n, op.Pos, v.c.Service+"."+op.Name)
	}
	switch {
	case v.stub:
		n.Set("operationId", openapi.Str(op.Name))
	case op.DocumentID != nil:
		if *op.DocumentID != "" {
			n.Set("operationId", openapi.Str(*op.DocumentID))
		}
	case op.ID != "":
		n.Set("operationId", openapi.Str(op.ID))
	}
	if op.Summary != "" {
		n.Set("summary", openapi.Str(op.Summary))
	}
	if op.Description != "" {
		n.Set("description", openapi.Str(op.Description))
	}
	if op.Deprecated {
		n.Set("deprecated", openapi.Boolean(true))
	}
	if len(op.Tags) > 0 {
		n.Set("tags", openapi.Strs(op.Tags...))
	}
	if op.Docs != nil && !v.stub {
		n.Set("externalDocs", op.Docs)
	}
	if op.Request != nil {
		if list := v.parameters(op.Request.Parameters); list != nil {
			n.Set("parameters", list)
		}
		if op.Request.Body != nil {
			n.Set("requestBody", openapi.Obj(
				openapi.M("required", openapi.Boolean(op.Request.Body.Required)),
				openapi.M("content", v.content(op.Request.Body, v.bodySchema)),
			))
		}
	}
	n.Set("responses", v.responses(op))
	switch {
	case v.public:
		v.publicSecurity(n, op)
	case !v.stub:
		v.gatewayOperation(n, op)
	}
	return n
}

func (v *view) parameters(list []*contract.Parameter) *openapi.Node {
	out := openapi.Arr()
	for _, p := range list {
		if p.In == contract.Cookie && v.c.HTTP == nil && !v.stub && !v.public {
			continue // a REST API has no word for it
		}
		n := openapi.Obj(openapi.M("name", openapi.Str(p.Name)), openapi.M("in", openapi.Str(string(p.In))))
		if p.Doc != "" {
			n.Set("description", openapi.Str(p.Doc))
		}
		if p.Required {
			n.Set("required", openapi.Boolean(true))
		}
		if p.Schema.Kind == contract.Array && p.In == contract.Query {
			n.Set("style", openapi.Str("form"))
			n.Set("explode", openapi.Boolean(p.Explode))
		}
		n.Set("schema", v.parameterSchema(p))
		if v.stub {
			n.Set("x-go-name", openapi.Str(p.Field))
		}
		out.Items = append(out.Items, n)
	}
	return nonEmpty(out)
}

func (v *view) content(b *contract.Body, schema func(*contract.Body) *openapi.Node) *openapi.Node {
	content := openapi.Obj()
	types := b.ContentTypes
	if v.stub && b.IsJSON() {
		types = []string{"application/json"} // oapi-codegen names what it declares after others
	}
	for _, t := range types {
		media := openapi.Obj(openapi.M("schema", schema(b)))
		if b.Form && v.public {
			media.Set("encoding", encodings(b.Schema.Ref))
		}
		content.Set(t, media)
	}
	return content
}

// encodings tells of the fields of a form that are written otherwise than their
// schema alone would say (OpenAPI, "Encoding Object").
func encodings(form *contract.Schema) *openapi.Node {
	list := openapi.Obj()
	for _, p := range form.Properties {
		media := p.Form.ContentTypes
		if p.Form.JSON {
			media = []string{"application/json"}
		}
		if len(media) > 0 {
			list.Set(p.Name, openapi.Obj(openapi.M("contentType", openapi.Str(strings.Join(media, ", ")))))
		}
	}
	return nonEmpty(list)
}

func (v *view) responses(op *contract.Operation) *openapi.Node {
	responses := openapi.Obj()
	for _, r := range op.Responses {
		n := openapi.Obj(openapi.M("description", openapi.Str(r.Doc)), openapi.M("headers", v.headers(r.Headers)))
		if r.Body != nil {
			n.Set("content", v.content(r.Body, v.answerSchema))
		}
		responses.Set(fmt.Sprint(r.Status), n)
	}
	for i := 0; i < len(op.Problems); {
		first := i
		for i < len(op.Problems) && op.Problems[i].Status == op.Problems[first].Status {
			i++
		}
		responses.Set(fmt.Sprint(op.Problems[first].Status), v.problemResponse(op.Problems[first:i]))
	}
	if op.OtherErrors && !v.stub && (v.public || v.c.HTTP != nil) {
		n := v.problemResponse(nil)
		n.Set("description", openapi.Str("Any other error"))
		responses.Set("default", n)
	}
	return responses
}

// problemResponse describes all problems of one status: they differ by their
// type, not by their schema.
func (v *view) problemResponse(problems []*contract.Problem) *openapi.Node {
	var lines []string
	for _, p := range problems {
		line := p.Title
		if line == "" {
			line = http.StatusText(p.Status)
		}
		if p.Type != "" {
			line += " (" + p.Type + ")"
		}
		lines = append(lines, line)
	}
	n := openapi.Obj(openapi.M("description", openapi.Str(strings.Join(lines, "; "))), openapi.M("headers", v.headers(nil)))
	if v.problem != nil {
		n.Set("content", openapi.Obj(openapi.M("application/problem+json", openapi.Obj(openapi.M("schema", reference(v.problem.Name))))))
	}
	return n
}

// headers describes the headers of a response. A Lambda proxy integration sends
// its own CORS headers, so they are the operation's, not the gateway's.
func (v *view) headers(list []*contract.Parameter) *openapi.Node {
	headers := openapi.Obj()
	if v.c.REST.CORS != nil && !v.stub {
		headers.Set("Access-Control-Allow-Origin", openapi.Obj(openapi.M("schema", typed("string"))))
	}
	for _, h := range list {
		n := openapi.Obj()
		if h.Doc != "" {
			n.Set("description", openapi.Str(h.Doc))
		}
		n.Set("schema", v.parameterSchema(h))
		headers.Set(h.Name, n)
	}
	return nonEmpty(headers)
}

// comesFrom puts a comment above what was made of a Go declaration: the file and
// the name, not the line, which every edit above it would change.
func (v *view) comesFrom(n *openapi.Node, pos diag.Pos, name string) {
	if !v.stub && !v.public && pos.File != "" {
		n.Comment = path.Base(pos.File) + ": " + name
	}
}

func typed(kind string) *openapi.Node { return openapi.Obj(openapi.M("type", openapi.Str(kind))) }

func reference(name string) *openapi.Node {
	return openapi.Obj(openapi.M("$ref", openapi.Str("#/components/schemas/"+name)))
}
