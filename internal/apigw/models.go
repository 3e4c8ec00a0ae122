package apigw

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/apigen-go/apigen/internal/javaregexp"
	"github.com/apigen-go/apigen/internal/openapi"
)

// ModelRef begins the reference of one model to another in [Model.Schema].
const ModelRef = "#/components/schemas/"

var alphanumeric = regexp.MustCompile(`^[a-zA-Z0-9]+$`)

// schemas gives where the document keeps its schemas.
func (r *reader) schemas(root at) at {
	if r.swagger {
		return root.get("definitions")
	}
	return root.get("components", "schemas")
}

// readModels makes a model of every schema, used or not. One name that is not
// alphanumeric fails the whole import (reported; the guide's known issues).
func (r *reader) readModels(root at) {
	r.schemas(root).members(func(name string, v at) {
		if !alphanumeric.MatchString(name) {
			r.fail(v, "model-name", "use letters and digits only", "Model name must be alphanumeric: %s", name)
		}
		r.addModel(name, v)
	})
}

// maxModel is how many bytes the schema of a model may have, as the description
// of CreateModel says.
const maxModel = 400 << 10

func (r *reader) addModel(name string, v at) {
	refuse := func(a at, rule, hint, text string) {
		r.fail(a, rule, hint, "Unable to create model for '%s': Invalid model specified: Validation Result: warnings : [], errors : [%s]", name, text)
	}
	if p := r.schemaProblem(v); p != nil {
		refuse(p.at, p.rule, p.hint, p.text)
	}
	schema := modelSchema(v.node)
	if len(schema) > maxModel {
		refuse(v, "model-size", "split it, or leave descriptions out", fmt.Sprintf("Model schema of %d bytes exceeds the limit of %d bytes", len(schema), maxModel))
	}
	r.models[name] = true
	r.api.Models = append(r.api.Models, &Model{
		Name:        name,
		Description: v.get("description").text(),
		ContentType: "application/json",
		Schema:      schema,
		Pos:         v.pos,
		Pointer:     v.pointer,
	})
}

// What the service says of schemas it cannot take.
const (
	notCanonical  = "Model reference must be in canonical form"
	invalidSchema = "Invalid model schema specified"
)

// A schemaProblem is why the service refuses a schema, and where.
type schemaProblem struct {
	at
	rule, hint, text string
}

// schemaProblem gives the first reason why the service would refuse the schema.
// The forms are those reported for imports (an empty required, equal enum
// values, a null type, references that are no model).
func (r *reader) schemaProblem(v at) *schemaProblem {
	var problem *schemaProblem
	WalkSchema(v.node, v.pointer, func(n *openapi.Node, pointer string) {
		if problem != nil {
			return
		}
		here := at{node: n, pointer: pointer, pos: n.Pos}
		if n == v.node {
			here.pos = v.pos
		}
		if ref := n.Get("$ref"); ref.Is(openapi.String) {
			if _, ok := refName(ref.Text); !ok {
				problem = &schemaProblem{here.get("$ref"), "model-ref-external",
					"refer to " + ModelRef + "NAME only; bring schemas of other files and nested ones there", notCanonical}
			}
			return
		}
		problem = badSchema(here)
	})
	return problem
}

// schemaTypes are the types of draft 4 that the service takes in a document; file
// is Swagger's own.
var schemaTypes = []string{"object", "array", "string", "integer", "number", "boolean", "file"}

func badSchema(v at) *schemaProblem {
	required, kind, enum := v.get("required"), v.get("type"), v.get("enum")
	switch {
	case required.node.Is(openapi.Bool):
		return &schemaProblem{required, "model-required", "list the names of required members on the object that has them", invalidSchema}
	case required.node.Is(openapi.Array) && len(required.node.Items) == 0:
		return &schemaProblem{required, "model-required", "leave the empty list out", invalidSchema}
	case kind.node.Is(openapi.Array), kind.node.StringOr("") == "null":
		return &schemaProblem{kind, "model-type-null", "write one type, and leave the member out when there is no value", invalidSchema}
	case kind.node != nil && !slices.Contains(schemaTypes, kind.node.StringOr("")) && !HasPlaceholder(kind.text()):
		return &schemaProblem{kind, "model-type", "write one of " + strings.Join(schemaTypes, ", "), invalidSchema}
	}
	if pattern := v.get("pattern"); pattern.node.Is(openapi.String) && !HasPlaceholder(pattern.text()) {
		if _, err := javaregexp.CompileSchema(pattern.text(), time.Second); err != nil {
			return &schemaProblem{pattern, "model-pattern", "correct it: " + strings.ReplaceAll(err.Error(), "\n", " "), invalidSchema}
		}
	}
	seen := map[string]bool{}
	for _, item := range enum.items() {
		b, err := item.node.MarshalJSON()
		if err != nil || seen[string(b)] {
			return &schemaProblem{item, "model-enum-duplicate", "leave the second one out", invalidSchema}
		}
		seen[string(b)] = true
	}
	return nil
}

