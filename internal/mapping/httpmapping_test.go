package mapping_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/apigen-go/apigen/internal/mapping"
)

// The rows follow the AWS page "Transform API requests and responses for HTTP
// APIs".
func TestHTTPMapping(t *testing.T) {
	t.Parallel()
	header := []mapping.Param{{Name: "X-One", Value: "1"}, {Name: "x-two", Value: "2"}, {Name: "X-ONE", Value: "11"}}
	for _, tt := range []struct {
		name       string
		parameters map[string]string
		location   string
		in, want   []mapping.Param
	}{
		{"append adds a value", map[string]string{"append:header.x-one": "new"}, "header", header,
			[]mapping.Param{{Name: "X-One", Value: "1"}, {Name: "x-two", Value: "2"}, {Name: "X-ONE", Value: "11"}, {Name: "x-one", Value: "new"}}},
		{"overwrite leaves one value", map[string]string{"overwrite:header.x-one": "new"}, "header", header,
			[]mapping.Param{{Name: "X-One", Value: "new"}, {Name: "x-two", Value: "2"}}},
		{"overwrite of what is not there", map[string]string{"overwrite:header.x": "new"}, "header", header[1:2],
			[]mapping.Param{{Name: "x-two", Value: "2"}, {Name: "x", Value: "new"}}},
		{"remove takes all values", map[string]string{"remove:header.x-one": ""}, "header", header, []mapping.Param{{Name: "x-two", Value: "2"}}},
		{"remove, then append", map[string]string{"append:header.x-two": "new", "remove:header.x-two": ""}, "header", header[1:2], []mapping.Param{{Name: "x-two", Value: "new"}}},
		{"query names have a case", map[string]string{"remove:querystring.Q": ""}, "querystring",
			[]mapping.Param{{Name: "q", Value: "1"}, {Name: "Q", Value: "2"}}, []mapping.Param{{Name: "q", Value: "1"}}},
		{"a source that is not there", map[string]string{"append:header.x": "$request.header.none", "overwrite:header.x-two": "$request.body.none"}, "header", header[1:2], header[1:2]},
		{"another location", map[string]string{"append:querystring.a": "b"}, "header", header, header},
		{"a value of the request", map[string]string{"append:querystring.name": "$request.body.name"}, "querystring", nil, []mapping.Param{{Name: "name", Value: "Rex"}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			m, err := mapping.ParseHTTPRequestParameters(tt.parameters)
			if err != nil {
				t.Fatal(err)
			}
			in := slices.Clone(tt.in)
			got := mapping.ApplyChanges(tt.in, tt.location, m.Changes(message(`{"name": "Rex"}`)))
			if !slices.Equal(got, tt.want) {
				t.Errorf("got %v, want %v", got, tt.want)
			}
			if !slices.Equal(in, tt.in) {
				t.Errorf("the given parameters became %v", tt.in)
			}
		})
	}
}

