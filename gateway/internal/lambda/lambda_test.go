package lambda

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestNewHostRefuses(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name      string
		functions []Function
		want      string
	}{
		{"no name", []Function{{Target: "http://x"}}, "no name"},
		{"twice", []Function{{Name: "a", Target: "http://x"}, {Name: "a", Target: "http://y"}}, "configured twice"},
		{"nothing to run", []Function{{Name: "a"}}, "neither target nor handler"},
		{"no such file", []Function{{Name: "a", Target: filepath.Join(t.TempDir(), "bootstrap")}}, "no such file"},
		{"a folder", []Function{{Name: "a", Target: t.TempDir()}}, "build it first"},
		{"a file that is no program", []Function{{Name: "a", Target: "lambda.go"}}, "build it first"},
		{"an alias of nothing", []Function{{Name: "a:live", Target: "http://x"}}, "function a is not there"},
		{"an address with a query", []Function{{Name: "a", Target: "http://x?y=1"}}, "want http://HOST:PORT"},
	} {
		_, err := NewHost(Config{Functions: tt.functions, Log: slog.New(slog.DiscardHandler)})
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: got %v, want %q", tt.name, err, tt.want)
		}
	}
}

func TestSplitName(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ in, name, qualifier string }{
		{"directory", "directory", ""},
		{"directory:live", "directory", "live"},
		{"123456789012:function:directory", "directory", ""},
		{"arn:aws:lambda:us-east-1:123456789012:function:directory", "directory", ""},
		{"arn:aws:lambda:us-east-1:123456789012:function:directory:7", "directory", "7"},
		{"arn:aws:lambda:us-east-1:123456789012:function:", "", ""},
	} {
		if name, qualifier := SplitName(tt.in); name != tt.name || qualifier != tt.qualifier {
			t.Errorf("SplitName(%q): got %q, %q", tt.in, name, qualifier)
		}
	}
}

// An alias may answer otherwise than its function, which answers for all others.
func TestAlias(t *testing.T) {
	t.Parallel()
	says := func(text string) func(context.Context, []byte) ([]byte, error) {
		return func(context.Context, []byte) ([]byte, error) { return []byte(text), nil }
	}
	h, err := NewHost(Config{Log: slog.New(slog.DiscardHandler), Functions: []Function{
		{Name: "orders:next", Handler: says("new")}, {Name: "orders", Handler: says("old")},
	}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(h.Close)
	for qualifier, want := range map[string]string{"": "old", "live": "old", "next": "new"} {
		res, err := h.Invoke(t.Context(), Invocation{Function: "orders", Qualifier: qualifier})
		if err != nil || string(res.Payload) != want {
			t.Errorf("orders:%s: %s, %v; want %s", qualifier, res.Payload, err, want)
		}
	}
}

// An asynchronous invocation is not waited for, but ends before the host does.
func TestInvokeEvent(t *testing.T) {
	t.Parallel()
	got := make(chan string, 1)
	h, _ := newHost(t, Function{Handler: func(_ context.Context, payload []byte) ([]byte, error) {
		got <- string(payload)
		return nil, errors.New("nobody waits for this")
	}})
	if err := h.InvokeEvent(Invocation{Function: "directory", Payload: []byte("1")}); err != nil {
		t.Fatal(err)
	}
	if payload := <-got; payload != "1" {
		t.Errorf("got %s", payload)
	}
	if err := h.InvokeEvent(Invocation{Function: "other"}); !errors.Is(err, ErrNoFunction) {
		t.Errorf("an unknown function: got %v", err)
	}
	h.Close()
	if err := h.InvokeEvent(Invocation{Function: "directory"}); !errors.Is(err, ErrClosed) {
		t.Errorf("after Close: got %v", err)
	}
}

// A Lambda service elsewhere has the functions that are not configured here.
func TestElsewhere(t *testing.T) {
	t.Parallel()
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/2015-03-31/functions/broken/invocations" {
			w.Header().Set("X-Amz-Function-Error", "Unhandled")
		}
		_, _ = io.WriteString(w, r.URL.Path)
	}))
	defer srv.Close()
	h, err := NewHost(Config{
		Functions: []Function{{Name: "here", Handler: func(context.Context, []byte) ([]byte, error) { return []byte("here"), nil }}},
		Elsewhere: srv.URL, Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	for _, tt := range []struct{ name, want, failed string }{
		{"here", "here", ""},
		{"there", "/2015-03-31/functions/there/invocations", ""},
		{"broken", "/2015-03-31/functions/broken/invocations", "Unhandled"},
	} {
		res, err := h.Invoke(t.Context(), Invocation{Function: tt.name})
		if err != nil || string(res.Payload) != tt.want || res.FunctionError != tt.failed {
			t.Errorf("%s: got %q %s, %v, want %s", tt.name, res.FunctionError, res.Payload, err, tt.want)
		}
		if _, ok := h.Function(tt.name); !ok {
			t.Errorf("%s is not known", tt.name)
		}
	}
}

func TestHandler(t *testing.T) {
	t.Parallel()
	h, _ := newHost(t, Function{Handler: func(_ context.Context, payload []byte) ([]byte, error) {
		switch string(payload) {
		case "error":
			return nil, errors.New("refused")
		case "panic":
			panic("lost")
		}
		return payload, nil
	}})
	for _, tt := range []struct{ payload, want, kind string }{
		{"hello", "hello", ""},
		{"error", "refused", "Unhandled"},
		{"panic", "panic: lost", "Unhandled"},
	} {
		res, err := h.Invoke(t.Context(), Invocation{Function: "directory", Payload: []byte(tt.payload)})
		if err != nil || res.FunctionError != tt.kind || !strings.Contains(string(res.Payload), tt.want) {
			t.Errorf("%s: got %q %s, %v", tt.payload, res.FunctionError, res.Payload, err)
		}
	}
	if _, err := h.Invoke(t.Context(), Invocation{Function: "other"}); !errors.Is(err, ErrNoFunction) {
		t.Errorf("an unknown function: got %v", err)
	}
}

// A handler that does not listen to its context is given up all the same.
func TestHandlerTimeout(t *testing.T) {
	t.Parallel()
	release := make(chan struct{})
	defer close(release)
	h, _ := newHost(t, Function{Timeout: 10 * time.Millisecond, Handler: func(context.Context, []byte) ([]byte, error) {
		<-release
		return nil, nil
	}})
	res, err := h.Invoke(t.Context(), Invocation{Function: "directory"})
	if err != nil || res.FunctionError != "Unhandled" || !strings.Contains(string(res.Payload), "Task timed out after 0.01 seconds") {
		t.Errorf("got %q %s, %v", res.FunctionError, res.Payload, err)
	}
}

func TestInvokeEndpoint(t *testing.T) {
	t.Parallel()
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		switch string(body) {
		case `"error"`:
			w.Header().Set("X-Amz-Function-Error", "Unhandled")
		case `"refuse"`:
			w.WriteHeader(http.StatusTooManyRequests)
		}
		_, _ = w.Write(body)
	}))
	defer srv.Close()
	h, _ := newHost(t, Function{Target: srv.URL + "/2015-03-31/functions/function/invocations"})
	for _, tt := range []struct {
		payload, kind string
		bad           bool
	}{{`{"a":1}`, "", false}, {`"error"`, "Unhandled", false}, {`"refuse"`, "", true}} {
		res, err := h.Invoke(t.Context(), Invocation{Function: "directory", Payload: []byte(tt.payload)})
		if (err != nil) != tt.bad || res.FunctionError != tt.kind || !tt.bad && string(res.Payload) != tt.payload {
			t.Errorf("%s: got %q %s, %v", tt.payload, res.FunctionError, res.Payload, err)
		}
	}
}

