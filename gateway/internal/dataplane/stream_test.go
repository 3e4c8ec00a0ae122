package dataplane

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/apigen-go/apigen/gateway/internal/lambda"
	"github.com/apigen-go/apigen/internal/apigw"
)

const nul8 = "\x00\x00\x00\x00\x00\x00\x00\x00"

// streaming makes the first method of a path stream.
func (w *world) streaming(path string) *apigw.Integration {
	in := w.method(path).Integration
	in.TransferMode = "STREAM"
	in.URI = strings.Replace(strings.Replace(in.URI, "2015-03-31", "2021-11-15", 1), "/invocations", "/response-streaming-invocations", 1)
	return in
}

// serve listens, for clients that read while the answer is written.
func (w *world) serve() *httptest.Server {
	w.t.Helper()
	w.deploy()
	srv := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		w.server.Serve(rw, r, testAPI, r.URL.Path)
	}))
	w.t.Cleanup(srv.Close)
	return srv
}

func get(t *testing.T, url string) *http.Response {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = resp.Body.Close() })
	return resp
}

func readPart(t *testing.T, r io.Reader, want string) {
	t.Helper()
	part := make([]byte, len(want))
	if _, err := io.ReadFull(r, part); err != nil || string(part) != want {
		t.Fatalf("read %q, %v, want %q", part, err, want)
	}
}

// The caller has the first part while the function still writes.
func TestLambdaStream(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "/a: GET")
	w.streaming("/a")
	out, in := io.Pipe()
	w.stream = out
	srv := w.serve()
	go func() { // the head comes in pieces
		for _, part := range []string{`{"statusCode":201,"headers":{"X-A":"1"},`, `"multiValueHeaders":{"X-B":["1","2"]},"cookies":["a=1","b=2"]}`, nul8[:3], nul8[3:] + "first "} {
			_, _ = io.WriteString(in, part)
		}
	}()
	resp := get(t, srv.URL+"/dev/a")
	h := resp.Header
	if resp.StatusCode != 201 || h.Get("X-A") != "1" || strings.Join(h["X-B"], ",") != "1,2" || strings.Join(h["Set-Cookie"], ",") != "a=1,b=2" ||
		h.Get("Content-Type") != "application/json" || resp.ContentLength != -1 || h.Get("x-amzn-RequestId") == "" {
		t.Errorf("answered %s, %v", resp.Status, h)
	}
	readPart(t, resp.Body, "first ")
	go func() {
		_, _ = io.WriteString(in, "second")
		_ = in.Close()
	}()
	if rest, err := io.ReadAll(resp.Body); err != nil || string(rest) != "second" {
		t.Errorf("the rest is %q, %v", rest, err)
	}
	srv.Close() // and so waits for the access log
	if line := w.access.String(); !strings.Contains(line, `"responseLength":12`) || !strings.Contains(line, `"status":201`) {
		t.Errorf("access log %s", line)
	}
}

func TestLambdaStreamCutOff(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "/a: GET")
	w.streaming("/a")
	out, in := io.Pipe()
	w.stream = out
	srv := w.serve()
	go func() {
		_, _ = io.WriteString(in, "{}"+nul8+"first ")
		_ = in.CloseWithError(&lambda.StreamError{Payload: []byte(`{"errorMessage":"lost"}`)})
	}()
	resp := get(t, srv.URL+"/dev/a")
	if body, err := io.ReadAll(resp.Body); !errors.Is(err, io.ErrUnexpectedEOF) || string(body) != "first " {
		t.Errorf("read %q, %v, want an answer cut short", body, err)
	}
	srv.Close()
	if last := w.server.Traces.Latest()[0]; !strings.Contains(strings.Join(last.Log, "\n"), `cut off: the function's stream ended early: {"errorMessage":"lost"}`) {
		t.Errorf("the trace says %q", last.Log)
	}
}

// What is no stream is an error, and so is one that ends or fails in its head.
func TestLambdaStreamHead(t *testing.T) {
	t.Parallel()
	const internal = `Bad Gateway {"message": "Internal server error"}`
	for _, tt := range []struct {
		name, stream string
		err          error
		want         string
	}{
		{"no status", "{}" + nul8 + "x", nil, "OK x"},
		{"status as a text", `{"statusCode":"418"}` + nul8, nil, "I'm a teapot "},
		{"NULs in the body", "{}" + nul8 + nul8 + nul8, nil, "OK " + nul8 + nul8},
		{"no head", `{"statusCode":200,"body":"x"}`, nil, internal},
		{"nothing", "", nil, internal},
		{"no JSON", "x" + nul8, nil, internal},
		{"a list", "[]" + nul8, nil, internal},
		{"null", "null" + nul8, nil, internal},
		{"no status there is", `{"statusCode":99}` + nul8, nil, internal},
		{"headers of numbers", `{"headers":{"a":1}}` + nul8, nil, internal},
		{"cookies of numbers", `{"cookies":[1]}` + nul8, nil, internal},
		{"a header HTTP does not allow", `{"headers":{"a b":"1"}}` + nul8, nil, internal},
		{"a head without end", strings.Repeat(" ", maxStreamHead+4096), nil, internal},
		{"an error in the head", "{", &lambda.StreamError{Payload: []byte(`{}`)}, internal},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, "/a: GET")
			w.streaming("/a")
			out, in := io.Pipe()
			w.stream = out
			go func() {
				_, _ = io.WriteString(in, tt.stream)
				_ = in.CloseWithError(tt.err)
			}()
			if got := body(w.call("GET", "/dev/a", "")); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
			if _, err := io.WriteString(in, "x"); err == nil {
				t.Error("the stream is still open")
			}
		})
	}
}

