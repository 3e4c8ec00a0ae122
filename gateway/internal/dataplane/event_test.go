package dataplane

import (
	"encoding/json"
	"net/http"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/apigen-go/apigen/internal/apigw"
	"github.com/apigen-go/apigen/internal/golden"
)

// volatile are the values of an event that differ from run to run.
var volatile = regexp.MustCompile(`("requestId": "|"extendedRequestId": "|"Root=1-6a5145a8-)[^"]*"`)

// Easily wrong, lines 5 to 7. The golden events follow the recordings of
// test_lambda_aws_proxy_integration (us-east-1, August 2024): members, nulls,
// spelling of header names, paths that are not decoded and queries that are.
func TestEvent(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, verb, target, body string
		header                   []string
		change                   func(*world)
	}{
		{name: "plain", verb: http.MethodGet, target: "/dev/proxy-value/",
			header: []string{"tEsT-HEADeR", "aValUE", "authorization", "random-value", "user-agent", "test", "Connection", "close", "Expect", "x"}},
		{name: "encoded", verb: http.MethodPost, target: "//dev//user/test%2Balias@gmail.com/a+b//c?date=2026-01-01T00%3A00%3A00+00%3A00&tag=a%2Bb&tag=%C3%A9&empty=&x;y=1#ignored=1",
			body: `{"message": "<hello>"}`, header: []string{"Content-Type", "application/json;charset=utf-8", "X-Twice", "first", "X-Twice", "second", "X-Forwarded-For", "10.0.0.1"}},
		{name: "binary", verb: http.MethodPut, target: "/dev/photo", body: "\xff\xfe", header: []string{"Content-Type", "image/png"},
			change: func(w *world) { w.def.BinaryMediaTypes = []string{"image/*"} }},
		{name: "operation", verb: http.MethodGet, target: "/dev/operation", header: []string{"X-Amzn-Trace-Id", "Root=1-3152b799-8954dae64eda91bc9a23a7e8"},
			change: func(w *world) { w.method("/{proxy+}").OperationName = "getThing" }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, "/{proxy+}: ANY")
			if tt.change != nil {
				tt.change(w)
			}
			if got := w.call(tt.verb, tt.target, tt.body, tt.header...); got.Code != 200 {
				t.Fatal(body(got))
			}
			var event any
			if err := json.Unmarshal(w.event, &event); err != nil {
				t.Fatal(err)
			}
			pretty, err := json.MarshalIndent(event, "", "  ")
			if err != nil {
				t.Fatal(err)
			}
			pretty = volatile.ReplaceAll(append(pretty, '\n'), []byte(`$1*"`))
			golden.Check(t, filepath.Join("testdata", "events", tt.name+".json"), pretty)
		})
	}
}

// Recorded in test_invocation_trace_id.
func TestTraceID(t *testing.T) {
	t.Parallel()
	const root = "Root=1-3152b799-8954dae64eda91bc9a23a7e8"
	for _, tt := range []struct{ name, sent, want string }{
		{"none", "", `^Root=1-6a5145a8-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=0$`},
		{"root", root, `^` + root + `;Parent=[0-9a-f]{16};Sampled=0$`},
		{"root and parent", root + ";Parent=7fa8c0f79203be72", `^` + root + `;Parent=7fa8c0f79203be72;Sampled=1$`},
		{"all", root + ";Parent=7fa8c0f79203be72;Sampled=1", `^` + root + `;Parent=7fa8c0f79203be72;Sampled=1$`},
	} {
		w := newWorld(t, "/a: GET")
		var header []string
		if tt.sent != "" {
			header = []string{"x-amzn-trace-id", tt.sent}
		}
		got := w.call(http.MethodGet, "/dev/a", "", header...).Header()["X-Amzn-Trace-Id"]
		if len(got) != 1 || !regexp.MustCompile(tt.want).MatchString(got[0]) {
			t.Errorf("%s: got %q, want %s", tt.name, got, tt.want)
		}
	}
}

func TestAccessLog(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "/a/{id}: GET")
	w.call(http.MethodGet, "/dev/a/7", "")
	w.call(http.MethodGet, "/dev/b", "")
	dec := json.NewDecoder(&w.access)
	var lines [2]struct {
		RequestTime, ResourcePath, Path string
		Status, IntegrationStatus       int
		ErrorMessage, ErrorResponseType string
	}
	for i := range lines {
		if err := dec.Decode(&lines[i]); err != nil {
			t.Fatal(err)
		}
	}
	if l := lines[0]; l.Status != 200 || l.ResourcePath != "/a/{id}" || l.Path != "/dev/a/7" || l.RequestTime != "10/Jul/2026:19:19:04 +0000" || l.IntegrationStatus != 200 {
		t.Errorf("first line: %+v", l)
	}
	if l := lines[1]; l.Status != 403 || l.ErrorResponseType != "MISSING_AUTHENTICATION_TOKEN" || l.ErrorMessage != "Missing Authentication Token" {
		t.Errorf("second line: %+v", l)
	}
	if got := w.server.Traces.Latest(); len(got) != 2 || got[1].Route != "GET /a/{id}" || len(got[1].Steps) != 11 || got[0].Error == "" {
		t.Errorf("traces: %+v", got)
	}
}

func TestAnswerKeepsTheFunctionsSpelling(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "/a: GET")
	w.answer = `{"statusCode":201,"multiValueHeaders":{"tesT-Multi":["value-multi"]},"headers":{"test-multi":"value-solo","location":"/x"}}`
	h := w.call(http.MethodGet, "/dev/a", "").Header()
	if got := h["tesT-Multi"]; len(got) != 2 || got[0] != "value-multi" || got[1] != "value-solo" {
		t.Errorf("tesT-Multi: got %q in %v", got, h)
	}
	if h["location"] == nil {
		t.Errorf("location: got %v", h)
	}
}

func TestStatusWithoutBody(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "/a: GET")
	w.answer = `{"statusCode":204,"body":"lost"}`
	if got := w.call(http.MethodGet, "/dev/a", ""); got.Code != 204 || got.Body.Len() != 0 || got.Header().Get("Content-Length") != "" {
		t.Errorf("got %d %q %v", got.Code, got.Body, got.Header())
	}
}

func TestMethodOverride(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "/a: PATCH")
	if got := w.call(http.MethodPost, "/dev/a", "", "X-HTTP-Method-Override", "PATCH"); got.Code != 200 {
		t.Errorf("got %s", body(got))
	}
	var e struct {
		HTTPMethod string            `json:"httpMethod"`
		Headers    map[string]string `json:"headers"`
	}
	if err := json.Unmarshal(w.event, &e); err != nil {
		t.Fatal(err)
	}
	if e.HTTPMethod != "PATCH" || e.Headers["X-HTTP-Method-Override"] != "" {
		t.Errorf("event: %s %v", e.HTTPMethod, e.Headers)
	}
}

func TestCompileFails(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name   string
		method apigw.Method
	}{
		{"no integration", apigw.Method{HTTPMethod: "GET"}},
		{"no such validator", apigw.Method{HTTPMethod: "GET", RequestValidator: "x", Integration: &apigw.Integration{}}},
		{"no such authorizer", apigw.Method{HTTPMethod: "GET", AuthorizationType: apigw.AuthorizationCognito, Authorizer: "x", Integration: &apigw.Integration{}}},
	} {
		def := &apigw.RestAPI{Resources: []*apigw.Resource{{Path: "/", Methods: []*apigw.Method{&tt.method}}}}
		if _, err := Compile(def); err == nil {
			t.Errorf("%s: want an error", tt.name)
		}
	}
}
