package apigw

import (
	"strings"

	"github.com/apigen-go/apigen/internal/openapi"
)

// describe puts the documentation of a stage into its export: the properties of
// each part at the entity it describes, where the notation has them.
func (e *exporter) describe(root *openapi.Node) {
	if e.o.Extensions.Documentation {
		root.Set(ext+"documentation", e.documentation())
	}
	e.apply(root, DocumentationLocation{Type: "API"}, "info", "tags", "externalDocs")
	for _, m := range root.Get("paths").MembersOrNil() {
		e.apply(m.Value, DocumentationLocation{Type: "RESOURCE", Path: m.Key}, "summary", "description")
		for _, op := range m.Value.MembersOrNil() {
			if op.Value.Is(openapi.Object) && op.Value.Get("responses") != nil {
				e.describeOperation(m.Key, op)
			}
		}
	}
	models := root.At("components", "schemas")
	if e.o.Swagger {
		models = root.Get("definitions")
	}
	for _, m := range models.MembersOrNil() {
		e.apply(m.Value, DocumentationLocation{Type: "MODEL", Name: m.Key}, "description", "title")
	}
}

func (e *exporter) describeOperation(path string, op openapi.Member) {
	verb := strings.ToUpper(op.Key)
	if op.Key == ext+"any-method" {
		verb = "ANY"
	}
	e.apply(op.Value, DocumentationLocation{Type: "METHOD", Path: path, Method: verb}, "summary", "description", "tags", "externalDocs", "deprecated")
	kinds := map[string]string{"path": "PATH_PARAMETER", "query": "QUERY_PARAMETER", "header": "REQUEST_HEADER"}
	for _, p := range op.Value.Get("parameters").ItemsOrNil() {
		in := p.Get("in").StringOr("")
		l := DocumentationLocation{Type: kinds[in], Path: path, Method: verb, Name: p.Get("name").StringOr("")}
		if in == "body" {
			l = DocumentationLocation{Type: "REQUEST_BODY", Path: path, Method: verb}
		}
		e.apply(p, l, "description")
	}
	if body := op.Value.Get("requestBody"); body != nil {
		e.apply(body, DocumentationLocation{Type: "REQUEST_BODY", Path: path, Method: verb}, "description")
	}
	for _, r := range op.Value.Get("responses").MembersOrNil() {
		e.apply(r.Value, DocumentationLocation{Type: "RESPONSE", Path: path, Method: verb, StatusCode: r.Key}, "description")
		for _, h := range r.Value.Get("headers").MembersOrNil() {
			e.apply(h.Value, DocumentationLocation{Type: "RESPONSE_HEADER", Path: path, Method: verb, StatusCode: r.Key, Name: h.Key}, "description")
		}
	}
}

// apply sets the named properties of the part that describes the location.
func (e *exporter) apply(n *openapi.Node, l DocumentationLocation, names ...string) {
	part := e.partFor(l)
	if part == nil {
		return
	}
	doc, err := openapi.Parse("", []byte(part.Properties))
	if err != nil {
		return
	}
	for _, name := range names {
		value := doc.Root.Get(name)
		switch have := n.Get(name); {
		case value == nil:
		case have.Is(openapi.Object) && value.Is(openapi.Object): // info keeps title and version
			for _, m := range value.Members {
				if m.Key != "title" && m.Key != "version" {
					have.Set(m.Key, m.Value)
				}
			}
		default:
			n.Set(name, value)
		}
	}
}

// partFor finds the part for an entity: its own, or one it inherits, that of the
// longest path before that of a method before that of a status.
func (e *exporter) partFor(l DocumentationLocation) *DocumentationPart {
	var best *DocumentationPart
	score := -1
	for _, p := range e.o.Documentation {
		if s := specificity(p.Location, l); s > score {
			best, score = p, s
		}
	}
	return best
}

// specificity tells how closely a part's location fits an entity; below zero
// when it does not.
func specificity(have, want DocumentationLocation) int {
	inherits := want.Type != "API" && want.Type != "RESOURCE" && want.Type != "MODEL" && want.Type != "AUTHORIZER"
	if have.Type != want.Type || have.Name != want.Name {
		return -1
	}
	s := 4 * len(have.Path)
	switch {
	case have.Path == want.Path:
	case !inherits || !strings.HasPrefix(want.Path, strings.TrimSuffix(have.Path, "/")+"/"):
		return -1
	}
	for _, field := range []struct {
		have, want string
		weight     int
	}{{have.Method, want.Method, 2}, {have.StatusCode, want.StatusCode, 1}} {
		switch field.have {
		case field.want:
			s += field.weight
		case "*":
		default:
			return -1
		}
	}
	return s
}

func (e *exporter) documentation() *openapi.Node {
	parts := openapi.Arr()
	for _, p := range e.o.Documentation {
		properties, err := openapi.Parse("", []byte(p.Properties))
		if err != nil {
			continue
		}
		l := openapi.Obj(openapi.M("type", openapi.Str(p.Location.Type)))
		setText(l, "path", p.Location.Path)
		setText(l, "method", p.Location.Method)
		setText(l, "statusCode", p.Location.StatusCode)
		setText(l, "name", p.Location.Name)
		parts.Items = append(parts.Items, openapi.Obj(openapi.M("location", l), openapi.M("properties", properties.Root)))
	}
	return openapi.Obj(
		openapi.M("version", openapi.Str(e.o.DocumentationVersion)),
		openapi.M("createdDate", openapi.Str(e.o.DocumentationDate)),
		openapi.M("documentationParts", parts),
	)
}
