package generate

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"maps"
	"math/big"
	"net"
	"net/netip"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"pgregory.net/rapid"

	"github.com/apigen-go/apigen/api"
	"github.com/apigen-go/apigen/internal/generate/emit"
	anonymousstruct "github.com/apigen-go/apigen/internal/generate/testdata/anonymous-struct"
	anydata "github.com/apigen-go/apigen/internal/generate/testdata/any"
	bigint "github.com/apigen-go/apigen/internal/generate/testdata/big-int"
	bytesdata "github.com/apigen-go/apigen/internal/generate/testdata/bytes"
	customjson "github.com/apigen-go/apigen/internal/generate/testdata/custom-json"
	deprecated "github.com/apigen-go/apigen/internal/generate/testdata/deprecated"
	duration "github.com/apigen-go/apigen/internal/generate/testdata/duration"
	"github.com/apigen-go/apigen/internal/generate/testdata/embedding"
	generics "github.com/apigen-go/apigen/internal/generate/testdata/generics"
	"github.com/apigen-go/apigen/internal/generate/testdata/kinds"
	mapkeys "github.com/apigen-go/apigen/internal/generate/testdata/map-keys"
	nilslice "github.com/apigen-go/apigen/internal/generate/testdata/nil-slice"
	nullable "github.com/apigen-go/apigen/internal/generate/testdata/nullable"
	rawmessage "github.com/apigen-go/apigen/internal/generate/testdata/raw-message"
	recursive "github.com/apigen-go/apigen/internal/generate/testdata/recursive"
	stringoption "github.com/apigen-go/apigen/internal/generate/testdata/string-option"
	textmarshaler "github.com/apigen-go/apigen/internal/generate/testdata/text-marshaler"
	thirdparty "github.com/apigen-go/apigen/internal/generate/testdata/third-party"
	typecomments "github.com/apigen-go/apigen/internal/generate/testdata/type-comments"
	"github.com/apigen-go/apigen/internal/openapi"
)

// TestSchemasMatchJSON writes random values with encoding/json and validates
// them against the emitted schemas as draft 4, which API Gateway reads them
// with. Objects are closed for the test, so that a member the schema does not
// list is found as well as one that is missing.
func TestSchemasMatchJSON(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, dir, pattern string
		values             []any
	}{
		{"kinds", "testdata/kinds", ".", []any{kinds.Everything{}, kinds.Tree{}, kinds.Leaf{}}},
		{"embedding", "testdata/embedding", ".", []any{embedding.Deep{}, embedding.Named{}}},
		// The constructs other generators get wrong, each by its name. Sealed
		// interfaces are written by generated code: see package wiretest.
		{"RawMessage", "testdata/raw-message", ".", []any{rawmessage.Thing{}}},
		{"[]byte", "testdata/bytes", ".", []any{bytesdata.Thing{}}},
		{"big.Int", "testdata/big-int", ".", []any{bigint.Thing{}}},
		{"Duration", "testdata/duration", ".", []any{duration.Thing{}}},
		{"anonymous struct", "testdata/anonymous-struct", ".", []any{anonymousstruct.Thing{}}},
		{"nil slice", "testdata/nil-slice", ".", []any{nilslice.Thing{}}},
		{"recursive", "testdata/recursive", ".", []any{recursive.Tree{}, recursive.Folder{}}},
		{"type comments", "testdata/type-comments", ".", []any{typecomments.Thing{}}},
		{"Deprecated", "testdata/deprecated", ".", []any{deprecated.Thing{}}},
		{"generics", "testdata/generics", ".", []any{generics.Thing{}, generics.Wrapped{}}},
		{"map keys", "testdata/map-keys", ".", []any{mapkeys.Thing{}}},
		{"TextMarshaler", "testdata/text-marshaler", ".", []any{textmarshaler.Thing{}}},
		{"MarshalJSON", "testdata/custom-json", ".", []any{customjson.Thing{}}},
		{"option string", "testdata/string-option", ".", []any{stringoption.Thing{}}},
		{"nullable", "testdata/nullable", ".", []any{nullable.Thing{}}},
		{"any", "testdata/any", ".", []any{anydata.Thing{}}},
		{"third party", "testdata/third-party", ".", []any{thirdparty.Thing{}}},
		{"reference", repository, "./api", []any{
			api.Person{}, api.NewPerson{}, api.Department{}, api.Location{}, api.SearchResult{}, api.PersonPage{},
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			res, err := Run(t.Context(), Config{Dir: tt.dir, Pattern: tt.pattern})
			if err != nil {
				t.Fatal(err)
			}
			doc := emit.Document(res.Contract)
			for _, m := range doc.At("components", "schemas").Members {
				closeObjects(m.Value)
			}
			compiler := draft4(t, doc)
			for _, value := range tt.values {
				typ := reflect.TypeOf(value)
				schema, err := compiler.Compile("mem:///doc#/components/schemas/" + typ.Name())
				if err != nil {
					t.Fatal(err)
				}
				rapid.Check(t, func(t *rapid.T) {
					v := reflect.New(typ)
					fill(t, v.Elem(), 0)
					data, err := json.Marshal(v.Interface())
					if err != nil {
						t.Fatal(err)
					}
					instance, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
					if err != nil {
						t.Fatal(err)
					}
					if err := schema.Validate(instance); err != nil {
						t.Fatalf("%s is not a %s by its schema: %v", data, typ.Name(), err)
					}
					if wrong, ok := spoil(t, instance, doc.At("components", "schemas", typ.Name()), doc); ok && schema.Validate(wrong) == nil {
						t.Fatalf("%v is a %s by its schema, and must not be", wrong, typ.Name())
					}
				})
			}
		})
	}
}

