package mapping_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/apigen-go/apigen/internal/mapping"
	"github.com/apigen-go/apigen/vtl"
)

func message(body string) *mapping.Message {
	headers := map[string][]string{"X-One": {"a"}, "X-Two": {"a", "b"}}
	query := map[string][]string{"q": {"1"}, "multi": {"1", "2"}}
	values, _ := vtl.ParseJSON(`{"identity": {"sourceIp": "203.0.113.1", "user": null}, "requestTimeEpoch": 12, "authorizer": {"claims": {"sub": "s"}}}`)
	return &mapping.Message{
		Header:         func(name string) []string { return headers[name] },
		Query:          func(name string) []string { return query[name] },
		PathParameter:  func(name string) (string, bool) { return "a%2Fb", name == "id" },
		Path:           "/pets/1",
		Body:           body,
		StageVariables: map[string]string{"url": "example.com"},
		Context:        mapping.NewContext(values.Map()),
	}
}

// The rows are section 8 of the mapping reference: sources of a REST API.
func TestRESTExpressions(t *testing.T) {
	t.Parallel()
	const body = `{"a": {"b": [1, "two", {"c": true}]}, "n": null, "x": 1.50}`
	for _, tt := range []struct {
		text, body string
		want       []string
	}{
		{"method.request.header.X-One", "", []string{"a"}},
		{"method.request.header.X-Two", "", []string{"b"}},
		{"method.request.header.x-two", "", nil},
		{"method.request.multivalueheader.X-Two", "", []string{"a,b"}},
		{"method.request.querystring.multi", "", []string{"2"}},
		{"method.request.multivaluequerystring.multi", "", []string{"1", "2"}},
		{"method.request.multivaluequerystring.q", "", []string{"1"}},
		{"method.request.querystring.none", "", nil},
		{"method.request.path.id", "", []string{"a%2Fb"}},
		{"method.request.path.other", "", nil},
		{"method.request.body", "", []string{"{}"}},
		{"method.request.body", "raw", []string{"raw"}},
		{"method.request.body.a.b[1]", body, []string{"two"}},
		{"method.request.body.$.a.b[1]", body, []string{"two"}},
		{"method.request.body.a.b", body, []string{`[1,"two",{"c":true}]`}},
		{"method.request.body.x", body, []string{"1.50"}},
		{"method.request.body.n", body, nil},
		{"method.request.body.missing", body, nil},
		{"method.request.body.a", "raw text", nil},
		{"method.request.body.a", "", nil},
		{"stageVariables.url", "", []string{"example.com"}},
		{"stageVariables.none", "", nil},
		{"context.identity.sourceIp", "", []string{"203.0.113.1"}},
		{"context.requestTimeEpoch", "", []string{"12"}},
		{"context.identity.user", "", nil},
		{"context.identity", "", nil},
		{"context.authorizer.claims.sub", "", []string{"s"}},
		{"context.authorizer.claims", "", nil},
		{"'a constant'", "", []string{"a constant"}},
		{"''", "", []string{""}},
	} {
		t.Run(tt.text, func(t *testing.T) {
			e, err := mapping.ParseRequest(tt.text)
			if err != nil {
				t.Fatal(err)
			}
			got, err := e.Values(message(tt.body))
			if err != nil || !slices.Equal(got, tt.want) {
				t.Errorf("%s of %q = %q, %v, want %q", tt.text, tt.body, got, err, tt.want)
			}
		})
	}
}

func TestRESTResponseExpression(t *testing.T) {
	t.Parallel()
	e, err := mapping.ParseResponse("integration.response.body.a.b[2].c")
	if err != nil {
		t.Fatal(err)
	}
	if got, ok, err := e.Value(message(`{"a": {"b": [0, 1, {"c": true}]}}`)); got != "true" || !ok || err != nil {
		t.Errorf("got %q, %v, %v", got, ok, err)
	}
	if _, err := e.Values(message(`{"a": `)); !errors.Is(err, mapping.ErrInvalidJSON) {
		t.Errorf("broken body: got %v, want ErrInvalidJSON", err)
	}
}

