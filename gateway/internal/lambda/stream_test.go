package lambda

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

const streamHead = `{"statusCode":201}` + "\x00\x00\x00\x00\x00\x00\x00\x00"

// begin invokes the streaming function and reads the first part, while it waits
// for the file.
func begin(t *testing.T, h *Host, do, file string) *Stream {
	t.Helper()
	res, err := h.Invoke(t.Context(), Invocation{Function: "directory", Stream: true, Payload: fmt.Appendf(nil, `{"do":%q,"file":%q}`, do, file)})
	if err != nil || res.Stream == nil {
		t.Fatalf("no stream: %s %s, %v", res.FunctionError, res.Payload, err)
	}
	first := make([]byte, len(streamHead+"first "))
	if _, err := io.ReadFull(res.Stream, first); err != nil || string(first) != streamHead+"first " {
		t.Fatalf("the first part is %q, %v", first, err)
	}
	return res.Stream
}

func touch(t *testing.T, file string) {
	t.Helper()
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestStream(t *testing.T) {
	first, _ := bootstraps(t)
	h, _ := newHost(t, Function{Target: first, Timeout: 10 * time.Second, Concurrency: 1, Env: map[string]string{"STREAM": "1"}})
	for _, tt := range []struct{ do, rest, failed string }{
		{"answer", "second", ""},
		{"fail", "", `"errorMessage":"lost"`},
		{"crash", "", "exit status 3"},
		{"answer", "second", ""}, // after a crash, too
	} {
		file := filepath.Join(t.TempDir(), "go on")
		s := begin(t, h, tt.do, file)
		if s.ContentType != TypeStream {
			t.Errorf("%s: content type %q", tt.do, s.ContentType)
		}
		touch(t, file)
		rest, err := io.ReadAll(s)
		if string(rest) != tt.rest {
			t.Errorf("%s: the rest is %q, want %q", tt.do, rest, tt.rest)
		}
		failed, ok := errors.AsType[*StreamError](err)
		if ok != (tt.failed != "") || ok && !strings.Contains(string(failed.Payload), tt.failed) && !strings.Contains(string(failed.Payload), "Runtime.TruncatedResponse") {
			t.Errorf("%s: the stream ends with %v, want %q", tt.do, err, tt.failed)
		}
	}
	res, err := h.Invoke(t.Context(), Invocation{Function: "directory", Stream: true, Payload: []byte(`{"do":"error"}`)})
	if err != nil || res.FunctionError != "Unhandled" || !strings.Contains(string(res.Payload), "refused") {
		t.Errorf("an error instead of a stream: %s %s, %v", res.FunctionError, res.Payload, err)
	}
}

// Whoever does not ask for a stream gets the whole of it, as from Lambda.
func TestStreamCollected(t *testing.T) {
	first, _ := bootstraps(t)
	h, _ := newHost(t, Function{Target: first, Env: map[string]string{"STREAM": "1"}})
	file := filepath.Join(t.TempDir(), "go on")
	touch(t, file)
	for _, tt := range []struct{ do, failed, want string }{
		{"answer", "", streamHead + "first second"},
		{"fail", "Unhandled", `{"errorMessage":"lost","errorType":"errorString"}`},
	} {
		res, err := h.Invoke(t.Context(), Invocation{Function: "directory", Payload: fmt.Appendf(nil, `{"do":%q,"file":%q}`, tt.do, file)})
		if err != nil || res.FunctionError != tt.failed || string(res.Payload) != tt.want {
			t.Errorf("%s: got %s %q, %v, want %s %q", tt.do, res.FunctionError, res.Payload, err, tt.failed, tt.want)
		}
	}
}

// At the deadline a stream ends with its process.
func TestStreamTimeout(t *testing.T) {
	first, _ := bootstraps(t)
	h, _ := newHost(t, Function{Target: first, Timeout: 500 * time.Millisecond, Env: map[string]string{"STREAM": "1"}})
	s := begin(t, h, "answer", filepath.Join(t.TempDir(), "never"))
	_, err := io.ReadAll(s)
	failed, ok := errors.AsType[*StreamError](err)
	if !ok || !strings.Contains(string(failed.Payload), "timed out after 0.50 seconds") {
		t.Errorf("the stream ends with %v", err)
	}
}

// A caller that closes a stream leaves the function to itself; it ends its
// answer and takes the next invocation.
func TestStreamCallerLeaves(t *testing.T) {
	first, _ := bootstraps(t)
	h, out := newHost(t, Function{Target: first, Concurrency: 1, Env: map[string]string{"STREAM": "1"}})
	for range 2 {
		file := filepath.Join(t.TempDir(), "go on")
		s := begin(t, h, "answer", file)
		if err := s.Close(); err != nil {
			t.Error(err)
		}
		touch(t, file)
	}
	file := filepath.Join(t.TempDir(), "go on")
	touch(t, file)
	s := begin(t, h, "answer", file)
	if rest, err := io.ReadAll(s); err != nil || string(rest) != "second" {
		t.Errorf("afterwards: %q, %v", rest, err)
	}
	if n := strings.Count(out.String(), "initDuration"); n != 1 {
		t.Errorf("%d processes were started, want one: %s", n, out)
	}
}

// Clients say in two ways that they stream.
func TestStreamHeaders(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, value string
		want        bool
	}{
		{"Lambda-Runtime-Function-Response-Mode", "Streaming", true},
		{"Lambda-Runtime-Function-Response-Mode", "buffered", false},
		{"Content-Type", TypeStream, true},
		{"Content-Type", "application/json", false},
	} {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/", nil)
		r.Header.Set(tt.name, tt.value)
		if got := streams(r); got != tt.want {
			t.Errorf("%s: %s: streams is %v", tt.name, tt.value, got)
		}
	}
}

// An HTTP server streams without knowing of Lambda.
func TestStreamOfServer(t *testing.T) {
	t.Parallel()
	goOn := make(chan struct{})
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header()["Content-Type"], w.Header()["Date"] = []string{"text/plain"}, nil
		w.WriteHeader(http.StatusCreated)
		_, _ = io.WriteString(w, "first ")
		_ = http.NewResponseController(w).Flush()
		<-goOn
		_, _ = io.WriteString(w, "second")
	}))
	defer srv.Close()
	h, _ := newHost(t, Function{Target: srv.URL})
	res, err := h.Invoke(t.Context(), Invocation{Function: "directory", Stream: true, Payload: []byte(`{"httpMethod":"GET","path":"/"}`)})
	if err != nil || res.Stream == nil {
		t.Fatalf("no stream: %v", err)
	}
	defer res.Stream.Close()
	want := `{"statusCode":201,"multiValueHeaders":{"Content-Type":["text/plain"]}}` + "\x00\x00\x00\x00\x00\x00\x00\x00first "
	first := make([]byte, len(want))
	if _, err := io.ReadFull(res.Stream, first); err != nil || string(first) != want {
		t.Errorf("the first part is %q, %v", first, err)
	}
	close(goOn)
	if rest, err := io.ReadAll(res.Stream); err != nil || string(rest) != "second" {
		t.Errorf("the rest is %q, %v", rest, err)
	}
}
