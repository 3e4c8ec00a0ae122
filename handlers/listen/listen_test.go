package listen

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/apigen-go/apigen/caller"
)

// start runs a server and returns its URL, the function that ends it, and what
// Run returned.
func start(t *testing.T, c Config) (url string, stop context.CancelFunc, ended <-chan error) {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- Run(ctx, ln, c) }()
	t.Cleanup(stop)
	return "http://" + ln.Addr().String(), stop, done
}

func TestRequestsFinishBeforeTheEnd(t *testing.T) {
	t.Parallel()
	started, goOn := make(chan bool), make(chan bool)
	url, stop, ended := start(t, Config{Logger: slog.New(slog.DiscardHandler), Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		close(started)
		<-goOn
		if err := r.Context().Err(); err != nil {
			t.Errorf("the request was cancelled: %v", err)
		}
		_, _ = io.WriteString(w, "done")
	})})
	type answer struct {
		body string
		err  error
	}
	answered := make(chan answer, 1)
	go func() {
		resp, err := http.Get(url)
		if err != nil {
			answered <- answer{err: err}
			return
		}
		defer resp.Body.Close()
		body, err := io.ReadAll(resp.Body)
		answered <- answer{string(body), err}
	}()
	<-started
	stop()
	// New connections are refused once the end has begun.
	for {
		conn, err := net.Dial("tcp", strings.TrimPrefix(url, "http://"))
		if err != nil {
			break
		}
		conn.Close()
	}
	close(goOn)
	if a := <-answered; a.err != nil || a.body != "done" {
		t.Errorf("answer %q, %v", a.body, a.err)
	}
	if err := <-ended; err != nil {
		t.Errorf("Run: %v", err)
	}
}

func TestRequestsAreCutOffAfterTheGrace(t *testing.T) {
	t.Parallel()
	started := make(chan bool)
	url, stop, ended := start(t, Config{Grace: time.Millisecond, Logger: slog.New(slog.DiscardHandler), Handler: http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		close(started)
		<-r.Context().Done()
	})})
	go func() {
		if resp, err := http.Get(url); err == nil {
			resp.Body.Close()
		}
	}()
	<-started
	stop()
	if err := <-ended; !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), "did not finish within 1ms") {
		t.Errorf("Run: %v", err)
	}
}

func TestCannotServe(t *testing.T) {
	t.Parallel()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ln.Close()
	if err := Run(t.Context(), ln, Config{Handler: http.NotFoundHandler()}); !errors.Is(err, net.ErrClosed) {
		t.Errorf("Run: %v", err)
	}
}

func TestHealth(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	var broken error
	c := Config{
		Handler: http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("a health check reached the handler") }),
		Ready:   func(context.Context) error { return broken },
		Logger:  slog.New(slog.NewJSONHandler(&log, nil)),
	}
	for _, tt := range []struct {
		err    error
		status int
		body   string
	}{
		{nil, 200, `{"status":"ok"}`},
		{errors.New("password hunter2 refused"), 503, `{"title":"Not ready","status":503}`},
	} {
		broken = tt.err
		w := httptest.NewRecorder()
		c.ServeHTTP(w, httptest.NewRequest("GET", HealthPath, nil))
		if w.Code != tt.status || w.Body.String() != tt.body {
			t.Errorf("got %d %s, want %d %s", w.Code, w.Body, tt.status, tt.body)
		}
	}
	if lines := strings.Count(log.String(), "\n"); lines != 1 || !strings.Contains(log.String(), "hunter2") {
		t.Errorf("want one line about the failure alone:\n%s", &log)
	}
}

// The gateway's headers are believed where the server was told to, and there alone.
func TestTrustGateway(t *testing.T) {
	t.Parallel()
	for _, trust := range []bool{true, false} {
		var log bytes.Buffer
		logger := slog.New(slog.NewJSONHandler(&log, nil))
		url, stop, ended := start(t, Config{Logger: logger, TrustGateway: trust, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			_, _ = io.WriteString(w, caller.From(r.Context()).Principal)
		})})
		req, err := http.NewRequestWithContext(t.Context(), "GET", url, nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set(caller.ContextHeader, `{"requestId":"r-1","authorizer":{"claims":{"sub":"ana"}}}`)
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(resp.Body)
		resp.Body.Close()
		if want := map[bool]string{true: "ana"}[trust]; err != nil || string(body) != want {
			t.Errorf("trust %t: the handler knows %q, %v, want %q", trust, body, err, want)
		}
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		if told := strings.Contains(log.String(), `"request_id":"r-1","caller":"ana"`); told != trust {
			t.Errorf("trust %t: %s", trust, &log)
		}
	}
}

func TestAccessLog(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	c := Config{Logger: slog.New(slog.NewJSONHandler(&log, nil)), Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/made":
			w.WriteHeader(201)
			_, _ = io.WriteString(w, "four")
			if err := http.NewResponseController(w).Flush(); err != nil {
				t.Error(err)
			}
		case "/panic":
			panic(http.ErrAbortHandler)
		}
	})}
	for _, tt := range []struct {
		path          string
		status, bytes float64
	}{{"/made?q=secret", 201, 4}, {"/nothing", 200, 0}, {"/panic", 500, 0}} {
		log.Reset()
		r := httptest.NewRequest("POST", tt.path, nil)
		r.Header.Set("User-Agent", "test")
		func() {
			defer func() {
				if v := recover(); (v != nil) != (tt.path == "/panic") {
					t.Errorf("%s: panic %v", tt.path, v)
				}
			}()
			c.ServeHTTP(httptest.NewRecorder(), r)
		}()
		var line map[string]any
		if err := json.Unmarshal(log.Bytes(), &line); err != nil {
			t.Fatalf("%v: %s", err, &log)
		}
		if line["status"] != tt.status || line["bytes"] != tt.bytes || line["method"] != "POST" || line["user_agent"] != "test" ||
			line["path"] != r.URL.Path || strings.Contains(log.String(), "secret") {
			t.Errorf("%s: %s", tt.path, &log)
		}
	}
}