// A function that answers as a whole may still be written as a stream.
func TestLambdaStreamOfAWhole(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "/a: GET HEAD")
	w.streaming("/a")
	w.answer = `{"statusCode":202}` + nul8 + "all"
	if got := body(w.call("GET", "/dev/a", "")); got != "Accepted all" {
		t.Errorf("got %q", got)
	}
	w.failed = "Unhandled"
	if got := body(w.call("GET", "/dev/a", "")); got != `Bad Gateway {"message": "Internal server error"}` {
		t.Errorf("a failed function: got %q", got)
	}
}

func TestLambdaStreamTimeout(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "/a: GET", "/b: GET")
	w.streaming("/a").TimeoutInMillis = 60
	out, in := io.Pipe()
	defer in.Close()
	w.stream = out
	if got := body(w.call("GET", "/dev/a", "")); got != `Gateway Timeout {"message": "Endpoint request timed out"}` {
		t.Errorf("no head: got %q", got)
	}
	// Later it can only end.
	out, in = io.Pipe()
	w.stream = out
	srv := w.serve()
	go func() { _, _ = io.WriteString(in, "{}"+nul8+"first ") }()
	resp := get(t, srv.URL+"/dev/a")
	if got, err := io.ReadAll(resp.Body); !errors.Is(err, io.ErrUnexpectedEOF) || string(got) != "first " {
		t.Errorf("read %q, %v", got, err)
	}
}

// A caller that leaves ends the stream.
func TestLambdaStreamCallerLeaves(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "/a: GET")
	w.streaming("/a")
	out, in := io.Pipe()
	w.stream = out
	srv := w.serve()
	go func() { _, _ = io.WriteString(in, "{}"+nul8+"first ") }()
	resp := get(t, srv.URL+"/dev/a")
	readPart(t, resp.Body, "first ")
	_ = resp.Body.Close()
	for {
		if _, err := io.WriteString(in, "more"); err != nil {
			return
		}
	}
}

func TestIdleStream(t *testing.T) {
	t.Parallel()
	out, in := io.Pipe()
	defer in.Close()
	closed := false
	live := newLiveBody(t.Context(), func() { closed = true }, out, 10*time.Millisecond)
	if _, err := live.Read(make([]byte, 1)); err == nil || !errors.Is(live.cause(), errIdle) {
		t.Errorf("a stream that pauses: %v, %v", err, live.cause())
	}
	if err := live.Close(); err != nil || !closed {
		t.Errorf("Close: %v, cancelled %v", err, closed)
	}
	w := newWorld(t, "/a: GET")
	x := &exchange{compiled: &API{definition: w.def}}
	if got := x.idleLimit(); got != idleOther {
		t.Errorf("idle limit %s", got)
	}
	w.def.EndpointType = "EDGE"
	if got := x.idleLimit(); got != idleEdge {
		t.Errorf("idle limit of an edge endpoint %s", got)
	}
}

func TestHTTPStream(t *testing.T) {
	t.Parallel()
	goOn := make(chan struct{})
	backend := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		rw.Header().Set("Content-Type", "text/event-stream")
		rw.Header().Set("X-Query", r.URL.RawQuery)
		_, _ = io.WriteString(rw, "data: 1\n\n")
		_ = http.NewResponseController(rw).Flush()
		<-goOn
		_, _ = io.WriteString(rw, "data: 2\n\n")
	}))
	defer backend.Close()
	w := newWorld(t, "/a: GET", "/gone: GET")
	for _, path := range []string{"/a", "/gone"} {
		w.method(path).Integration = &apigw.Integration{Type: apigw.IntegrationHTTPProxy, HTTPMethod: "GET", URI: backend.URL, TransferMode: "STREAM"}
	}
	w.method("/gone").Integration.URI = "http://127.0.0.1:1"
	srv := w.serve()
	resp := get(t, srv.URL+"/dev/a?q=1")
	if resp.StatusCode != 200 || resp.Header.Get("Content-Type") != "text/event-stream" || resp.Header.Get("X-Query") != "q=1" {
		t.Errorf("answered %s, %v", resp.Status, resp.Header)
	}
	readPart(t, resp.Body, "data: 1\n\n")
	close(goOn)
	if rest, err := io.ReadAll(resp.Body); err != nil || string(rest) != "data: 2\n\n" {
		t.Errorf("the rest is %q, %v", rest, err)
	}
	if got := body(w.call("GET", "/dev/gone", "")); got != `Gateway Timeout {"message": "Network error communicating with endpoint"}` {
		t.Errorf("no backend: got %q", got)
	}
}

// Test calls show a stream as a whole.
func TestTestInvokeOfAStream(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "/a: GET")
	w.streaming("/a")
	w.answer = `{"statusCode":202}` + nul8 + "all"
	got, err := w.server.TestInvoke(t.Context(), TestRequest{API: testAPI, Definition: w.def, Resource: w.def.Resource("/a"), Verb: "GET"})
	if err != nil || got.Status != 202 || got.Body != "all" {
		t.Errorf("got %+v, %v", got, err)
	}
}

// The head of a stream may be anything.
func FuzzStreamHead(f *testing.F) {
	for _, text := range []string{`{"statusCode":200,"headers":{"a":"b"},"multiValueHeaders":{"a":["b"]},"cookies":["a=b"]}`, `{}`, `[]`, `{"statusCode":"x"}`, `{"headers":[]}`, ""} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		ans, err := streamHead([]byte(text))
		if err == nil && (ans.status < 200 || ans.status > 599) {
			t.Errorf("%q has the status %d", text, ans.status)
		}
	})
}