func draft4(t *testing.T, doc *openapi.Node) *jsonschema.Compiler {
	t.Helper()
	var text bytes.Buffer
	if err := openapi.WriteJSON(&text, doc, ""); err != nil {
		t.Fatal(err)
	}
	parsed, err := jsonschema.UnmarshalJSON(&text)
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	compiler.DefaultDraft(jsonschema.Draft4)
	if err := compiler.AddResource("mem:///doc", parsed); err != nil {
		t.Fatal(err)
	}
	return compiler
}

// spoil makes an object wrong in one place that its schema speaks of: a required
// member is taken out, a stranger comes in, or a value gets another type.
func spoil(t *rapid.T, instance any, schema, doc *openapi.Node) (any, bool) {
	object, ok := instance.(map[string]any)
	if !ok || schema.Get("properties") == nil {
		return nil, false
	}
	wrong := maps.Clone(object)
	var typed []string // members whose schema says a type
	for _, m := range schema.Get("properties").Members {
		if _, there := object[m.Key]; there && (m.Value.Get("type") != nil || m.Value.Get("$ref") != nil) {
			typed = append(typed, m.Key)
		}
	}
	required := schema.Get("required")
	switch rapid.IntRange(0, 2).Draw(t, "spoil") {
	case 0:
		if required == nil {
			return nil, false
		}
		delete(wrong, rapid.SampledFrom(required.Items).Draw(t, "missing").Text)
	case 1:
		wrong["stranger"] = true
	case 2:
		if len(typed) == 0 {
			return nil, false
		}
		key := rapid.SampledFrom(typed).Draw(t, "changed")
		member := schema.At("properties", key)
		for member.Get("$ref") != nil {
			member = doc.At("components", "schemas", strings.TrimPrefix(member.Get("$ref").Text, "#/components/schemas/"))
		}
		if member.Get("type") == nil {
			return nil, false
		}
		wrong[key] = any("text")
		if member.Get("type").Text == "string" {
			wrong[key] = true
		}
	}
	return wrong, true
}

// closeObjects forbids members a schema does not list, and takes the
// constraint tags of the reference contract away, which random values do not
// heed. What follows from the Go type alone stays.
func closeObjects(n *openapi.Node) {
	format := n.Get("format").StringOr("")
	var tagged []string
	switch n.Get("type").StringOr("") {
	case "string":
		tagged = []string{"pattern", "minLength", "maxLength"}
		if format == "uuid" || format == "email" {
			tagged = append(tagged, "format")
		}
	case "integer", "number":
		if format != "" {
			tagged = []string{"minimum", "maximum"}
		}
	case "array":
		if n.Get("minItems") == nil {
			tagged = []string{"maxItems"}
		}
	}
	for _, key := range tagged {
		n.Delete(key)
	}
	if properties := n.Get("properties"); properties != nil {
		n.Set("additionalProperties", openapi.Boolean(false))
		for _, m := range properties.Members {
			closeObjects(m.Value)
		}
	}
	if items := n.Get("items"); items != nil {
		closeObjects(items)
	}
	if values := n.Get("additionalProperties"); values.Is(openapi.Object) {
		closeObjects(values)
	}
}

// constants are the values of the enumerations in use.
var constants = map[reflect.Type][]any{
	reflect.TypeFor[kinds.Color]():        {kinds.Red, kinds.Green, kinds.Blue},
	reflect.TypeFor[kinds.Level]():        {kinds.Low, kinds.Middle, kinds.High},
	reflect.TypeFor[typecomments.Color](): {typecomments.Red, typecomments.Green},
	reflect.TypeFor[api.Status]():         {api.Active, api.OnLeave, api.Left},
}

