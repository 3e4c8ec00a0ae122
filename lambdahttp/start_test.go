package lambdahttp

import (
	"bufio"
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/lambdacontext"
)

// A runtimeHost is a Runtime API that gives out events and keeps what is
// posted. When the events are used up it answers 500, which ends a function.
type runtimeHost struct {
	*httptest.Server
	header http.Header // of every invocation
	status int         // of the answers to posts; 202 when zero
	hangUp bool        // closes the connection after every answer, and does not say so

	mu     sync.Mutex
	events []string
	posts  []post
}

// A post is what a function said of an invocation.
type post struct {
	path, body      string
	header, trailer http.Header
}

func newRuntimeHost(t *testing.T, events ...string) *runtimeHost {
	t.Helper()
	h := &runtimeHost{events: events, header: http.Header{}}
	h.header.Set(headerDeadline, fmt.Sprint(time.Now().Add(time.Minute).UnixMilli()))
	h.Server = httptest.NewUnstartedServer(h)
	h.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelInfo)
	t.Cleanup(h.Close)
	return h
}

func (h *runtimeHost) address() string { return h.Listener.Addr().String() }

func (h *runtimeHost) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	h.mu.Lock()
	defer h.mu.Unlock()
	status, answer := http.StatusOK, ""
	switch {
	case r.Method == http.MethodPost:
		h.posts = append(h.posts, post{strings.TrimPrefix(r.URL.Path, "/2018-06-01/runtime/invocation/"), string(body), r.Header, r.Trailer})
		if status = h.status; status == 0 {
			status = http.StatusAccepted
		}
	case len(h.events) == 0:
		status = http.StatusInternalServerError
	default:
		for name, values := range h.header {
			w.Header()[name] = values
		}
		w.Header().Set(headerRequestID, fmt.Sprintf("i-%d", len(h.events)))
		answer, h.events = h.events[0], h.events[1:]
	}
	if !h.hangUp {
		w.WriteHeader(status)
		_, _ = io.WriteString(w, answer)
		return
	}
	conn, buf, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(err)
	}
	fmt.Fprintf(buf, "HTTP/1.1 %d Status\r\nContent-Length: %d\r\n", status, len(answer))
	_ = w.Header().Write(buf)
	_, _ = buf.WriteString("\r\n" + answer)
	_ = buf.Flush()
	_ = conn.Close()
}

// runOn runs a function until the host has no more events.
func runOn(t *testing.T, host *runtimeHost, h *Handler) []post {
	t.Helper()
	host.Start()
	err := h.run(host.address(), 1)
	if status, ok := errors.AsType[*statusError](err); !ok || status.code != http.StatusInternalServerError {
		t.Fatalf("the function ended with %v", err)
	}
	host.mu.Lock()
	defer host.mu.Unlock()
	return host.posts
}

func TestRun(t *testing.T) {
	host := newRuntimeHost(t, eventREST, `{}`, eventREST)
	host.header.Set(headerFunctionARN, "arn:aws:lambda:eu-west-1:210987654321:function:directory")
	host.header.Set(headerTraceID, "Root=1-2-3")
	host.header.Set(headerTenantID, "blue")
	host.header.Set(headerClient, `{"client":{"app_title":"staff"}}`)
	host.header.Set(headerIdentity, `{"cognitoIdentityId":"ci"}`)
	var log bytes.Buffer
	h := New(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c, _ := lambdacontext.FromContext(r.Context())
		deadline, _ := r.Context().Deadline()
		fmt.Fprint(w, c.AwsRequestID, c.InvokedFunctionArn, c.TenantID, c.ClientContext.Client.AppTitle, c.Identity.CognitoIdentityID,
			r.Context().Value("x-amzn-trace-id"), os.Getenv("_X_AMZN_TRACE_ID"), time.Until(deadline) > 50*time.Second)
	}), Options{Logger: slog.New(slog.NewTextHandler(&log, nil))})
	posts := runOn(t, host, h)
	const answer = "arn:aws:lambda:eu-west-1:210987654321:function:directorybluestaffciRoot=1-2-3Root=1-2-3true"
	wantPosts := []struct{ path, body string }{
		{"i-3/response", `{"statusCode":200,"multiValueHeaders":{"Content-Type":["text/plain; charset=utf-8"]},"body":"i-3` + answer + `","isBase64Encoded":false}`},
		{"i-2/error", `{"errorMessage":"read Lambda event: ` + errNoEvent.Error() + `","errorType":"EventError"}`},
		{"i-1/response", `{"statusCode":200,"multiValueHeaders":{"Content-Type":["text/plain; charset=utf-8"]},"body":"i-1` + answer + `","isBase64Encoded":false}`},
	}
	if len(posts) != len(wantPosts) {
		t.Fatalf("posts %+v", posts)
	}
	for i, want := range wantPosts {
		if posts[i].path != want.path || posts[i].body != want.body {
			t.Errorf("posted %s to %s, want %s to %s", posts[i].body, posts[i].path, want.body, want.path)
		}
	}
	if got := posts[1].header.Get(headerErrorType); got != "EventError" {
		t.Errorf("the error is of type %q", got)
	}
	if got := posts[1].header.Get(headerErrorCause); !strings.Contains(got, `"exceptions":[{"type":"EventError"`) {
		t.Errorf("X-Ray is told %q", got)
	}
	if !strings.Contains(log.String(), "requestId=i-2") {
		t.Errorf("the log does not name the failed invocation: %s", &log)
	}
}

