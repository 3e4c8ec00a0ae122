package dataplane

import (
	"bytes"
	"math"
	"math/big"
	"reflect"
	"slices"
	"strconv"
	"unicode/utf8"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// A bodyModel is a model that bodies are validated against.
type bodyModel struct {
	schema *jsonschema.Schema
	judge  *judge
}

// A judge takes bodies that their schema takes, as far as it can tell: it knows
// the keywords that most schemas are made of, and reads a body as it is written,
// without making values of it. What it does not take may be good all the same:
// the schema library decides, in whose words the service says what is wrong.
type judge struct {
	unsure bool // nothing is known of the schema
	kinds  kinds
	texts  map[string]bool // of enum; nil is any value
	also   []*judge        // of $ref and allOf

	required   uint64 // the marks of all required properties
	properties map[string]property
	others     *judge // of properties that are not named; nil takes any
	closed     bool   // there are no others

	items  *judge // nil takes any
	number bounds[int64]
	length bounds[int] // of a text, in characters
	count  bounds[int] // of items
}

// A property is one that a schema names.
type property struct {
	judge *judge
	mark  uint64 // one bit when it is required
}

type bounds[N int | int64] struct{ least, most N }

func (b bounds[N]) hold(n N) bool { return b.least <= n && n <= b.most }

// kinds is a set of the types of JSON values.
type kinds int

const (
	kindNull kinds = 1 << iota
	kindBoolean
	kindNumber
	kindInteger
	kindString
	kindArray
	kindObject
	kindAny = 1<<iota - 1
)

var kindNames = map[string]kinds{
	"null": kindNull, "boolean": kindBoolean, "number": kindNumber | kindInteger, "integer": kindInteger,
	"string": kindString, "array": kindArray, "object": kindObject,
}

// deepest is how far a judge goes into a body, and into schemas that refer to
// each other.
const deepest = 200

// judged are the keywords a judge looks at, and those that say nothing about a
// value.
var judged = []string{
	"Bool", "Types", "Ref", "AllOf", "Enum", "Format", "Required", "Properties", "AdditionalProperties", "Items", "MinItems", "MaxItems",
	"MinLength", "MaxLength", "Minimum", "Maximum",
	"DraftVersion", "Location", "ID", "Anchor", "Title", "Description", "Default", "Comment", "ReadOnly", "WriteOnly", "Examples", "Deprecated",
}

// judges are those of the schemas of one API.
type judges map[*jsonschema.Schema]*judge

// of gives the judge of a schema.
func (all judges) of(s *jsonschema.Schema) *judge {
	if j := all[s]; j != nil {
		return j
	}
	j := &judge{
		kinds: kindAny, number: bounds[int64]{math.MinInt64, math.MaxInt64},
		length: bounds[int]{0, math.MaxInt}, count: bounds[int]{0, math.MaxInt},
	}
	all[s] = j
	j.unsure = !knowsAll(s) || !j.setValue(s) || !all.setObject(j, s)
	if items, ok := s.Items.(*jsonschema.Schema); ok {
		j.items = all.of(items)
	} else if s.Items != nil {
		j.unsure = true // a list of schemas
	}
	if s.Ref != nil {
		j.also = append(j.also, all.of(s.Ref))
	}
	for _, one := range s.AllOf {
		j.also = append(j.also, all.of(one))
	}
	return j
}

// knowsAll reports whether a schema has no other keywords than those that are
// judged.
func knowsAll(s *jsonschema.Schema) bool {
	v := reflect.ValueOf(s).Elem()
	for i := range v.NumField() {
		if f := v.Type().Field(i); f.IsExported() && !v.Field(i).IsZero() && !slices.Contains(judged, f.Name) {
			return false
		}
	}
	takesAll := s.Format == nil || slices.Contains(assertedFormats, s.Format.Name) // which are not enforced
	return takesAll && (s.Bool == nil || *s.Bool)                                  // true is {}
}

// setValue takes over what a schema says of single values. It is false when that
// cannot be judged.
func (j *judge) setValue(s *jsonschema.Schema) bool {
	if s.Types != nil && !s.Types.IsEmpty() {
		j.kinds = 0
		for _, name := range s.Types.ToStrings() {
			j.kinds |= kindNames[name]
		}
	}
	if s.Enum != nil {
		j.texts = map[string]bool{}
		for _, value := range s.Enum.Values {
			if text, ok := value.(string); ok { // of other values the judge takes none
				j.texts[text] = true
			}
		}
	}
	set(&j.length, s.MinLength, s.MaxLength)
	set(&j.count, s.MinItems, s.MaxItems)
	var ok, ok2 bool
	j.number.least, ok = whole(s.Minimum, j.number.least)
	j.number.most, ok2 = whole(s.Maximum, j.number.most)
	return ok && ok2
}

func set(b *bounds[int], least, most *int) {
	if least != nil {
		b.least = *least
	}
	if most != nil {
		b.most = *most
	}
}

// whole gives a bound as a whole number, or without one what there is. It is
// false for any other bound.
func whole(bound *big.Rat, without int64) (int64, bool) {
	if bound == nil {
		return without, true
	}
	return bound.Num().Int64(), bound.IsInt() && bound.Num().IsInt64()
}

// setObject takes over what a schema says of properties. It is false when that
// cannot be judged.
func (all judges) setObject(j *judge, s *jsonschema.Schema) bool {
	switch others := s.AdditionalProperties.(type) {
	case bool:
		j.closed = !others
	case *jsonschema.Schema:
		j.others = all.of(others)
	}
	j.properties = make(map[string]property, len(s.Properties))
	for name, value := range s.Properties {
		j.properties[name] = property{judge: all.of(value)}
	}
	for i, name := range s.Required {
		p, named := j.properties[name]
		if i >= 64 || !named && j.closed {
			return false
		}
		if !named {
			p.judge = j.others
		}
		p.mark = 1 << i
		j.required |= p.mark
		j.properties[name] = p
	}
	return true
}

// takes reports whether the schema takes a body for certain. The body must be
// valid JSON.
func (j *judge) takes(body []byte) bool {
	_, ok := j.value(body, skipBlanks(body, 0), 0)
	return ok
}

// value judges the value that begins at i, and gives its end.
func (j *judge) value(b []byte, i, depth int) (end int, ok bool) {
	if j == nil {
		return skipValue(b, i), true
	}
	if j.unsure || depth > deepest {
		return i, false
	}
	for _, other := range j.also {
		if _, ok := other.value(b, i, depth+1); !ok {
			return i, false
		}
	}
	if j.texts != nil && b[i] != '"' {
		return i, false
	}
	switch b[i] {
	case '{':
		if j.kinds&kindObject == 0 {
			return i, false
		}
		return j.object(b, i, depth)
	case '[':
		if j.kinds&kindArray == 0 {
			return i, false
		}
		return j.array(b, i, depth)
	}
	end = skipValue(b, i)
	return end, j.single(b[i:end])
}

func (j *judge) object(b []byte, i, depth int) (end int, ok bool) {
	var seen uint64
	for i = skipBlanks(b, i+1); b[i] != '}'; i = skipComma(b, end) {
		end = skipValue(b, i)
		name, _ := unquoteBytes(b[i:end])
		p, named := j.properties[string(name)]
		if !named {
			if j.closed {
				return i, false
			}
			p.judge = j.others
		}
		seen |= p.mark
		if end, ok = p.judge.value(b, skipBlanks(b, skipBlanks(b, end)+len(":")), depth+1); !ok {
			return i, false
		}
	}
	return i + 1, seen == j.required
}

func (j *judge) array(b []byte, i, depth int) (end int, ok bool) {
	n := 0
	for i = skipBlanks(b, i+1); b[i] != ']'; i = skipComma(b, end) {
		if end, ok = j.items.value(b, i, depth+1); !ok {
			return i, false
		}
		n++
	}
	return i + 1, j.count.hold(n)
}

// single judges a value that has no parts.
func (j *judge) single(raw []byte) bool {
	switch raw[0] {
	case '"':
		if j.kinds&kindString == 0 {
			return false
		}
		if j.texts == nil && j.length == (bounds[int]{0, math.MaxInt}) {
			return true
		}
		text, ok := unquoteBytes(raw)
		return ok && (j.texts == nil || j.texts[string(text)]) && j.length.hold(utf8.RuneCount(text))
	case 't', 'f':
		return j.kinds&kindBoolean != 0
	case 'n':
		return j.kinds&kindNull != 0
	}
	if j.kinds&kindNumber != 0 && j.number == (bounds[int64]{math.MinInt64, math.MaxInt64}) {
		return true
	}
	if j.kinds&kindInteger == 0 || bytes.ContainsAny(raw, ".eE") {
		return false
	}
	n, err := strconv.ParseInt(string(raw), 10, 64)
	return err == nil && j.number.hold(n)
}
