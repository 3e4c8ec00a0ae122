package schema

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/apigen-go/apigen/internal/diag"
)

// tags are the key:"value" pairs of a struct tag, in order.
type tags []tag

type tag struct{ key, value string }

func (t tags) get(key string) string {
	v, _ := t.lookup(key)
	return v
}

func (t tags) lookup(key string) (string, bool) {
	for _, pair := range t {
		if pair.key == key {
			return pair.value, true
		}
	}
	return "", false
}

// parseTags takes a struct tag apart by the convention of package reflect, but
// says what is wrong with it.
func parseTags(text string) (tags, error) {
	var list tags
	for text = strings.TrimLeft(text, " "); text != ""; text = strings.TrimLeft(text, " ") {
		colon := strings.IndexByte(text, ':')
		if colon <= 0 || strings.ContainsFunc(text[:colon], notInKey) {
			return nil, fmt.Errorf("no key before %q", text)
		}
		key, rest := text[:colon], text[colon+1:]
		end := endOfQuote(rest)
		if end < 0 {
			return nil, fmt.Errorf("the value of %s is not quoted", key)
		}
		value, err := strconv.Unquote(rest[:end])
		if err != nil {
			return nil, fmt.Errorf("the value of %s is not a Go string", key)
		}
		if _, twice := list.lookup(key); twice {
			return nil, fmt.Errorf("key %s stands there twice", key)
		}
		list = append(list, tag{key, value})
		text = rest[end:]
		if text != "" && text[0] != ' ' {
			return nil, errors.New("no blank after the value of " + key)
		}
	}
	return list, nil
}

// notInKey is package reflect's rule for keys.
func notInKey(r rune) bool { return r <= ' ' || r == '"' || r == 0x7F }

// endOfQuote gives the index behind the string s starts with, or -1.
func endOfQuote(s string) int {
	if s == "" || s[0] != '"' {
		return -1
	}
	for i := 1; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return -1
}

var (
	// constraintTags become keywords of the schema.
	constraintTags = tagsOf(Constraint, Annotation)
	// annotationTags limit nothing, so they may stand on a field whose schema is
	// a reference.
	annotationTags = tagsOf(Annotation)
	// locationTags say where fields of request and response structs stand.
	locationTags = tagsOf(Location)
)

// otherTags are keywords of JSON Schema or OpenAPI that are said in another way,
// with the way.
var otherTags = map[string]string{
	"examples":      `give one: example:"..."`,
	"nullable":      "use a pointer without omitempty",
	"const":         `write enum:"..." with the one value`,
	"discriminator": "use a sealed interface, see gen.OneOf",
	"description":   "write it as the comment of the field",
	"doc":           "write it as the comment of the field",
	"externalDocs":  "put the address into the comment of the field",
	"required":      "leave omitempty and the pointer away, then it is required",
}

// foreignTags belong to other well-known libraries and are none of our business.
var foreignTags = []string{
	"arg", "avro", "binding", "bson", "bun", "cbor", "copier", "csv", "datastore", "db", "dynamodbav", "dynamo",
	"ent", "env", "envconfig", "faker", "fake", "firestore", "flag", "gorm", "graphql", "hcl", "ini", "jsonapi", "koanf",
	"long", "mapstructure", "mapper", "meddler", "mod", "msgpack", "orm", "parquet", "pg", "protobuf", "protobuf_key",
	"protobuf_val", "redis", "reform", "short", "spanner", "sql", "structs", "toml", "ts_type", "url", "validate",
	"valid", "xml", "xorm", "yaml",
}

// checkTags reports keys that mean nothing here, and tells whether the field
// may be used. In request and response structs location tags are at home.
func (b *Builder) checkTags(list tags, at Place, locations bool) bool {
	ok := true
	for _, t := range list {
		switch {
		case t.key == "json" || t.key == "form" || slices.Contains(constraintTags, t.key) || slices.Contains(foreignTags, t.key):
		case slices.Contains(locationTags, t.key):
			if !locations {
				ok = false
				b.errorf(at.Pos, "misplaced-tag", "it belongs on a field of a request or response struct",
					"%s is part of a body, where the tag %s has no meaning", at.What, t.key)
			}
		case otherTags[t.key] != "":
			ok = false
			b.errorf(at.Pos, "unsupported-tag", otherTags[t.key], "%s has the tag %s, which is said in another way", at.What, t.key)
		default:
			ok = false
			b.errorf(at.Pos, "unknown-tag", nearestHint(t.key, slices.Concat(constraintTags, locationTags, slices.Sorted(maps.Keys(otherTags)), foreignTags, []string{"json", "form"})),
				"%s has the unknown tag %s", at.What, t.key)
		}
	}
	return ok
}

func nearestHint(name string, known []string) string {
	if near := diag.Nearest(name, known); near != "" {
		return fmt.Sprintf("did you mean %s?", near)
	}
	return "known are json, form, " + strings.Join(locationTags, ", ") + ", " + strings.Join(constraintTags, ", ")
}