// refName gives the model a $ref names.
func refName(ref string) (name string, ok bool) {
	for _, prefix := range []string{ModelRef, "#/definitions/"} {
		if rest, found := strings.CutPrefix(ref, prefix); found && rest != "" && !strings.Contains(rest, "/") {
			return rest, true
		}
	}
	return "", false
}

// modelSchema gives the JSON of a schema with its references in one form.
func modelSchema(n *openapi.Node) json.RawMessage {
	c := n.Clone()
	WalkSchema(c, "", func(n *openapi.Node, _ string) {
		if ref := n.Get("$ref"); ref.Is(openapi.String) {
			if name, ok := refName(ref.Text); ok {
				ref.Text = ModelRef + name
			}
		}
	})
	b, err := c.MarshalJSON()
	if err != nil {
		return nil
	}
	return b
}

// WalkSchema calls visit for a schema and every schema inside it.
func WalkSchema(n *openapi.Node, pointer string, visit func(n *openapi.Node, pointer string)) {
	if !n.Is(openapi.Object) {
		return
	}
	visit(n, pointer)
	for _, m := range n.Members {
		below := pointer + openapi.Pointer(m.Key)
		switch m.Key {
		case "properties", "patternProperties", "definitions":
			if m.Value.Is(openapi.Object) {
				for _, p := range m.Value.Members {
					WalkSchema(p.Value, below+openapi.Pointer(p.Key), visit)
				}
			}
		case "items", "additionalProperties", "additionalItems", "not", "allOf", "anyOf", "oneOf":
			if m.Value.Is(openapi.Object) {
				WalkSchema(m.Value, below, visit)
			}
			for _, item := range (at{node: m.Value, pointer: below}).items() {
				WalkSchema(item.node, item.pointer, visit)
			}
		}
	}
}

// modelOf gives the model of a body's schema: the one it refers to, or one made
// of an inline object or array. Ok is false when there is none; place says for
// messages whose body it is.
func (r *reader) modelOf(schema at, place string) (name string, ok bool) {
	if schema.node == nil {
		return "", false
	}
	if ref := schema.node.Get("$ref"); ref.Is(openapi.String) {
		name, _ = refName(ref.Text)
		if r.models[name] {
			return name, true
		}
		if name == "" {
			name = ref.Text
		}
		r.warn(schema, "model-ref-missing", "add the schema, or correct the name", "Reference to model '%s' not found. Ignoring.", name)
		return "", false
	}
	if kind := primitive(schema.node); kind != "" {
		if place != "" {
			r.warn(schema, "response-inline-primitive", "leave the schema out, or give it a name under components.schemas",
				"Unsupported model type '%s' in %s. Ignoring.", kind, place)
		}
		return "", false
	}
	// The service makes up a name; ours is the same for the same place, so that
	// two readings of a document agree.
	sum := sha256.Sum256([]byte(schema.pointer))
	name = "MODEL" + hex.EncodeToString(sum[:3])
	if !r.models[name] {
		r.addModel(name, schema) // a shared response is read once for each operation
	}
	return name, true
}

// primitive names the kind of a schema that is no object and no array with the
// words of the service's parser: StringSchema, BinarySchema.
func primitive(n *openapi.Node) string {
	kind, format := n.Get("type").StringOr(""), n.Get("format").StringOr("")
	switch {
	case kind == "string" && format == "binary":
		return "BinarySchema"
	case kind == "string" && format == "byte":
		return "ByteArraySchema"
	case kind == "string", kind == "integer", kind == "number", kind == "boolean":
		return strings.ToUpper(kind[:1]) + kind[1:] + "Schema"
	}
	return ""
}
