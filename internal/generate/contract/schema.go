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

	GoType      types.Type
	Kind        Kind
	Format      string // date-time, uuid, int32, int64, double, byte, ...
	Doc         string // description
	Deprecated  bool
	Properties  []*Property // of an object, in the order encoding/json writes them
	Items       *Schema     // of an array
	Values      *Schema     // of a map
	Closed      bool        // an object takes no members but its Properties
	Enum        []EnumValue // of a string or an integer
	Constraints Constraints
	// Nullable tells that encoding/json writes null for the type's zero value
	// and the field is not optional.
	Nullable bool
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
	Binary  Kind = "binary" // the bytes of a body, not JSON
)

// A Property is a member of an object.
type Property struct {
	Pos      diag.Pos
	Name     string // on the wire
	Field    string // Go field, e.g. FirstName; of an embedded struct with its path: NewPerson.FirstName
	Required bool
	Schema   *Schema
	Doc      string
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
	Minimum, Maximum     *Value
	MinLength, MaxLength *int
	MinItems, MaxItems   *int
	UniqueItems          bool
	Pattern              string
	Default              *Value
	MultipleOf           *Value
	MinProperties        *int
	MaxProperties        *int
	Title                string
}
