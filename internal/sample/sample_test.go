package sample

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/apigen-go/apigen/internal/openapi"
)

// TestValue makes values up and has another reader of schemas judge them.
func TestValue(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, schema, want string }{
		{"the example", `{"type":"string","example":"Water the plants"}`, `"Water the plants"`},
		{"examples", `{"type":"string","examples":["a"]}`, `"a"`},
		{"the default", `{"type":"integer","default":20}`, `20`},
		{"a constant", `{"const":"cat"}`, `"cat"`},
		{"the first of an enum", `{"enum":[null,"open"],"type":["null","string"]}`, `"open"`},
		{"an enum", `{"enum":["open","done"]}`, `"open"`},
		{"a text", `{"type":"string"}`, `"thing"`},
		{"a long text", `{"type":"string","minLength":8}`, `"thingthing"`},
		{"a short text", `{"type":"string","maxLength":2}`, `"th"`},
		{"a date", `{"type":"string","format":"date-time"}`, `"2026-01-02T15:04:05Z"`},
		{"a pattern", `{"type":"string","pattern":"^[A-Z]{2}-[0-9]+$"}`, `"AA-1"`},
		{"a pattern of a length", `{"type":"string","pattern":"^[a-z]+$","minLength":3}`, `"aaa"`},
		{"a pattern with a choice", `{"type":"string","pattern":"^(left|right)$"}`, `"left"`},
		{"a number", `{"type":"number"}`, `1`},
		{"a number within limits", `{"type":"integer","minimum":5,"maximum":9}`, `5`},
		{"a small number", `{"type":"integer","maximum":-3}`, `-3`},
		{"a number above a limit", `{"type":"integer","exclusiveMinimum":4}`, `5`},
		{"a number of steps", `{"type":"integer","minimum":7,"multipleOf":5}`, `10`},
		{"a boolean", `{"type":"boolean"}`, `true`},
		{"what is required", `{"type":"object","required":["a"],"properties":{"a":{"type":"string"},"b":{"type":"string"}}}`, `{"a":"a"}`},
		{"what is only read", `{"type":"object","properties":{"a":{"readOnly":true},"b":{}}}`, `{}`},
		{"a list", `{"type":"array","items":{"type":"string"}}`, `[]`},
		{"a list of two", `{"type":"array","minItems":2,"items":{"type":"boolean"}}`, `[true,true]`},
		{"all of", `{"allOf":[{"type":"object","required":["a"],"properties":{"a":{"type":"boolean"}}},{"required":["b"],"properties":{"b":{"type":"integer"}}}]}`, `{"a":true,"b":1}`},
		{"one of", `{"oneOf":[{"type":"null"},{"type":"integer"}]}`, `1`},
		{"a reference", `{"$ref":"#/components/schemas/Pet"}`, `{"name":"name"}`},
		{"one that holds itself", `{"$ref":"#/components/schemas/Endless"}`, ``},
		{"a reference to nothing", `{"$ref":"#/components/schemas/Gone"}`, ``},
		{"no number fits", `{"type":"integer","minimum":3,"maximum":2}`, ``},
		{"no text fits", `{"type":"string","format":"date","maxLength":3}`, ``},
		{"too long a list", `{"type":"array","minItems":1000000000,"items":{"type":"boolean"}}`, ``},
		{"too long a text", `{"type":"string","minLength":1000000000}`, ``},
		{"a step of nothing", `{"type":"integer","multipleOf":0}`, ``},
		{"a pattern of Java", `{"type":"string","pattern":"^[a-z&&[^b]]++$"}`, ``},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			doc, err := openapi.Parse("a.json", []byte(`{"schema":`+tt.schema+`,"components":{"schemas":{
				"Pet":{"type":"object","required":["name"],"properties":{"name":{"type":"string"}}},
				"Endless":{"type":"object","required":["next"],"properties":{"next":{"$ref":"#/components/schemas/Endless"}}}}}}`))
			if err != nil {
				t.Fatal(err)
			}
			v, ok := Value(doc, doc.Root.Get("schema"), "thing")
			if !ok {
				if tt.want != "" {
					t.Errorf("got nothing, want %s", tt.want)
				}
				return
			}
			got, err := json.Marshal(v)
			if err != nil {
				t.Fatal(err)
			}
			if string(got) != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
			judge(t, doc, got)
		})
	}
}

// judge validates a value by the schema of a document.
func judge(t *testing.T, doc *openapi.Document, value []byte) {
	t.Helper()
	text, err := json.Marshal(doc.Root)
	if err != nil {
		t.Fatal(err)
	}
	whole, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("mem:///a.json", whole); err != nil {
		t.Fatal(err)
	}
	schema, err := c.Compile("mem:///a.json#/schema")
	if err != nil {
		t.Fatal(err)
	}
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(value))
	if err != nil {
		t.Fatal(err)
	}
	if err := schema.Validate(v); err != nil {
		t.Errorf("%s is not valid: %v", value, err)
	}
}

// FuzzValue makes values up for whatever comes: it ends, and gives JSON.
func FuzzValue(f *testing.F) {
	for _, schema := range []string{
		`{"type":"string","pattern":"^(a|b){2,5}[^x]?$","minLength":4}`, `{"allOf":[{"$ref":"#"},{"type":"object"}]}`,
		`{"type":"array","minItems":3,"items":{"$ref":"#/schema"}}`, `{"type":"number","minimum":0.5,"multipleOf":0.1,"exclusiveMaximum":true,"maximum":1}`,
	} {
		f.Add(schema)
	}
	f.Fuzz(func(t *testing.T, schema string) {
		doc, err := openapi.Parse("a.json", []byte(`{"schema":`+schema+`}`))
		if err != nil {
			return
		}
		if v, ok := Value(doc, doc.Root.Get("schema"), "thing"); ok {
			if text, err := json.Marshal(v); err != nil || !json.Valid(text) {
				t.Errorf("%s: %s, %v", schema, text, err)
			}
		}
	})
}