func TestExpressionErrors(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"", "plain", "'open", "method.request.cookie.a", "method.request.header", "integration.response.header.a",
		"context.", "stageVariables.", "method.request.body.$[", "method.request.body.a[",
	} {
		if e, err := mapping.ParseRequest(text); err == nil {
			t.Errorf("ParseRequest(%q) = %v, want an error", text, e)
		}
	}
	for _, text := range []string{"$method.request.header.a", "${request.header.a", "$request.body.a..b", "$request.cookie.a", "$response.header.a"} {
		if e, err := mapping.ParseHTTPRequest(text); err == nil {
			t.Errorf("ParseHTTPRequest(%q) = %v, want an error", text, e)
		}
	}
}

// The rows are section 11 of the mapping reference: values of an HTTP API.
func TestHTTPExpressions(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		text string
		want []string
	}{
		{"$request.header.X-Two", []string{"a,b"}},
		{"$request.querystring.multi", []string{"1,2"}},
		{"$request.querystring.none", nil},
		{"$request.path", []string{"/pets/1"}},
		{"$request.path.id", []string{"a%2Fb"}},
		{"$request.body", []string{`{"name": "Rex"}`}},
		{"$request.body.name", []string{"Rex"}},
		{"$request.body.$.name", []string{"Rex"}},
		{"$context.identity.sourceIp", []string{"203.0.113.1"}},
		{"$stageVariables.url", []string{"example.com"}},
		{"https://${stageVariables.url}${$request.path}?n=${request.body.name}", []string{"https://example.com/pets/1?n=Rex"}},
		{"plain $5 text", []string{"plain $5 text"}},
		{"", []string{""}},
	} {
		e, err := mapping.ParseHTTPRequest(tt.text)
		if err != nil {
			t.Errorf("%s: %v", tt.text, err)
			continue
		}
		got, err := e.Values(message(`{"name": "Rex"}`))
		if err != nil || !slices.Equal(got, tt.want) {
			t.Errorf("%s = %q, %v, want %q", tt.text, got, err, tt.want)
		}
	}
}

func TestTargets(t *testing.T) {
	t.Parallel()
	for key, want := range map[string]mapping.Target{
		"integration.request.header.X-A":    {Operation: mapping.Overwrite, Location: "header", Name: "X-A"},
		"integration.request.querystring.q": {Operation: mapping.Overwrite, Location: "querystring", Name: "q"},
		"integration.request.path.proxy":    {Operation: mapping.Overwrite, Location: "path", Name: "proxy"},
		"method.response.header.Location":   {Operation: mapping.Overwrite, Location: "header", Name: "Location"},
	} {
		if got, err := mapping.ParseRESTTarget(key); got != want || err != nil {
			t.Errorf("ParseRESTTarget(%q) = %v, %v", key, got, err)
		}
	}
	for key, want := range map[string]mapping.Target{
		"append:header.x-a":       {Operation: mapping.Append, Location: "header", Name: "x-a"},
		"overwrite:querystring.q": {Operation: mapping.Overwrite, Location: "querystring", Name: "q"},
		"remove:querystring.q":    {Operation: mapping.Remove, Location: "querystring", Name: "q"},
		"overwrite:path":          {Operation: mapping.Overwrite, Location: "path"},
	} {
		if got, err := mapping.ParseHTTPTarget(key, false); got != want || err != nil {
			t.Errorf("ParseHTTPTarget(%q) = %v, %v", key, got, err)
		}
	}
	if got, err := mapping.ParseHTTPTarget("overwrite:statuscode", true); got.Location != "statuscode" || err != nil {
		t.Errorf("overwrite:statuscode of a response = %v, %v", got, err)
	}
	for _, key := range strings.Fields("header.a append:path remove:path append:header.Via overwrite:header.X-Amz-Date overwrite:header.access-control-allow-origin put:header.a append:cookie.a overwrite:statuscode append:header. overwrite:path.a") {
		if got, err := mapping.ParseHTTPTarget(key, false); err == nil {
			t.Errorf("ParseHTTPTarget(%q) = %v, want an error", key, got)
		}
	}
	for _, key := range []string{"integration.request.body.a", "integration.request.header", "method.response.header.", "a"} {
		if got, err := mapping.ParseRESTTarget(key); err == nil {
			t.Errorf("ParseRESTTarget(%q) = %v, want an error", key, got)
		}
	}
}