// A Runtime API that closes connections costs new ones, and nothing else.
func TestRunReconnects(t *testing.T) {
	t.Parallel()
	host := newRuntimeHost(t, eventREST, eventREST, eventREST)
	host.hangUp = true
	posts := runOn(t, host, New(nopHandler{}, Options{}))
	if len(posts) != 3 || posts[2].path != "i-1/response" {
		t.Errorf("posts %+v", posts)
	}
}

// The Runtime API may be known by name, too.
func TestRunByName(t *testing.T) {
	t.Parallel()
	host := newRuntimeHost(t, eventREST)
	host.Start()
	_, port, err := net.SplitHostPort(host.address())
	if err != nil {
		t.Fatal(err)
	}
	if err := New(nopHandler{}, Options{}).run(net.JoinHostPort("localhost", port), 1); err == nil || !strings.Contains(err.Error(), "500") {
		t.Errorf("the function ends with %v, want the host's 500", err)
	}
	host.mu.Lock()
	defer host.mu.Unlock()
	if len(host.posts) != 1 {
		t.Errorf("posts %+v", host.posts)
	}
}

// An answer that is refused is the invocation's end, not the function's.
func TestRunAfterARefusedAnswer(t *testing.T) {
	t.Parallel()
	host := newRuntimeHost(t, eventREST, eventREST)
	host.status = http.StatusRequestEntityTooLarge
	var log bytes.Buffer
	posts := runOn(t, host, New(nopHandler{}, Options{Logger: slog.New(slog.NewTextHandler(&log, nil))}))
	if len(posts) != 2 || strings.Count(log.String(), "413 Request Entity Too Large") != 2 {
		t.Errorf("posts %+v, log %s", posts, &log)
	}
}

func TestRunStreams(t *testing.T) {
	t.Parallel()
	host := newRuntimeHost(t, eventURL, eventURL, eventHTTP)
	h := New(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, "first ")
		_ = http.NewResponseController(w).Flush()
		if c, _ := lambdacontext.FromContext(r.Context()); c.AwsRequestID == "i-2" {
			panic(errors.New("too late"))
		}
		_, _ = io.WriteString(w, "second")
	}), Options{Stream: true, Logger: slog.New(slog.DiscardHandler)})
	posts := runOn(t, host, h)
	if len(posts) != 3 {
		t.Fatalf("posts %+v", posts)
	}
	whole, cut, plain := posts[0], posts[1], posts[2]
	head := `{"statusCode":200,"headers":{"Content-Type":"text/plain; charset=utf-8"}}` + delimiter
	if whole.body != head+"first second" || whole.header.Get("Content-Type") != typeStream || whole.header.Get(headerMode) != "streaming" || whole.trailer.Get(headerErrorType) != "" {
		t.Errorf("streamed %q, %v, %v", whole.body, whole.header, whole.trailer)
	}
	told, err := base64.StdEncoding.DecodeString(cut.trailer.Get(headerErrorBody))
	if cut.body != head+"first " || cut.trailer.Get(headerErrorType) == "" || err != nil || !strings.Contains(string(told), errBegun.Error()) {
		t.Errorf("cut short: %q, %v, error body %s, %v", cut.body, cut.trailer, told, err)
	}
	if !strings.Contains(plain.body, `"body":"first second"`) || plain.header.Get("Content-Type") != typeJSON || plain.header.Get(headerMode) != "" {
		t.Errorf("an HTTP API is answered %q, %v", plain.body, plain.header)
	}
}

