package controlplane

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/apigen-go/apigen/internal/apigw"
	"github.com/apigen-go/apigen/internal/openapi"
)

// getModelTemplate gives a mapping template that makes a body of the model, with
// sample values.
func (s *Server) getModelTemplate(r *request) (answer, error) {
	def, err := s.definition(r, noModel(r))
	if err != nil {
		return answer{}, err
	}
	m := def.Model(r.PathValue("model"))
	if m == nil {
		return answer{}, noModel(r)
	}
	doc, err := openapi.Parse("", m.Schema)
	if err != nil {
		return answer{}, badRequest("Invalid model specified: Validation Result: warnings : [], errors : [Invalid model schema specified]")
	}
	t := &templateWriter{def: def}
	t.value(doc.Root, "$inputRoot", "", 0)
	return ok(map[string]string{"value": "#set($inputRoot = $input.path('$'))\n" + t.out.String()})
}

// A templateWriter writes a sample of a schema.
type templateWriter struct {
	def *apigw.RestAPI
	out strings.Builder
}

// maxTemplateDepth ends models that contain themselves.
const maxTemplateDepth = 8

func (t *templateWriter) value(n *openapi.Node, path, indent string, depth int) {
	n = t.resolve(n)
	switch kind := n.Get("type").StringOr(""); {
	case depth > maxTemplateDepth:
		t.out.WriteString("null")
	case kind == "array":
		elem := "$elem" + strings.Repeat("_", depth)
		fmt.Fprintf(&t.out, "[\n%s#foreach(%s in %s)\n%s  ", indent, elem, path, indent)
		t.value(n.Get("items"), elem, indent+"  ", depth+1)
		fmt.Fprintf(&t.out, "#if($foreach.hasNext),#end\n%s#end\n%s]", indent, indent)
	case kind == "object" || n.Get("properties") != nil:
		t.object(n, path, indent, depth)
	default:
		t.out.WriteString(sample(n, kind))
	}
}

func (t *templateWriter) object(n *openapi.Node, path, indent string, depth int) {
	properties := n.Get("properties")
	if !properties.Is(openapi.Object) || len(properties.Members) == 0 {
		t.out.WriteString("{ }")
		return
	}
	t.out.WriteString("{")
	for i, m := range properties.Members {
		sep := ","
		if i == 0 {
			sep = ""
		}
		name, _ := json.Marshal(m.Key) // a text always encodes
		fmt.Fprintf(&t.out, "%s\n%s  %s : ", sep, indent, name)
		t.value(m.Value, path+"."+m.Key, indent+"  ", depth+1)
	}
	fmt.Fprintf(&t.out, "\n%s}", indent)
}

// sample gives a value of a scalar schema: its first enum value where it has one.
func sample(n *openapi.Node, kind string) string {
	if enum := n.Get("enum"); enum.Is(openapi.Array) && len(enum.Items) > 0 {
		if b, err := enum.Items[0].MarshalJSON(); err == nil {
			return string(b)
		}
	}
	switch kind {
	case "integer":
		return "42"
	case "number":
		return "3.149"
	case "boolean":
		return "true"
	case "null":
		return "null"
	}
	return `"foo"`
}

// resolve follows a reference to another model.
func (t *templateWriter) resolve(n *openapi.Node) *openapi.Node {
	name, found := strings.CutPrefix(n.Get("$ref").StringOr(""), apigw.ModelRef)
	if m := t.def.Model(name); found && m != nil {
		if doc, err := openapi.Parse("", m.Schema); err == nil {
			return doc.Root
		}
	}
	return n
}