// fill sets a value at random. Slices, maps and pointers in them are not nil:
// the binding sees to that.
func fill(t *rapid.T, v reflect.Value, depth int) {
	if list, ok := constants[v.Type()]; ok {
		v.Set(reflect.ValueOf(rapid.SampledFrom(list).Draw(t, "constant")))
		return
	}
	if made := special(t, v.Type()); made != nil {
		v.Set(reflect.ValueOf(made))
		return
	}
	switch v.Kind() {
	case reflect.Bool:
		v.SetBool(rapid.Bool().Draw(t, "bool"))
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		v.SetInt(rapid.Int64().Draw(t, "int") >> (64 - v.Type().Bits()))
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		v.SetUint(rapid.Uint64().Draw(t, "uint") >> (64 - v.Type().Bits()))
	case reflect.Float32, reflect.Float64:
		v.SetFloat(rapid.Float64Range(-1e30, 1e30).Draw(t, "float"))
	case reflect.String:
		v.SetString(rapid.String().Draw(t, "string"))
	case reflect.Slice:
		n := length(t, depth)
		v.Set(reflect.MakeSlice(v.Type(), n, n))
		fillElements(t, v, depth)
	case reflect.Array:
		fillElements(t, v, depth)
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		for range length(t, depth) {
			key, elem := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
			fill(t, key, depth+1)
			if elem.Kind() == reflect.Pointer {
				elem.Set(reflect.New(elem.Type().Elem()))
				fill(t, elem.Elem(), depth+1)
			} else {
				fill(t, elem, depth+1)
			}
			v.SetMapIndex(key, elem)
		}
	case reflect.Pointer:
		if depth < 4 && rapid.Bool().Draw(t, "set") {
			v.Set(reflect.New(v.Type().Elem()))
			fill(t, v.Elem(), depth+1)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if f := v.Field(i); f.CanSet() {
				fill(t, f, depth+1)
			}
		}
	}
}

// special makes values of the types whose fields do not show what they hold.
func special(t *rapid.T, typ reflect.Type) any {
	text := func() string { return rapid.StringMatching("[a-z ]*").Draw(t, "text") }
	number := func() int { return rapid.Int().Draw(t, "number") }
	switch typ {
	case reflect.TypeFor[time.Time]():
		return time.Unix(rapid.Int64Range(0, 1<<35).Draw(t, "time"), 0).UTC()
	case reflect.TypeFor[json.RawMessage]():
		return json.RawMessage(rapid.SampledFrom([]string{`{"a":[1,null]}`, "5", `"x"`, "null", "[]"}).Draw(t, "raw"))
	case reflect.TypeFor[json.Number]():
		return json.Number(fmt.Sprint(number()))
	case reflect.TypeFor[any](), reflect.TypeFor[anydata.Value]():
		return rapid.SampledFrom([]any{true, 1.5, "x", []any{1.0}, map[string]any{"a": "b"}}).Draw(t, "any")
	case reflect.TypeFor[big.Int]():
		return *new(big.Int).Exp(big.NewInt(int64(number())), big.NewInt(3), nil)
	case reflect.TypeFor[big.Rat]():
		return *big.NewRat(int64(number()), 7)
	case reflect.TypeFor[uuid.UUID]():
		return uuid.UUID(rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "uuid"))
	case reflect.TypeFor[netip.Addr]():
		return netip.AddrFrom4([4]byte(rapid.SliceOfN(rapid.Byte(), 4, 4).Draw(t, "address")))
	case reflect.TypeFor[net.IP]():
		return net.IP(rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "ip"))
	case reflect.TypeFor[slog.Level]():
		return slog.Level(rapid.IntRange(-9, 9).Draw(t, "level"))
	case reflect.TypeFor[textmarshaler.Level]():
		return textmarshaler.Level(rapid.IntRange(0, 1).Draw(t, "level"))
	case reflect.TypeFor[customjson.Range]():
		var r customjson.Range
		_ = r.UnmarshalJSON(fmt.Appendf(nil, "[%d,%d]", number(), number())) // numbers of its own making
		return r
	case reflect.TypeFor[string]():
		return text() + rapid.String().Draw(t, "string")
	}
	return nil
}

func fillElements(t *rapid.T, v reflect.Value, depth int) {
	for i := range v.Len() {
		elem := v.Index(i)
		if elem.Kind() == reflect.Pointer {
			elem.Set(reflect.New(elem.Type().Elem()))
			elem = elem.Elem()
		}
		fill(t, elem, depth+1)
	}
}

func length(t *rapid.T, depth int) int {
	if depth > 4 {
		return 0
	}
	return rapid.IntRange(0, 3).Draw(t, "length")
}
