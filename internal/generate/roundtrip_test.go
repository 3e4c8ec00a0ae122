package generate

import (
	"bytes"
	"encoding/json"
	"reflect"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"pgregory.net/rapid"

	"github.com/apigen-go/apigen/api"
	"github.com/apigen-go/apigen/internal/generate/emit"
	"github.com/apigen-go/apigen/internal/generate/testdata/embedding"
	"github.com/apigen-go/apigen/internal/generate/testdata/kinds"
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
				})
			}
		})
	}
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
	reflect.TypeFor[kinds.Color](): {kinds.Red, kinds.Green, kinds.Blue},
	reflect.TypeFor[kinds.Level](): {kinds.Low, kinds.Middle, kinds.High},
	reflect.TypeFor[api.Status]():  {api.Active, api.OnLeave, api.Left},
}

// fill sets a value at random. Slices, maps and pointers in them are not nil:
// the binding sees to that.
func fill(t *rapid.T, v reflect.Value, depth int) {
	if list, ok := constants[v.Type()]; ok {
		v.Set(reflect.ValueOf(rapid.SampledFrom(list).Draw(t, "constant")))
		return
	}
	if v.Type() == reflect.TypeFor[time.Time]() {
		v.Set(reflect.ValueOf(time.Unix(rapid.Int64Range(0, 1<<35).Draw(t, "time"), 0).UTC()))
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
			fill(t, elem, depth+1)
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
