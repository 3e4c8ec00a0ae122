package dataplane

import (
	"encoding/json"
	"testing"

	"github.com/apigen-go/apigen/internal/apigw"
)

// judgedSchemas are models, each of which may refer to the others.
var judgedSchemas = map[string]string{
	"Pet": `{"type":"object","title":"a pet","required":["name","kind"],"additionalProperties":false,"properties":{
		"name":{"type":"string","minLength":1,"maxLength":3},"kind":{"enum":["cat","dog"]},"age":{"type":"integer","minimum":0,"maximum":30},
		"weight":{"type":"number"},"tags":{"type":"array","items":{"type":"string"},"minItems":1,"maxItems":2},
		"owner":{"$ref":"#/components/schemas/Owner"},"born":{"type":"string","format":"date"},"wild":{"type":["boolean","null"]}}}`,
	"Owner":   `{"allOf":[{"type":"object","required":["id"]},{"properties":{"id":{"type":"integer"},"pets":{"type":"array","items":{"$ref":"#/components/schemas/Pet"}}}}]}`,
	"Others":  `{"type":"object","required":["a"],"additionalProperties":{"type":"integer"}}`,
	"Closed":  `{"type":"object","required":["a"],"additionalProperties":false}`,
	"Circle":  `{"allOf":[{"$ref":"#/components/schemas/Circle2"}]}`,
	"Circle2": `{"allOf":[{"$ref":"#/components/schemas/Circle"}]}`,
	"Unknown": `{"type":"object","properties":{"a":{"type":"string","pattern":"^x"},"b":{"type":"number","multipleOf":2},"c":{"oneOf":[{"type":"string"}]},"d":{"minimum":0.5},"e":{"items":[{"type":"string"}]},"f":{"not":{}}},"minProperties":1}`,
	"Parts":   `{"type":"object","properties":{"a":{"type":"string","pattern":"^x"},"b":{"minimum":0.5},"c":{"items":[{"type":"string"}]},"d":{"enum":[1,null,"x",{}]}}}`,
	"Any":     `{}`,
	"Float":   `{"type":"integer","maximum":1e300}`,
}

// judgedModels compiles them.
func judgedModels(t testing.TB) map[string]*bodyModel {
	t.Helper()
	def := &apigw.RestAPI{}
	for _, name := range sortedKeys(judgedSchemas) {
		def.Models = append(def.Models, &apigw.Model{Name: name, Schema: json.RawMessage(judgedSchemas[name])})
	}
	schemas, err := compileModels(def)
	if err != nil {
		t.Fatal(err)
	}
	all, out := judges{}, map[string]*bodyModel{}
	for name, s := range schemas {
		out[name] = &bodyModel{s, all.of(s)}
	}
	return out
}

// TestJudge says which bodies need no library, and FuzzJudge that the library
// agrees.
func TestJudge(t *testing.T) {
	t.Parallel()
	models := judgedModels(t)
	for _, tt := range []struct {
		model, body string
		want        bool
	}{
		{"Pet", ` { "name" : "Ada" , "kind" : "cat" } `, true},
		{"Pet", `{"name":"\u00e9é\n","kind":"dog","age":30,"weight":-1.5e3,"tags":["a","b"],"owner":{"id":1,"x":[{}]},"born":"no date","wild":null}`, true},
		{"Pet", `{"name":"Ada","kind":"cat","owner":{"id":7,"pets":[{"name":"B","kind":"dog"}]}}`, true},
		{"Pet", `{"name":"","kind":"cat"}`, false},
		{"Pet", `{"name":"Adas","kind":"cat"}`, false},
		{"Pet", `{"name":"Ada"}`, false},
		{"Pet", `{"name":"Ada","kind":"cow"}`, false},
		{"Pet", `{"name":"Ada","kind":"cat","more":1}`, false},
		{"Pet", `{"name":"Ada","kind":"cat","age":31}`, false},
		{"Pet", `{"name":"Ada","kind":"cat","age":-1}`, false},
		{"Pet", `{"name":"Ada","kind":"cat","age":1.0}`, false}, // which is left to the library
		{"Pet", `{"name":"Ada","kind":"cat","tags":[]}`, false},
		{"Pet", `{"name":"Ada","kind":"cat","tags":["a","b","c"]}`, false},
		{"Pet", `{"name":"Ada","kind":"cat","tags":[1]}`, false},
		{"Pet", `{"name":"Ada","kind":"cat","wild":"no"}`, false},
		{"Pet", `{"name":"Ada","kind":"cat","owner":{}}`, false},
		{"Pet", `{"name":1,"name":"Ada","kind":"cat"}`, false},
		{"Pet", `[]`, false},
		{"Others", `{"a":1,"b":2}`, true},
		{"Others", `{"a":"1"}`, false},
		{"Others", `{"a":1,"b":true}`, false},
		{"Closed", `{"a":1}`, false},
		{"Circle", `{}`, false},
		{"Unknown", `{}`, false},
		{"Parts", `{"x":1}`, true},
		{"Parts", `{"a":"x"}`, false},
		{"Parts", `{"b":1}`, false},
		{"Parts", `{"c":["x"]}`, false},
		{"Parts", `{"d":"x"}`, true},
		{"Parts", `{"d":1}`, false},
		{"Any", `[1,"x",null]`, true},
		{"Float", `1`, false},
	} {
		if got := models[tt.model].judge.takes([]byte(tt.body)); got != tt.want {
			t.Errorf("judge of %s: takes(%s) is %v, want %v", tt.model, tt.body, got, tt.want)
		}
	}
}

// FuzzJudge wants the schema library to take what a judge takes.
func FuzzJudge(f *testing.F) {
	models := judgedModels(f)
	for _, body := range []string{
		`{"name":"Ada","kind":"cat","age":3,"weight":1e2,"tags":["a"],"owner":{"id":1,"pets":[]},"born":"x","wild":null}`,
		`{"a":"x","b":4,"c":"d","d":{}}`, `{"a":1,"a":"x"}`, `[1,2]`, `"x"`, `-0`, `1e400`, `null`,
	} {
		f.Add([]byte(body))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		if !json.Valid(body) {
			return
		}
		for name, m := range models {
			if !m.judge.takes(body) {
				continue
			}
			value, err := decodeBody(body)
			if err == nil {
				err = m.schema.Validate(value)
			}
			if err != nil {
				t.Errorf("the judge of %s takes %s: %v", name, body, err)
			}
		}
	})
}