// What the caller of a stream does not want any more, the handler cannot write.
func TestRunStreamRefused(t *testing.T) {
	t.Parallel()
	l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	failed := make(chan error, 1)
	h := New(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		for {
			if _, err := io.WriteString(w, strings.Repeat("x", 64<<10)); err != nil {
				failed <- err
				return
			}
		}
	}), Options{Stream: true, Logger: slog.New(slog.DiscardHandler)})
	go func() { _ = h.run(l.Addr().String(), 1) }() // ends with the connection
	conn, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprintf(conn, "HTTP/1.1 200 OK\r\n%s: i\r\n%s: %d\r\nContent-Length: %d\r\n\r\n%s", headerRequestID, headerDeadline, time.Now().Add(time.Minute).UnixMilli(), len(eventURL), eventURL)
	if _, err := io.CopyN(io.Discard, conn, 100<<10); err != nil {
		t.Fatal(err)
	}
	_ = conn.Close()
	if err := <-failed; err == nil {
		t.Error("the handler wrote to nobody")
	}
}

// Managed instances run invocations of one process side by side.
func TestRunSideBySide(t *testing.T) {
	t.Parallel()
	host := newRuntimeHost(t, eventREST, eventREST, eventREST)
	var both sync.WaitGroup
	both.Add(3)
	h := New(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		both.Done()
		both.Wait() // for the others
	}), Options{})
	host.Start()
	if err := h.run(host.address(), 3); err == nil {
		t.Error("a function without a Runtime API goes on")
	}
}

func TestRunWithoutRuntimeAPI(t *testing.T) {
	t.Parallel()
	h := New(nopHandler{}, Options{})
	if err := h.run("", 1); err == nil || !strings.Contains(err.Error(), "AWS_LAMBDA_RUNTIME_API is not set") {
		t.Errorf("got %v", err)
	}
	gone := newRuntimeHost(t)
	gone.Start()
	gone.Close()
	if err := h.run(gone.address(), 1); err == nil || !strings.Contains(err.Error(), "connect to the Runtime API") {
		t.Errorf("got %v", err)
	}
}

func TestTaskContext(t *testing.T) {
	t.Parallel()
	deadline := fmt.Sprint(time.Now().UnixMilli())
	for _, tt := range []struct {
		name   string
		header http.Header
		want   string
	}{
		{"no deadline", http.Header{}, "read deadline"},
		{"no client context", http.Header{headerDeadline: {deadline}, headerClient: {"{"}}, "read client context"},
		{"no identity", http.Header{headerDeadline: {deadline}, headerIdentity: {"[]"}}, "read Cognito identity"},
	} {
		_, cancel, err := (&task{header: tt.header}).context()
		cancel()
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: error %v, want %s", tt.name, err, tt.want)
		}
	}
	ctx, cancel, err := (&task{header: http.Header{headerDeadline: {deadline}}}).context()
	defer cancel()
	if err != nil || !errors.Is(ctx.Err(), context.DeadlineExceeded) {
		t.Errorf("after the deadline: %v, %v", ctx.Err(), err)
	}
}

// The names of the headers are those that net/http knows them by.
func TestRuntimeHeaders(t *testing.T) {
	t.Parallel()
	for _, name := range slices.Sorted(slices.Values([]string{headerRequestID, headerDeadline, headerFunctionARN, headerTraceID, headerClient, headerIdentity, headerTenantID, headerErrorType, headerErrorBody, headerMode})) {
		if canonical := http.CanonicalHeaderKey(name); canonical != name {
			t.Errorf("%s is %s to net/http", name, canonical)
		}
	}
}

// answers is a connection on which the Runtime API has already answered.
type answers struct {
	net.Conn
	io.Reader
}

func (a answers) Read(p []byte) (int, error)  { return a.Reader.Read(p) }
func (a answers) Write(p []byte) (int, error) { return len(p), nil }
func (a answers) Close() error                { return nil }

// Whatever answers in place of the Runtime API, a function gets an invocation
// or an error.
func FuzzNext(f *testing.F) {
	for _, event := range eventFiles(f) {
		f.Add(fmt.Appendf(nil, "HTTP/1.1 200 OK\r\n%s: i\r\n%s: 1\r\nContent-Length: %d\r\n\r\n%s", headerRequestID, headerDeadline, len(event), event))
	}
	f.Add([]byte("HTTP/1.1 200 OK\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n"))
	f.Add([]byte("HTTP/1.0 500\r\n\r\n"))
	f.Fuzz(func(t *testing.T, answer []byte) {
		conn := answers{Reader: bytes.NewReader(answer)}
		api := &runtimeAPI{address: "nowhere", dial: dial, conn: conn, in: bufio.NewReader(conn)}
		got, err := api.next()
		if err != nil {
			return
		}
		ctx, cancel, err := got.context()
		defer cancel()
		if err == nil {
			_, _ = New(nopHandler{}, Options{}).Invoke(ctx, got.payload)
		}
	})
}
