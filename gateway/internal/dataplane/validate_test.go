package dataplane

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/apigen-go/apigen/internal/apigw"
)

// validated makes POST and GET /{issuer} with the parameters and the model of
// the recordings test_api_gateway_request_validator.
func validated(t *testing.T, schema string) *world {
	t.Helper()
	w := newWorld(t, "/{issuer}: POST")
	w.def.RequestValidators = []*apigw.RequestValidator{
		{Name: "all", ValidateRequestBody: true, ValidateRequestParameters: true}, {Name: "none"},
	}
	w.def.Models = []*apigw.Model{
		{Name: "Body", ContentType: "application/json", Schema: json.RawMessage(schema)},
		{Name: "Part", ContentType: "application/json", Schema: json.RawMessage(`{"type":"object","required":["x"],"properties":{"x":{"type":"integer"},"next":{"$ref":"#/components/schemas/Part"}}}`)},
	}
	m := w.method("/{issuer}")
	m.RequestValidator = "all"
	m.RequestModels = map[string]string{"application/json": "Body"}
	m.RequestParameters = map[string]bool{
		"method.request.querystring.qs1": true, "method.request.querystring.optional": false,
		"method.request.header.x-header-param": true, "method.request.path.issuer": true,
	}
	return w
}

// Easily wrong, line 19.
func TestValidation(t *testing.T) {
	t.Parallel()
	const required = `{"$schema":"http://json-schema.org/draft-04/schema#","type":"object","required":["a"],"properties":{"a":{"type":"number"}}}`
	header := []string{"x-header-param", "1"}
	for _, tt := range []struct {
		name   string
		target string
		header []string
		body   string
		want   string
	}{
		{"good", "/dev/i?qs1=1", header, `{"a":1}`, "OK"},
		{"header and query are missing, in this order", "/dev/i", nil, `{"a":1}`, `Bad Request {"message": "Missing required request parameters: [x-header-param, qs1]"}`},
		{"blank counts as missing", "/dev/i?qs1=%20", header, `{"a":1}`, `Bad Request {"message": "Missing required request parameters: [qs1]"}`},
		{"a blank path segment", "/dev/%20?qs1=1", header, `{"a":1}`, "OK"}, // paths are not decoded
		{"one of two values is enough", "/dev/i?qs1=&qs1=1", header, `{"a":1}`, "OK"},
		{"names are compared case by case", "/dev/i?qs1=1", []string{"X-Header-Param", "1"}, `{"a":1}`, `Bad Request {"message": "Missing required request parameters: [x-header-param]"}`},
		{"parameters before the body", "/dev/i", header, `{}`, `Bad Request {"message": "Missing required request parameters: [qs1]"}`},
		{"wrong type", "/dev/i?qs1=1", header, `{"a":"1"}`, `Bad Request {"message": "Invalid request body"}`},
		{"an empty body is an empty object", "/dev/i?qs1=1", header, ``, `Bad Request {"message": "Invalid request body"}`},
		{"no JSON", "/dev/i?qs1=1", header, `{"a":`, `Bad Request {"message": "Invalid request body"}`},
		{"JSON and more", "/dev/i?qs1=1", header, `{"a":1} {}`, `Bad Request {"message": "Invalid request body"}`},
		{"another content type is not validated", "/dev/i?qs1=1", append(header, "Content-Type", "application/xml"), `<a/>`, "OK"},
		{"a content type with parameters", "/dev/i?qs1=1", append(header, "Content-Type", "Application/JSON; charset=utf-8"), `{}`, `Bad Request {"message": "Invalid request body"}`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := body(validated(t, required).call(http.MethodPost, tt.target, tt.body, tt.header...))
			if !strings.HasPrefix(got, tt.want) {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}

func TestModels(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, schema, body string
		valid              bool
	}{
		{"no schema keyword, empty body", `{"type":"object"}`, ``, true},
		{"an array wants an array", `{"type":"array","items":{"type":"string"}}`, ``, false},
		{"reference", `{"type":"object","properties":{"p":{"$ref":"#/components/schemas/Part"}}}`, `{"p":{"x":1}}`, true},
		{"deep in a circle", `{"$ref":"#/components/schemas/Part"}`, `{"x":1,"next":{"x":2,"next":{}}}`, false},
		{"stored form of a reference", `{"$ref":"https://apigateway.amazonaws.com/restapis/abc/models/Part"}`, `{"x":"1"}`, false},
		{"formats are not enforced", `{"type":"object","properties":{"p":{"type":"string","format":"uuid"}}}`, `{"p":"none"}`, true},
		{"one of", `{"type":"object","required":["d"],"properties":{"d":{"oneOf":[{"type":"null"},{"$ref":"#/components/schemas/Part"}]}}}`, `{"d":null}`, true},
		{"none of", `{"type":"object","properties":{"d":{"oneOf":[{"type":"null"},{"$ref":"#/components/schemas/Part"}]}}}`, `{"d":{"x":"y"}}`, false},
		{"boolean exclusiveMinimum of draft 4", `{"minimum":0,"exclusiveMinimum":true}`, `0`, false},
		{"a large number keeps its digits", `{"maximum":9007199254740992}`, `9007199254740993`, false},
		{"enum", `{"enum":["a","b"]}`, `"c"`, false},
		{"look-ahead, which is Java", `{"type":"string","pattern":"^(?!admin$).*"}`, `"admin"`, false},
		{"a repetition over a thousand, which is Java", `{"type":"string","pattern":"^.{0,4096}$"}`, `"x"`, true},
		{"a pattern is found anywhere", `{"type":"string","pattern":"b"}`, `"abc"`, true},
		{"digits are those of ASCII, as in Java", `{"type":"string","pattern":"^\\d+$"}`, `"٣"`, false},
		{"a possessive repetition, which is Java", `{"type":"string","pattern":"^a++b$"}`, `"aab"`, true},
		{"an intersection, which is Java", `{"type":"string","pattern":"^[a-z&&[^q]]+$"}`, `"abq"`, false},
		{"a pattern of ECMA 262 that Java refuses", `{"type":"string","pattern":"^[^[\\]]+$"}`, `"a[b"`, false},
		{"a pattern without end that Go's engine knows", `{"type":"string","pattern":"^(a+)+$"}`, `"` + strings.Repeat("a", 40) + `!"`, false},
		{"a pattern without end is given up", `{"type":"string","pattern":"^(?=a)(a+)+$"}`, `"` + strings.Repeat("a", 40) + `!"`, false},
		{"additional properties", `{"type":"object","additionalProperties":false}`, `{"x":1}`, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			want := `Bad Request {"message": "Invalid request body"}`
			if tt.valid {
				want = "OK"
			}
			got := body(validated(t, tt.schema).call(http.MethodPost, "/dev/i?qs1=1", tt.body, "x-header-param", "1"))
			if !strings.HasPrefix(got, want) {
				t.Errorf("got %s, want %s", got, want)
			}
		})
	}
}

func TestModelOfDefault(t *testing.T) {
	t.Parallel()
	w := validated(t, `{"type":"object"}`)
	w.method("/{issuer}").RequestModels = map[string]string{"$default": "Part"}
	got := body(w.call(http.MethodPost, "/dev/i?qs1=1", `{}`, "x-header-param", "1", "Content-Type", "text/plain"))
	if got != `Bad Request {"message": "Invalid request body"}` {
		t.Errorf("got %s", got)
	}
}

// The caller learns nothing of the reason unless a gateway response tells it.
func TestValidationErrorString(t *testing.T) {
	t.Parallel()
	w := validated(t, `{"type":"object","required":["name"]}`)
	w.def.GatewayResponses = []*apigw.GatewayResponse{{
		Type: "BAD_REQUEST_BODY", StatusCode: "422",
		ResponseTemplates: map[string]string{"application/json": `{"why":"$context.error.validationErrorString"}`},
	}}
	got := w.call(http.MethodPost, "/dev/i?qs1=1", `{}`, "x-header-param", "1")
	if want := `{"why":"[object has missing required properties (["name"])]"}`; got.Code != 422 || got.Body.String() != want {
		t.Errorf("got %s, want %s", body(got), want)
	}
}

func TestCheck(t *testing.T) {
	t.Parallel()
	def := func(schema string, paths ...string) *apigw.RestAPI {
		d := &apigw.RestAPI{Models: []*apigw.Model{{Name: "M", Schema: json.RawMessage(schema)}}}
		for _, p := range paths {
			d.Resources = append(d.Resources, &apigw.Resource{Path: p})
		}
		return d
	}
	const invalid = "Unable to create model for 'M': Invalid model specified: Validation Result: warnings : [], errors : [Invalid model schema specified]"
	for _, tt := range []struct {
		name string
		def  *apigw.RestAPI
		want string
	}{
		{"good", def(`{"type":"object"}`, "/", "/a", "/a/{x}"), ""},
		{"required is empty", def(`{"required":[]}`), invalid},
		{"no such type", def(`{"type":"text"}`), invalid},
		{"no such model", def(`{"$ref":"#/components/schemas/Other"}`), invalid},
		{"a broken pattern", def(`{"pattern":"("}`), invalid},
		{"a schema elsewhere", def(`{"$ref":"http://localhost/x"}`), invalid},
		{"two variables", def(`{}`, "/a/{x}", "/a/{y}"), "Unable to create resource at path '/a/{y}': A sibling ({x}) of this resource already has a variable path part -- only one is allowed"},
		{"a variable and a greedy one", def(`{}`, "/{proxy+}", "/{y}"), "Unable to create resource at path '/{y}': A sibling ({proxy+}) of this resource already has a variable path part -- only one is allowed"},
	} {
		if got := fmt.Sprint(Check(tt.def)); got != tt.want && (tt.want != "" || got != "<nil>") {
			t.Errorf("%s: got %s, want %s", tt.name, got, tt.want)
		}
	}
}

// A body of many texts on which a pattern has no end takes the time of the first.
func TestPatternsShareTheirTime(t *testing.T) {
	t.Parallel()
	w := validated(t, `{"type":"array","items":{"type":"string","pattern":"^(?=a)(a+)+$"}}`)
	evil := `"` + strings.Repeat("a", 60) + `!",`
	began := time.Now()
	got := body(w.call(http.MethodPost, "/dev/i?qs1=1", "["+strings.Repeat(evil, 1000)+`"a"]`, "x-header-param", "1"))
	if !strings.HasPrefix(got, "Bad Request") {
		t.Errorf("got %s", got)
	}
	if took := time.Since(began); took > 20*time.Second {
		t.Errorf("a thousand texts took %v; each alone would take %v", took, patternTime)
	}
}
