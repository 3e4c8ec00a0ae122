package gen

// A Type says how a Go type is written in JSON. It is made by [As],
// [TypeSchema], [OneOf] or [Model].
type Type struct {
	kind  string
	value any
}

// As says that T is written as U is, where T has a MarshalJSON method of its
// own or belongs to another module:
//
//	Types: []gen.Type{gen.As[Money, string]()}
func As[T, U any]() Type { return Type{kind: "as"} }

// TypeSchema states the JSON schema of T:
//
//	Types: []gen.Type{gen.TypeSchema[Money](gen.Schema{Type: "string", Pattern: `^[0-9]+\.[0-9]{2} [A-Z]{3}$`})}
func TypeSchema[T any](s Schema) Type { return Type{kind: "schema", value: s} }

// Model keeps T among the models of the document, where no operation mentions it:
// for templates and for those who read the document.
func Model[T any]() Type { return Type{kind: "model"} }

// OneOf names the member that tells the types of the sealed interface T apart.
// Without it the member is called type.
//
// A sealed interface has a method that is not exported, so only structs of its
// own package implement it. Each is written with its name in that member, in
// small letters: {"type": "circle", "radius": 1}.
func OneOf[T any](discriminator string) Type { return Type{kind: "oneof", value: discriminator} }

// A Schema is the JSON schema of a type that writes itself.
type Schema struct {
	// Type is string, integer, number, boolean, array or object. Empty is any
	// JSON value.
	Type string
	// Format is a format of OpenAPI, e.g. date.
	Format string
	// Pattern is a regular expression for strings.
	Pattern string
	// Enum lists the only values of a string.
	Enum []string
	// MinLength and MaxLength limit strings, in characters. Zero is no limit.
	MinLength, MaxLength int
	// Items is the schema of an array's elements.
	Items *Schema
	// Description is Markdown.
	Description string
}
