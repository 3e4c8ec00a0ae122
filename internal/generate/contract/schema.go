package contract

import (
	"go/types"

	"github.com/apigen-go/apigen/internal/diag"
)

// A Schema is the JSON form of a Go type. It is either a component of its own
// (Name is set and others refer to it) or stands inline.
type Schema struct {
	Pos  diag.Pos
	Name string // of the component: Person; empty when inline

	// Ref is the component this schema refers to; then nothing else is set but
	// Doc, Pos and GoType.
	Ref *Schema

	GoType types.Type
	// As is the type whose JSON form GoType has, where the contract says so of a
	// type that encodes itself.
	As          types.Type
	Kind        Kind
	Format      string // date-time, uuid, int32, int64, double, byte, ...
	Doc         string // description
	Deprecated  bool
	Properties  []*Property // of an object, in the order encoding/json writes them
	Items       *Schema     // of an array
	Values      *Schema     // of a map
	Enum        []EnumValue // of a string or an integer
	Union       *Union      // of a sealed interface; then Kind is Any
	Constraints Constraints
	// Nullable tells that encoding/json writes null for the type's zero value
	// and the field is not optional.
	Nullable bool
	// Annotations may stand beside a reference too.
	Annotations Annotations
	// Form tells that the members of an object are the fields of a form.
	Form bool
}

// Kind is the JSON type of a schema.
type Kind string

const (
	Object  Kind = "object"
	Array   Kind = "array"
	String  Kind = "string"
	Integer Kind = "integer"
	Number  Kind = "number"
	Boolean Kind = "boolean"
	Binary  Kind = "binary" // the bytes of a body or of a file in a form, not JSON
	Any     Kind = ""       // any JSON value, null included
)

// A Union is the types a sealed interface may hold. On the wire each is an
// object whose member Discriminator tells which one it is.
type Union struct {
	Discriminator string
	Variants      []*Variant
}

// A Variant is one type of a union.
type Variant struct {
	Value   string  // of the discriminator
	Schema  *Schema // a reference to the component of the type
	Pointer bool    // the pointer to GoType implements the interface, not the type
	GoType  types.Type
	// Model is the component that has the discriminator besides the members of
	// the type; nil when the type has that member itself.
	Model *Schema
}

// Annotations are keywords that say something of a value without limiting it.
type Annotations struct {
	ReadOnly, WriteOnly, Deprecated bool
	Example                         *Value // Kind Any holds JSON text
}

// A Property is a member of an object.
type Property struct {
	Pos      diag.Pos
	Name     string // on the wire
	Field    string // Go field, e.g. FirstName; of an embedded struct with its path: NewPerson.FirstName
	Required bool
	Why      string // the member is required, or is not
	Schema   *Schema
	Doc      string
	Form     *FormField // nil outside of forms
}

// A FormField is how a member of a form is written. A field that is neither a
// file nor JSON is a text, as a parameter is.
type FormField struct {
	File         bool       // bytes with a name and a content type
	JSON         bool       // a text that is JSON
	List         bool       // each item is a field of its own, of the same name
	Optional     bool       // the Go field says that it may be absent
	ContentTypes []string   // of a file; none allow every one
	GoType       types.Type // of the Go field
}

// Item is the Go type of one value of the field, without a pointer.
func (f *FormField) Item() types.Type {
	t := withoutPointer(f.GoType)
	if f.List {
		t = withoutPointer(t.Underlying().(*types.Slice).Elem())
	}
	return t
}

func withoutPointer(t types.Type) types.Type {
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		return p.Elem()
	}
	return t
}

// An EnumValue is one constant of a named type.
type EnumValue struct {
	GoName string // Active
	Value  Value
	Doc    string
}

// A Value is a JSON scalar from a tag or a constant.
type Value struct {
	Kind Kind
	Text string // JSON text without quotes
}

// Constraints are the JSON Schema keywords of the constraint tags. Nil and zero
// values are absent.
type Constraints struct {
	Minimum, Maximum *Value
	// ExclusiveMinimum and ExclusiveMaximum are limits that are no values
	// themselves.
	ExclusiveMinimum, ExclusiveMaximum *Value
	MinLength, MaxLength               *int
	MinItems, MaxItems                 *int
	UniqueItems                        bool
	Pattern                            string
	Default                            *Value
	MultipleOf                         *Value
	MinProperties                      *int
	MaxProperties                      *int
	Title                              string
	// Closed tells that an object has no members but its own.
	Closed bool
	// AnySize tells that the document leaves the format of a number out.
	AnySize bool
}

// Holds reports whether a value of the schema may hold another of schema inner
// somewhere inside.
func (s *Schema) Holds(inner *Schema) bool { return s.holds(resolve(inner), map[*Schema]bool{}) }

func (s *Schema) holds(inner *Schema, seen map[*Schema]bool) bool {
	s = resolve(s)
	if s == nil || seen[s] {
		return false
	}
	seen[s] = true
	parts := []*Schema{s.Items, s.Values}
	for _, p := range s.Properties {
		parts = append(parts, p.Schema)
	}
	if s.Union != nil {
		for _, v := range s.Union.Variants {
			parts = append(parts, v.Schema, v.Model)
		}
	}
	for _, part := range parts {
		if part = resolve(part); part != nil && (part == inner || part.holds(inner, seen)) {
			return true
		}
	}
	return false
}

func resolve(s *Schema) *Schema {
	if s != nil && s.Ref != nil {
		return s.Ref
	}
	return s
}

// HoldsUnion reports whether values of the schema may hold a sealed interface
// somewhere, so that encoding/json alone cannot read them.
func (s *Schema) HoldsUnion() bool { return s.holdsUnion(map[*Schema]bool{}) }

func (s *Schema) holdsUnion(seen map[*Schema]bool) bool {
	if s == nil || seen[s] {
		return false
	}
	seen[s] = true
	if s.Union != nil || s.Ref.holdsUnion(seen) || s.Items.holdsUnion(seen) || s.Values.holdsUnion(seen) {
		return true
	}
	for _, p := range s.Properties {
		if p.Schema.holdsUnion(seen) {
			return true
		}
	}
	return false
}

// IsSealed reports whether the body is JSON that holds a sealed interface.
func (b *Body) IsSealed() bool { return b != nil && b.IsJSON() && b.Schema.HoldsUnion() }

// IsJSON reports whether the body is JSON, of any media type.
func (b *Body) IsJSON() bool { return !b.Binary && !b.Form }