func TestHTTPMappingOfPathAndStatus(t *testing.T) {
	t.Parallel()
	request, err := mapping.ParseHTTPRequestParameters(map[string]string{"overwrite:path": "/v2${request.path}"})
	if err != nil {
		t.Fatal(err)
	}
	if got := mapping.ChangedPath("/pets/1", request.Changes(message(""))); got != "/v2/pets/1" {
		t.Errorf("path %s, want /v2/pets/1", got)
	}
	response, err := mapping.ParseHTTPResponseParameters(map[string]map[string]string{
		"404": {"overwrite:statuscode": "403"}, "500": {"overwrite:statuscode": "$response.body.code"},
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		status int
		body   string
		want   int
	}{
		{404, "", 403}, {500, `{"code": 418}`, 418}, {500, `{"code": "teapot"}`, 500}, {500, `{"code": 99}`, 500}, {500, "no JSON", 500}, {200, "", 200},
	} {
		if got := mapping.ChangedStatus(tt.status, response[tt.status].Changes(message(tt.body))); got != tt.want {
			t.Errorf("%d with %q: got %d, want %d", tt.status, tt.body, got, tt.want)
		}
	}
}

// A JSONPath sees the first 100 KB of a body; the whole body is the whole body.
func TestHTTPBody(t *testing.T) {
	t.Parallel()
	long := `{"a": "x", "b": "` + strings.Repeat("y", 100<<10) + `"}`
	for _, tt := range []struct {
		source, body string
		want         []string
	}{
		{"$request.body.a", `{"a": "x"}`, []string{"x"}},
		{"$request.body.a", `{"a": {"b": [1]}}`, []string{`{"b":[1]}`}},
		{"$request.body.a", `{"a": null}`, nil},
		{"$request.body.a", `{"a": `, nil},
		{"$request.body.a", "", nil},
		{"$request.body.a", long, nil},
		{"$request.body", long, []string{long}},
		{"$request.body", "", nil},
	} {
		e, err := mapping.ParseHTTPRequest(tt.source)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := e.Values(message(tt.body)); err != nil || !slices.Equal(got, tt.want) {
			t.Errorf("%s of %.20q: got %.40q, %v, want %.40q", tt.source, tt.body, got, err, tt.want)
		}
	}
}

func TestHTTPMappingErrors(t *testing.T) {
	t.Parallel()
	_, err := mapping.ParseHTTPRequestParameters(map[string]string{
		"append:header.Authorization": "x", "overwrite:header.a": "$method.request.header.a", "append:header.b": "fine",
	})
	for _, want := range []string{
		"Invalid Request Actioned Parameter destination specified: append:header.Authorization",
		"Invalid selection expression specified: Validation Result: warnings : [], errors : [Invalid source: $method.request.header.a specified for destination: overwrite:header.a]",
	} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %s", err, want)
		}
	}
	var definition *mapping.DefinitionError
	if !errors.As(err, &definition) || definition.Reason == nil {
		t.Errorf("got %v, want a DefinitionError with its reason", err)
	}
	for status, want := range map[string]string{
		"20": "Status Code 20 is not valid", "100": "Status Code 100 is not valid", "default": "Status Code default is not valid", "600": "Status Code 600 is not valid",
		"200": "Invalid Response Actioned Parameter destination specified: overwrite:path",
	} {
		if _, err := mapping.ParseHTTPResponseParameters(map[string]map[string]string{status: {"overwrite:path": "/"}}); err == nil || err.Error() != want {
			t.Errorf("status %s: got %v, want %s", status, err, want)
		}
	}
}

// FuzzParameterMapping holds that both grammars end, with a value or with an
// error that names the text.
func FuzzParameterMapping(f *testing.F) {
	for _, seed := range [][2]string{
		{"integration.request.header.A", "method.request.body.a[0].b"}, {"append:header.a", "${request.header.x}-$request.body.name"},
		{"overwrite:path", "/v2${request.path}"}, {"remove:querystring.q", "''"}, {"method.response.header.L", "integration.response.body.$.a"},
		{"overwrite:statuscode", "$response.body.code"}, {"append:header.b", "$context.identity.sourceIp"}, {"x", "'constant'"},
	} {
		f.Add(seed[0], seed[1], `{"a": [{"b": 1}], "name": "n"}`)
	}
	f.Fuzz(func(t *testing.T, key, value, body string) {
		m := message(body)
		for _, parse := range []func(string) (mapping.Expression, error){mapping.ParseRequest, mapping.ParseResponse, mapping.ParseHTTPRequest, mapping.ParseHTTPResponse} {
			e, err := parse(value)
			if err != nil {
				continue
			}
			if e.String() != value {
				t.Errorf("%q is written %q", value, e.String())
			}
			if _, err := e.Values(m); err != nil && !errors.Is(err, mapping.ErrInvalidJSON) && !strings.Contains(err.Error(), "JSONPath") {
				t.Errorf("%q of %q: %v", value, body, err)
			}
		}
		if _, err := mapping.ParseRESTTarget(key); err == nil && !strings.Contains(key, ".") {
			t.Errorf("target %q is taken", key)
		}
		for _, response := range []bool{false, true} {
			target, err := mapping.ParseHTTPTarget(key, response)
			if err != nil {
				continue
			}
			again := string(target.Operation) + ":" + target.Location
			if target.Name != "" {
				again += "." + target.Name
			}
			if again != key {
				t.Errorf("target %q is %v", key, target)
			}
		}
		if m, err := mapping.ParseHTTPRequestParameters(map[string]string{key: value}); err == nil {
			mapping.ApplyChanges([]mapping.Param{{Name: key, Value: value}}, "header", m.Changes(message(body)))
		}
	})
}
