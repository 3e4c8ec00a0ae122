package lambdahttp

import (
	"bufio"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The files of testdata/corpus hold one case a line. Requests: what a client
// sent, told as the request a net/http server would make of it, and the event
// each kind of caller makes of the same request:
//   - rest.jsonl: a REST API (paths stay encoded, query values come decoded and
//     their names sorted); rest-recorded.jsonl holds events recorded on AWS, on
//     the day each case names, with ids and addresses replaced
//   - http1.jsonl, http2.jsonl: an HTTP API with the stage "live" (paths come
//     decoded; 2.0 joins headers by commas and has the raw query)
//   - url.jsonl: a function URL (2.0, but the path stays as it was sent, and
//     cookies stand twice)
//   - alb.jsonl, alb-lists.jsonl: a load balancer without and with multi-value
//     headers (query values stay encoded; without, the last value is all there is)
//
// Responses: what a handler answered, and the event for each kind of caller.
//
// The rules are those of
// https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
// https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html
// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html

type requestCase struct {
	Name    string
	Options Options
	Event   json.RawMessage
	Want    sentRequest
}

// sentRequest is what both sides are compared by.
type sentRequest struct {
	Method, URI, Path, RawPath string
	Host, Remote               string
	Source                     Source
	Header                     http.Header
	Body                       string
	Body64                     []byte // for bodies that are no text
}

func TestRequestCorpus(t *testing.T) {
	t.Parallel()
	total := 0
	for _, file := range []string{"rest", "rest-recorded", "http1", "http2", "url", "alb", "alb-lists"} {
		for _, c := range readCases[requestCase](t, file) {
			total++
			t.Run(file+"/"+c.Name, func(t *testing.T) {
				var got sentRequest
				h := New(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { got = sent(t, r) }), c.Options)
				if _, err := h.Invoke(t.Context(), c.Event); err != nil {
					t.Fatal(err)
				}
				if c.Want.Body64 != nil {
					c.Want.Body = string(c.Want.Body64)
					c.Want.Body64 = nil
				}
				if diff := cmp.Diff(c.Want, got); diff != "" {
					t.Errorf("request differs (-want +got):\n%s", diff)
				}
			})
		}
	}
	if total < 120 {
		t.Errorf("got %d cases, want at least 120", total)
	}
}

func sent(t *testing.T, r *http.Request) sentRequest {
	t.Helper()
	body, err := io.ReadAll(r.Body)
	if err != nil {
		t.Error(err)
	}
	if r.ContentLength != int64(len(body)) {
		t.Errorf("ContentLength %d, the body has %d bytes", r.ContentLength, len(body))
	}
	if r.URL.RequestURI() != r.RequestURI {
		t.Errorf("URL %q, RequestURI %q", r.URL.RequestURI(), r.RequestURI)
	}
	c, ok := RequestContext(r.Context())
	if !ok {
		t.Fatal("no context")
	}
	return sentRequest{Method: r.Method, URI: r.RequestURI, Path: r.URL.Path, RawPath: r.URL.RawPath,
		Host: r.Host, Remote: r.RemoteAddr, Source: c.Source(), Header: r.Header, Body: string(body)}
}

