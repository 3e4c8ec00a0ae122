package emit

import (
	"strings"

	"github.com/apigen-go/apigen/internal/generate/contract"
	"github.com/apigen-go/apigen/internal/openapi"
)

// Public gives the document for those who call the API: OpenAPI 3.1 with
// everything the contract says and nothing of API Gateway. What models of API
// Gateway cannot say is there: null, examples, what is only read or written,
// discriminators, exclusive limits, defaults.
func Public(c *contract.Contract) *openapi.Node {
	v := newView(c)
	v.public = true
	v.binary, v.text = v.bodyModels()
	return v.document("3.1.0")
}

// publicSchema writes a schema of JSON Schema 2020-12, which OpenAPI 3.1 takes.
func (v *view) publicSchema(s *contract.Schema) *openapi.Node {
	n := openapi.Obj()
	switch {
	case s.Ref != nil && s.Nullable:
		n.Set("anyOf", openapi.Arr(reference(s.Ref.Name), typed("null")))
	case s.Ref != nil:
		n = reference(s.Ref.Name)
	case s.Union != nil:
		v.publicUnion(n, s)
	default:
		v.publicType(n, s)
	}
	if s.Ref != nil && s.Doc != "" {
		n.Set("description", openapi.Str(s.Doc))
	}
	a := s.Annotations
	if s.Constraints.Default != nil {
		n.Set("default", scalar(*s.Constraints.Default))
	}
	if a.Example != nil {
		n.Set("examples", openapi.Arr(example(a.Example)))
	}
	for _, flag := range []struct {
		key string
		set bool
	}{{"readOnly", a.ReadOnly}, {"writeOnly", a.WriteOnly}, {"deprecated", a.Deprecated || s.Deprecated && s.Ref == nil}} {
		if flag.set {
			n.Set(flag.key, openapi.Boolean(true))
		}
	}
	return n
}

func (v *view) publicType(n *openapi.Node, s *contract.Schema) {
	switch {
	case s.Kind == contract.Any:
	case s.Nullable:
		n.Set("type", openapi.Strs(string(s.Kind), "null"))
	default:
		n.Set("type", openapi.Str(kind(s)))
	}
	if s.Format != "" {
		n.Set("format", openapi.Str(s.Format))
	}
	if s.Constraints.Title != "" {
		n.Set("title", openapi.Str(s.Constraints.Title))
	}
	if text := description(s); text != "" {
		n.Set("description", openapi.Str(text))
	}
	if len(s.Enum) > 0 {
		values := openapi.Arr()
		for _, e := range s.Enum {
			values.Items = append(values.Items, scalar(e.Value))
		}
		if s.Nullable {
			values.Items = append(values.Items, &openapi.Node{Kind: openapi.Null, Text: "null"})
		}
		n.Set("enum", values)
	}
	constraints(n, &s.Constraints)
	if c := s.Constraints.ExclusiveMinimum; c != nil {
		n.Set("exclusiveMinimum", openapi.Num(c.Text))
	}
	if c := s.Constraints.ExclusiveMaximum; c != nil {
		n.Set("exclusiveMaximum", openapi.Num(c.Text))
	}
	if s.Constraints.Closed {
		n.Set("additionalProperties", openapi.Boolean(false))
	}
	if s.Items != nil {
		n.Set("items", v.schema(s.Items))
	}
	if s.Values != nil {
		n.Set("additionalProperties", v.schema(s.Values))
	}
	v.properties(n, s)
}

func (v *view) publicUnion(n *openapi.Node, s *contract.Schema) {
	if s.Doc != "" {
		n.Set("description", openapi.Str(s.Doc))
	}
	list, mapping := openapi.Arr(), openapi.Obj()
	for _, variant := range s.Union.Variants {
		ref := reference(variant.Model.Name)
		list.Items = append(list.Items, ref)
		mapping.Set(variant.Value, ref.Get("$ref"))
	}
	n.Set("oneOf", list)
	n.Set("discriminator", openapi.Obj(openapi.M("propertyName", openapi.Str(s.Union.Discriminator)), openapi.M("mapping", mapping)))
}

// example is a scalar, or JSON that was checked before.
func example(v *contract.Value) *openapi.Node {
	if v.Kind != contract.Any {
		return scalar(*v)
	}
	doc, err := openapi.Parse("example", []byte(v.Text))
	if err != nil {
		return openapi.Str(v.Text)
	}
	return doc.Root
}

// publicSecurity says what callers must show in words of OpenAPI.
func (v *view) publicSecurity(n *openapi.Node, op *contract.Operation) {
	security := openapi.Obj()
	if op.Authorizer != nil {
		security.Set(op.Authorizer.Name, openapi.Strs(op.Scopes...))
	}
	if op.APIKey {
		security.Set(contract.APIKeyScheme, openapi.Arr())
	}
	if len(security.Members) > 0 {
		n.Set("security", openapi.Arr(security))
	}
}

// publicScheme is a security scheme without the words of API Gateway.
func publicScheme(scheme *openapi.Node) *openapi.Node {
	n := scheme.Clone()
	for _, m := range scheme.Members {
		if strings.HasPrefix(m.Key, "x-amazon-") {
			n.Delete(m.Key)
		}
	}
	return n
}