// An endpoint elsewhere is told that nobody waits, and answers 202.
func TestInvokeEndpointEvent(t *testing.T) {
	t.Parallel()
	kinds := make(chan string, 1)
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		kinds <- r.Header.Get("X-Amz-Invocation-Type")
		w.WriteHeader(http.StatusAccepted)
	}))
	defer srv.Close()
	h, _ := newHost(t, Function{Target: srv.URL + "/2015-03-31/functions/function/invocations"})
	if err := h.InvokeEvent(Invocation{Function: "directory", Payload: []byte("{}")}); err != nil {
		t.Fatal(err)
	}
	if kind := <-kinds; kind != "Event" {
		t.Errorf("X-Amz-Invocation-Type is %q, want Event", kind)
	}
	if _, err := h.Invoke(t.Context(), Invocation{Function: "directory"}); err == nil {
		t.Error("a 202 to who waits for an answer is none")
	}
	<-kinds
}

// An HTTP server in the place of a function: the request is the caller's, byte
// for byte where it matters, and the answer comes back whole.
func TestServer(t *testing.T) {
	t.Parallel()
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		w.Header().Add("Set-Cookie", "a=1")
		w.Header().Add("Set-Cookie", "b=2")
		w.WriteHeader(http.StatusTeapot)
		if r.URL.Query().Get("binary") != "" {
			_, _ = w.Write([]byte{0xff, 0x00})
			return
		}
		_ = json.NewEncoder(w).Encode([]string{r.Method, r.RequestURI, r.Host, strings.Join(r.Header["X-Multi"], "|"), string(body)})
	}))
	defer srv.Close()
	h, _ := newHost(t, Function{Target: srv.URL})

	event := `{"httpMethod":"PUT","path":"/a%2Fb/","multiValueHeaders":{"Host":["api.example.com"],"x-multi":["1","2"]},
		"multiValueQueryStringParameters":{"q":["a b","c&d"]},"body":"aGVsbG8=","isBase64Encoded":true,"requestContext":{}}`
	res, err := h.Invoke(t.Context(), Invocation{Function: "directory", Payload: []byte(event)})
	if err != nil {
		t.Fatal(err)
	}
	var answer struct {
		StatusCode        int
		MultiValueHeaders map[string][]string
		Body              string
		IsBase64Encoded   bool
	}
	if err := json.Unmarshal(res.Payload, &answer); err != nil {
		t.Fatal(err)
	}
	want := `["PUT","/a%2Fb/?q=a+b\u0026q=c%26d","api.example.com","1|2","hello"]` + "\n"
	if answer.StatusCode != http.StatusTeapot || answer.Body != want || answer.IsBase64Encoded {
		t.Errorf("got %+v, want %s", answer, want)
	}
	if cookies := answer.MultiValueHeaders["Set-Cookie"]; len(cookies) != 2 {
		t.Errorf("cookies: got %v", cookies)
	}

	binary := `{"httpMethod":"GET","path":"/","multiValueQueryStringParameters":{"binary":["1"]}}`
	res, err = h.Invoke(t.Context(), Invocation{Function: "directory", Payload: []byte(binary)})
	if err != nil {
		t.Fatal(err)
	}
	if s := string(res.Payload); !strings.Contains(s, `"body":"/wA="`) || !strings.Contains(s, `"isBase64Encoded":true`) {
		t.Errorf("binary answer: %s", s)
	}
	if _, err := h.Invoke(t.Context(), Invocation{Function: "directory", Payload: []byte(`{"version":"2.0"}`)}); err == nil {
		t.Error("an event that is none of a REST API must be refused")
	}
}

