// Package sample makes values up that the schemas of a document take, for a first
// request to an API.
package sample

import (
	"math"
	"slices"
	"strconv"

	"github.com/apigen-go/apigen/internal/openapi"
)

// Value gives a small value that a schema of a document takes: its example, its
// default, or one made of its type and limits. A text that nothing limits is the name
// of what it is for. ok is false where none was found.
func Value(doc *openapi.Document, schema *openapi.Node, name string) (v *openapi.Node, ok bool) {
	return (&sampler{doc, maxValues}).value(schema, name, 0)
}

type sampler struct {
	doc  *openapi.Document
	left int // how many values and schemas may still be looked at
}

// What a first request needs is small: schemas that hold themselves, or want more, have
// no sample.
const (
	maxDepth  = 12
	maxValues = 1000
	maxText   = 4096 // bytes
)

func (s *sampler) value(n *openapi.Node, name string, depth int) (v *openapi.Node, ok bool) {
	schema, ok := s.flat(n, depth)
	if !ok {
		return nil, false
	}
	for _, given := range []*openapi.Node{schema.Get("example"), first(schema.Get("examples")), schema.Get("default"), schema.Get("const"), first(schema.Get("enum"))} {
		if given != nil && given.Kind != openapi.Null {
			return given, true
		}
	}
	for _, either := range []string{"oneOf", "anyOf"} {
		for _, choice := range schema.Get(either).ItemsOrNil() {
			if v, ok := s.value(choice, name, depth+1); ok && !v.Is(openapi.Null) {
				return v, true
			}
		}
	}
	switch typeOf(schema) {
	case "object":
		return s.object(schema, depth)
	case "array":
		return s.array(schema, name, depth)
	case "boolean":
		return openapi.Boolean(true), true
	case "null":
		return &openapi.Node{Kind: openapi.Null}, true
	case "integer", "number":
		return number(schema)
	}
	made, ok := text(schema, name)
	return openapi.Str(made), ok
}

// flat follows references and puts what allOf has into one schema.
func (s *sampler) flat(n *openapi.Node, depth int) (*openapi.Node, bool) {
	n, _, err := s.doc.Resolve(n, "")
	if s.left--; err != nil || depth > maxDepth || s.left < 0 {
		return nil, false
	}
	parts := n.Get("allOf").ItemsOrNil()
	if len(parts) == 0 {
		return n, true
	}
	whole := openapi.Obj()
	for _, m := range n.Members {
		if m.Key != "allOf" {
			whole.Set(m.Key, m.Value)
		}
	}
	for _, part := range parts {
		p, ok := s.flat(part, depth+1)
		if !ok {
			return nil, false
		}
		for _, m := range p.MembersOrNil() {
			have := whole.Get(m.Key)
			switch {
			case have.Is(openapi.Object) && m.Value.Is(openapi.Object):
				whole.Set(m.Key, &openapi.Node{Kind: openapi.Object, Members: slices.Concat(have.Members, m.Value.Members)})
			case have.Is(openapi.Array) && m.Key == "required":
				whole.Set(m.Key, &openapi.Node{Kind: openapi.Array, Items: slices.Concat(have.Items, m.Value.ItemsOrNil())})
			case have == nil:
				whole.Set(m.Key, m.Value)
			}
		}
	}
	return whole, true
}

// first gives the first item of a list that is not null.
func first(list *openapi.Node) *openapi.Node {
	for _, item := range list.ItemsOrNil() {
		if !item.Is(openapi.Null) {
			return item
		}
	}
	return nil
}

// typeOf is the type a schema says, or lets one guess.
func typeOf(schema *openapi.Node) string {
	t := schema.Get("type")
	for _, one := range t.ItemsOrNil() { // of OpenAPI 3.1
		if one.StringOr("null") != "null" {
			t = one
			break
		}
	}
	switch {
	case t.Is(openapi.String):
		return t.Text
	case schema.Get("properties") != nil:
		return "object"
	case schema.Get("items") != nil:
		return "array"
	}
	return "string"
}

func (s *sampler) object(schema *openapi.Node, depth int) (*openapi.Node, bool) {
	v := openapi.Obj()
	for _, required := range schema.Get("required").ItemsOrNil() {
		property := schema.At("properties", required.Text)
		if property.Get("readOnly").True() || v.Get(required.Text) != nil {
			continue
		}
		if property == nil {
			property = openapi.Obj()
		}
		member, ok := s.value(property, required.Text, depth+1)
		if !ok {
			return nil, false
		}
		v.Set(required.Text, member)
	}
	return v, true
}

func (s *sampler) array(schema *openapi.Node, name string, depth int) (*openapi.Node, bool) {
	v := openapi.Arr()
	least := count(schema.Get("minItems"), 0)
	if least == 0 {
		return v, true
	}
	item, ok := s.value(schema.Get("items"), name, depth+1)
	if s.left -= least; !ok || s.left < 0 || least > 1 && schema.Get("uniqueItems").True() {
		return nil, false
	}
	v.Items = slices.Repeat([]*openapi.Node{item}, least)
	return v, true
}

// count reads a limit of lengths, as far as it matters here.
func count(n *openapi.Node, other float64) int {
	return int(math.Min(math.Max(numberOr(n, other), 0), maxText+1))
}

func numberOr(n *openapi.Node, other float64) float64 {
	if n.Is(openapi.Number) {
		if f, err := strconv.ParseFloat(n.Text, 64); err == nil {
			return f
		}
	}
	return other
}

// number is 1, or what the limits let be nearest to it.
func number(schema *openapi.Node) (*openapi.Node, bool) {
	step := numberOr(schema.Get("multipleOf"), 1)
	if step <= 0 {
		return nil, false
	}
	least, most := numberOr(schema.Get("minimum"), math.Inf(-1)), numberOr(schema.Get("maximum"), math.Inf(1))
	low, high := schema.Get("exclusiveMinimum"), schema.Get("exclusiveMaximum") // booleans in OpenAPI 3.0, numbers in 3.1
	open := func(limit float64) func(*openapi.Node) bool {
		return func(n *openapi.Node) bool { return n.True() || n.Is(openapi.Number) && numberOr(n, 0) == limit }
	}
	least, most = math.Max(least, numberOr(low, least)), math.Min(most, numberOr(high, most))
	v := math.Max(1, math.Ceil(least/step)*step)
	if math.Mod(v, step) != 0 {
		v = math.Ceil(v/step) * step
	}
	if v == least && open(least)(low) {
		v += step
	}
	if v > most {
		v = math.Floor(most/step) * step
	}
	if v == most && open(most)(high) {
		v -= step
	}
	ok := !math.IsInf(v, 0) && v >= least && v <= most && (v != least || !open(least)(low)) && (v != most || !open(most)(high))
	return openapi.Num(strconv.FormatFloat(v, 'f', -1, 64)), ok
}
