package schema

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// A Role is what a tag is for.
type Role int

// The roles of tags.
const (
	Naming     Role = iota // names of members
	Location               // where a field of a request or response stands
	Constraint             // a keyword of the schema that limits values
	Annotation             // a keyword that limits nothing
)

// A Tag is a key of the struct tags of a contract.
type Tag struct {
	Name string
	Role Role
	// On says which fields may have it, empty for all.
	On    string
	Means string
	// Example is the whole tag, key and value.
	Example string
}

// Tags are the keys that mean something to apigen, in the order of the
// reference, docs/tags.md.
var Tags = []Tag{
	{"json", Naming, "", "The name of a member, and the options of encoding/json: `omitempty` and `omitzero` make it optional, `string` writes numbers inside a string.", `json:"name,omitempty"`},
	{"form", Naming, "fields of forms", "The name of a field of a form, with the options of json.", `form:"photo"`},

	{"path", Location, "requests", "A parameter of the path, named as in its braces; for `{path+}` the rest of the path.", `path:"personId"`},
	{"query", Location, "requests", "A parameter of the query. A slice is one value with commas, or with `explode` one parameter for each.", `query:"tag,explode"`},
	{"header", Location, "requests and responses", "A header.", `header:"X-Trace"`},
	{"cookie", Location, "requests", "A cookie; the document of a REST API cannot say it.", `cookie:"session"`},
	{"status", Location, "the Body or a blank field of responses", "The status of the response.", `status:"201"`},
	{"contentType", Location, "Body, and files of forms", "The media types of a body that is not JSON, with commas.", `contentType:"image/png,image/jpeg"`},

	{"minimum", Constraint, "numbers", "The least value.", `minimum:"0"`},
	{"maximum", Constraint, "numbers", "The greatest value.", `maximum:"100"`},
	{"multipleOf", Constraint, "numbers", "The value is a multiple of this.", `multipleOf:"0.5"`},
	{"minLength", Constraint, "strings", "The least number of characters, for files of bytes.", `minLength:"1"`},
	{"maxLength", Constraint, "strings", "The greatest number of characters, for files of bytes.", `maxLength:"80"`},
	{"pattern", Constraint, "strings", "A regular expression that some part of the value matches.", "pattern:\"^[a-z]+$\""},
	{"format", Constraint, "strings and numbers", "The format: `date`, `email`, `uuid`, `uri`, and others of OpenAPI.", `format:"email"`},
	{"minItems", Constraint, "slices", "The least number of elements.", `minItems:"1"`},
	{"maxItems", Constraint, "slices", "The greatest number of elements.", `maxItems:"10"`},
	{"uniqueItems", Constraint, "slices", "No two elements are equal.", `uniqueItems:"true"`},
	{"minProperties", Constraint, "maps", "The least number of members.", `minProperties:"1"`},
	{"maxProperties", Constraint, "maps", "The greatest number of members.", `maxProperties:"20"`},
	{"default", Constraint, "strings, numbers, booleans, times", "The value of an absent member or parameter, which is thereby optional.", `default:"10"`},
	{"title", Constraint, "", "The title of the schema.", `title:"Age in years"`},
	{"exclusiveMinimum", Constraint, "numbers", "The value is greater than this.", `exclusiveMinimum:"0"`},
	{"exclusiveMaximum", Constraint, "numbers", "The value is less than this.", `exclusiveMaximum:"1"`},
	{"enum", Constraint, "strings and numbers", "The values there are, with commas.", `enum:"open,done"`},
	{"additionalProperties", Constraint, "a blank field", "`false`: members that the struct does not have are refused.", `additionalProperties:"false"`},

	{"readOnly", Annotation, "", "Only answers have the member.", `readOnly:"true"`},
	{"writeOnly", Annotation, "", "Only requests have the member.", `writeOnly:"true"`},
	{"deprecated", Annotation, "", "The member should not be used any more; the comment may say `Deprecated:` instead.", `deprecated:"true"`},
	{"example", Annotation, "", "An example: the value, or JSON for objects and lists.", `example:"Jane Doe"`},
}

// tagsOf are the names of the tags with one of the roles.
func tagsOf(roles ...Role) []string {
	var names []string
	for _, t := range Tags {
		if slices.Contains(roles, t.Role) {
			names = append(names, t.Name)
		}
	}
	return names
}

// Markdown is docs/tags.md, the reference of tags.
func Markdown() []byte {
	var b strings.Builder
	b.WriteString("# Struct tags\n\nWritten from the tags' own texts by `go test ./internal/generate/schema -update`.\n\n" +
		"Tags say what a Go type cannot. A misspelt one, one on a field it is not for, a pattern that does not compile\n" +
		"or a default outside its own range is an error with its line. [The contract](contract.md) shows them at work.\n")
	for _, part := range []struct {
		role         Role
		title, intro string
	}{
		{Naming, "Names", ""},
		{Location, "Where a field of a request or response stands", "Without such a tag a field called `Body` is the body. A struct of which no field has one is the JSON body as a whole."},
		{Constraint, "Constraints", "They are the words of JSON Schema and stand in the document; API Gateway and the generated server check them. A blank field, `_ struct{}`, carries those of the struct itself."},
		{Annotation, "Annotations", "They limit nothing, and may also stand on a field whose type is a model."},
	} {
		fmt.Fprintf(&b, "\n## %s\n\n", part.title)
		if part.intro != "" {
			fmt.Fprintf(&b, "%s\n\n", part.intro)
		}
		b.WriteString("| tag | on | means | example |\n| --- | --- | --- | --- |\n")
		for _, t := range Tags {
			if t.Role == part.role {
				on := t.On
				if on == "" {
					on = "any field"
				}
				fmt.Fprintf(&b, "| `%s` | %s | %s | `%s` |\n", t.Name, on, t.Means, t.Example)
			}
		}
	}
	b.WriteString("\n## Said in another way\n\n| instead of | do this |\n| --- | --- |\n")
	for _, name := range slices.Sorted(maps.Keys(otherTags)) {
		fmt.Fprintf(&b, "| `%s` | %s |\n", name, otherTags[name])
	}
	b.WriteString("\n## Tags of other libraries\n\nare left alone: ")
	for i, name := range foreignTags {
		if i > 0 {
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, "`%s`", name)
	}
	b.WriteString(".\n")
	return []byte(b.String())
}