func TestServerTimeout(t *testing.T) {
	t.Parallel()
	release := make(chan struct{})
	srv := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-release }))
	defer srv.Close()
	defer close(release)
	h, _ := newHost(t, Function{Target: srv.URL, Timeout: 50 * time.Millisecond})
	res, err := h.Invoke(t.Context(), Invocation{Function: "directory", Payload: []byte(`{"httpMethod":"GET","path":"/"}`)})
	if err != nil || !strings.Contains(string(res.Payload), "Task timed out after 0.05 seconds") {
		t.Errorf("got %s, %v", res.Payload, err)
	}
}

// Events of any kind make a request or an error.
func FuzzServerRequest(f *testing.F) {
	files, err := filepath.Glob("../../../lambdahttp/testdata/events/rest-*.json")
	if err != nil || len(files) == 0 {
		f.Fatalf("no events: %v", err)
	}
	for _, file := range files {
		event, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(event))
	}
	f.Add(`{"httpMethod":"GET","path":"/a","multiValueHeaders":{"Host":[]}}`)
	f.Add(`{"version":"2.0","rawPath":"/dev/a b","rawQueryString":"%","headers":{"host":"x"},"requestContext":{"stage":"dev","http":{"method":"GET"}}}`)
	f.Add(`{"httpMethod":"G T","path":"/%zz","body":"!","isBase64Encoded":true}`)
	f.Fuzz(func(t *testing.T, payload string) {
		s, err := newServer(Function{Target: "http://127.0.0.1:1"})
		if err != nil {
			t.Fatal(err)
		}
		e, err := readEvent([]byte(payload))
		if err != nil {
			return
		}
		if req, err := s.request(t.Context(), e); err == nil && req.URL.Host != "127.0.0.1:1" {
			t.Errorf("the request goes to %s", req.URL.Host)
		}
	})
}

// A caller that has waited long enough goes, and the function has its own time.
func TestWithin(t *testing.T) {
	t.Parallel()
	first, _ := bootstraps(t)
	goOn, ended := make(chan struct{}), make(chan error, 1)
	byName := map[string]Function{
		"a handler": {Timeout: 20 * time.Second, Handler: func(ctx context.Context, _ []byte) ([]byte, error) {
			<-goOn
			ended <- ctx.Err()
			return nil, nil
		}},
		"a process": {Timeout: 20 * time.Second, Target: first},
	}
	for name, f := range byName {
		h, _ := newHost(t, f)
		_, err := h.Invoke(t.Context(), Invocation{Function: "directory", Within: 10 * time.Millisecond, Payload: []byte(`{"do":"hang"}`)})
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%s: got %v", name, err)
		}
	}
	close(goOn)
	if err := <-ended; err != nil {
		t.Errorf("the function's context has ended with its caller: %v", err)
	}
}

// A handler's context has the function's deadline, the caller's values and ends
// with the invocation.
func TestHandlerContext(t *testing.T) {
	t.Parallel()
	type key struct{}
	caller, leave := context.WithCancel(context.WithValue(t.Context(), key{}, "value"))
	leave()
	for _, looked := range []bool{true, false} {
		c := &handlerContext{caller: caller, deadline: time.Now().Add(time.Minute)}
		if at, ok := c.Deadline(); !ok || !at.Equal(c.deadline) || c.Value(key{}) != "value" {
			t.Errorf("the deadline is %v, the value %v", at, c.Value(key{}))
		}
		if looked && c.Err() != nil {
			t.Errorf("it has ended: %v", c.Err())
		}
		c.end()
		<-c.Done()
		if !errors.Is(c.Err(), context.Canceled) {
			t.Errorf("afterwards: %v", c.Err())
		}
	}
	late := &handlerContext{caller: caller, deadline: time.Now().Add(time.Millisecond)}
	<-late.Done()
	if !errors.Is(late.Err(), context.DeadlineExceeded) {
		t.Errorf("at the deadline: %v", late.Err())
	}
	late.end()
}