// What is easily lost has a case for each kind of caller that may lose it, on the
// way there, the way back, or both.
func TestNamedCases(t *testing.T) {
	t.Parallel()
	requests, responses := map[string]map[string]bool{}, map[string]bool{}
	count := 0
	for _, file := range []string{"rest", "rest-recorded", "http1", "http2", "url", "alb", "alb-lists"} {
		requests[file] = map[string]bool{}
		for _, c := range readCases[requestCase](t, file) {
			requests[file][c.Name] = true
			count++
		}
	}
	for _, c := range readCases[responseCase](t, "responses") {
		responses[c.Name] = true
	}
	t.Logf("%d requests, %d responses in the forms of %d events", count, len(responses), len(answeredAs))
	if len(responses)*len(answeredAs) < 120 {
		t.Errorf("got %d responses in %d forms, want at least 120 together", len(responses), len(answeredAs))
	}
	all := []string{"rest", "http1", "http2", "url", "alb", "alb-lists"}
	httpAPIs := []string{"http1", "http2"}
	others := []string{"rest", "url", "alb", "alb-lists"}
	for _, tt := range []struct {
		what     string
		files    []string
		requests []string
		response string
	}{
		{"named stages of HTTP APIs", httpAPIs, []string{"plain", "root", "named stage kept"}, ""},
		{"base path mappings", others, []string{"base path mapping", "a path beside the base path"}, ""},
		{"base path mappings", httpAPIs, []string{"named stage and base path mapping"}, ""},
		{"+", all, []string{"plus in the query", "plus in the path"}, "a location with + and %2F"},
		{"%2F", all, []string{"%2F in the path"}, "a location with + and %2F"},
		{"unicode", all, []string{"unicode"}, "unicode"},
		{"empty query values", all, []string{"empty query values", "a query key without a value"}, ""},
		{"repeated keys", all, []string{"repeated keys", "repeated header"}, "repeated header"},
		{"comma-joined headers", all, []string{"comma-joined header"}, "comma in a header"},
		{"three cookies", all, []string{"three cookies"}, "three cookies"},
		{"Content-Encoding: gzip", all, []string{"Content-Encoding gzip"}, "gzip"},
	} {
		for _, file := range tt.files {
			for _, name := range tt.requests {
				if !requests[file][name] {
					t.Errorf("%s: %s.jsonl has no case %q", tt.what, file, name)
				}
			}
		}
		if tt.response != "" && !responses[tt.response] {
			t.Errorf("%s: responses.jsonl has no case %q", tt.what, tt.response)
		}
	}
	// These are too large for a file.
	t.Run("a request of 6 MB", requestOfSixMegabytes)
	t.Run("responses around 6 MB", responseLimit)
	t.Run("a load balancer's response of 1 MB", balancerLimit)
}

type responseCase struct {
	Name    string
	Status  int
	Headers [][2]string
	Body64  []byte
	Want    map[string]json.RawMessage
}

// An event of each kind, and the form of response it is answered in.
var answeredAs = map[string]string{
	eventREST:     "lists",
	eventHTTP:     "v2",
	eventALB:      "alb",
	eventALBLists: "albLists",
	`{"version":"1.0","resource":"/x","path":"/x","httpMethod":"GET","requestContext":{"stage":"live"}}`: "lists",
}

const (
	eventALB      = `{"requestContext":{"elb":{"targetGroupArn":"arn"}},"httpMethod":"GET","path":"/x","queryStringParameters":{},"headers":{"host":"h"},"body":"","isBase64Encoded":false}`
	eventALBLists = `{"requestContext":{"elb":{"targetGroupArn":"arn"}},"httpMethod":"GET","path":"/x","multiValueQueryStringParameters":{},"multiValueHeaders":{"host":["h"]},"body":"","isBase64Encoded":false}`
)

func TestResponseCorpus(t *testing.T) {
	t.Parallel()
	for _, c := range readCases[responseCase](t, "responses") {
		t.Run(c.Name, func(t *testing.T) {
			h := New(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				for _, nv := range c.Headers {
					w.Header()[nv[0]] = append(w.Header()[nv[0]], nv[1]) // spelt as it is
				}
				w.WriteHeader(c.Status)
				if len(c.Body64) > 0 {
					if _, err := w.Write(c.Body64); err != nil {
						t.Error(err)
					}
				}
			}), Options{Logger: slog.New(slog.DiscardHandler)})
			for event, form := range answeredAs {
				out, err := h.Invoke(t.Context(), []byte(event))
				if err != nil {
					t.Fatal(err)
				}
				var want, got any
				if err := json.Unmarshal(c.Want[form], &want); err != nil {
					t.Fatalf("want of form %s: %v", form, err)
				}
				if err := json.Unmarshal(out, &got); err != nil {
					t.Fatalf("%v in %s", err, out)
				}
				if diff := cmp.Diff(want, got); diff != "" {
					t.Errorf("%s differs (-want +got):\n%s", form, diff)
				}
			}
		})
	}
}

func readCases[T any](t *testing.T, name string) []T {
	t.Helper()
	f, err := os.Open("testdata/corpus/" + name + ".jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var cases []T
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var c T
		if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
			t.Fatalf("%s.jsonl:%d: %v", name, len(cases)+1, err)
		}
		cases = append(cases, c)
	}
	if err := lines.Err(); err != nil || len(cases) == 0 {
		t.Fatalf("%s.jsonl: %d cases, %v", name, len(cases), err)
	}
	return cases
}
