package lambdahttp

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/lambda"
)

const eventURL = `{"version":"2.0","rawPath":"/x","rawQueryString":"","requestContext":{"domainName":"abc.lambda-url.eu-west-1.on.aws","stage":"$default","http":{"method":"GET"}}}`

func TestStream(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name      string
		handle    http.HandlerFunc
		rest, url string // heads
		body      string
	}{
		{"cookies and lists", func(w http.ResponseWriter, _ *http.Request) {
			w.Header()["Set-Cookie"] = []string{"a=1", "b=2"}
			w.Header()["Vary"] = []string{"Accept", "Origin"}
			w.Header().Set("Content-Type", "text/event-stream")
			w.WriteHeader(201)
			_, _ = io.WriteString(w, "data: \"1\"\n\n")
		},
			`{"statusCode":201,"multiValueHeaders":{"Content-Type":["text/event-stream"],"Set-Cookie":["a=1","b=2"],"Vary":["Accept","Origin"]}}`,
			`{"statusCode":201,"cookies":["a=1","b=2"],"headers":{"Content-Type":"text/event-stream","Vary":"Accept,Origin"}}`,
			"data: \"1\"\n\n"},
		{"bytes go as they are", typed("image/png", "\x89PNG\x00\xff"),
			`{"statusCode":200,"multiValueHeaders":{"Content-Type":["image/png"]}}`, `{"statusCode":200,"headers":{"Content-Type":"image/png"}}`, "\x89PNG\x00\xff"},
		{"a sniffed type", func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "<p>hi") },
			`{"statusCode":200,"multiValueHeaders":{"Content-Type":["text/html; charset=utf-8"]}}`, `{"statusCode":200,"headers":{"Content-Type":"text/html; charset=utf-8"}}`, "<p>hi"},
		{"nothing at all", func(http.ResponseWriter, *http.Request) {},
			`{"statusCode":200,"multiValueHeaders":{}}`, `{"statusCode":200,"headers":{}}`, ""},
		{"no content", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(204) },
			`{"statusCode":204,"multiValueHeaders":{}}`, `{"statusCode":204,"headers":{}}`, ""},
		{"more than Lambda's 6 MB", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/plain")
			for range 700 {
				_, _ = io.WriteString(w, strings.Repeat("a", 10_000))
			}
		}, `{"statusCode":200,"multiValueHeaders":{"Content-Type":["text/plain"]}}`, `{"statusCode":200,"headers":{"Content-Type":"text/plain"}}`, strings.Repeat("a", 7_000_000)},
		{"a panic before anything was sent", func(w http.ResponseWriter, _ *http.Request) {
			_, _ = io.WriteString(w, "half")
			panic("no")
		}, `{"statusCode":500,"multiValueHeaders":{"Content-Type":["application/problem+json"]}}`, `{"statusCode":500,"headers":{"Content-Type":"application/problem+json"}}`,
			`{"title":"Internal Server Error","status":500}`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			h := New(tt.handle, Options{Logger: slog.New(slog.DiscardHandler)})
			for event, want := range map[string]string{eventREST: tt.rest, eventURL: tt.url} {
				s, err := h.InvokeStream(t.Context(), json.RawMessage(event))
				if err != nil {
					t.Fatal(err)
				}
				if s.ContentType() != "application/vnd.awslambda.http-integration-response" {
					t.Errorf("content type %s", s.ContentType())
				}
				all, err := io.ReadAll(s)
				if err != nil {
					t.Fatal(err)
				}
				head, body, found := strings.Cut(string(all), "\x00\x00\x00\x00\x00\x00\x00\x00")
				if !found || head != want || body != tt.body {
					t.Errorf("got head %s, %d bytes of body, want %s, %d bytes", head, len(body), want, len(tt.body))
				}
				if err := s.Close(); err != nil {
					t.Error(err)
				}
			}
		})
	}
}

// What was flushed arrives while the handler still works.
func TestStreamFlushes(t *testing.T) {
	t.Parallel()
	proceed := make(chan struct{})
	h := New(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/plain")
		_, _ = io.WriteString(w, "one")
		w.(http.Flusher).Flush()
		<-proceed
		_, _ = io.WriteString(w, "two")
		if err := http.NewResponseController(w).Flush(); err != nil {
			t.Error(err)
		}
	}), Options{})
	s, err := h.InvokeStream(t.Context(), json.RawMessage(eventURL))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	want := `{"statusCode":200,"headers":{"Content-Type":"text/plain"}}` + delimiter + "one"
	first := make([]byte, len(want))
	if _, err := io.ReadFull(s, first); err != nil || string(first) != want {
		t.Fatalf("before the handler is done: %q, %v", first, err)
	}
	close(proceed)
	if rest, err := io.ReadAll(s); err != nil || string(rest) != "two" {
		t.Errorf("afterwards: %q, %v", rest, err)
	}
}

// A panic after a part was sent cannot become a 500: the stream ends with an
// error, which aws-lambda-go reports in the trailers.
func TestStreamBreaksOff(t *testing.T) {
	t.Parallel()
	for name, v := range map[string]any{"panic": "no", "abort": http.ErrAbortHandler} {
		t.Run(name, func(t *testing.T) {
			h := New(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.(http.Flusher).Flush()
				panic(v)
			}), Options{Logger: slog.New(slog.DiscardHandler)})
			s, err := h.InvokeStream(t.Context(), json.RawMessage(eventURL))
			if err != nil {
				t.Fatal(err)
			}
			if all, err := io.ReadAll(s); err == nil {
				t.Errorf("the stream ended well after %q", all)
			}
		})
	}
}

func TestStreamClosedEarly(t *testing.T) {
	t.Parallel()
	done := make(chan error, 1)
	h := New(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.(http.Flusher).Flush() // meets a closed stream
		<-r.Context().Done()
		_, err := io.WriteString(w, strings.Repeat("a", 2*streamBuffer))
		done <- errors.Join(err, http.NewResponseController(w).Flush())
	}), Options{})
	s, err := h.InvokeStream(t.Context(), json.RawMessage(eventURL))
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	select {
	case err := <-done:
		if !errors.Is(err, io.ErrClosedPipe) {
			t.Errorf("writing to a closed stream: %v", err)
		}
	case <-time.After(10 * time.Second):
		t.Fatal("the handler does not learn that nobody listens")
	}
}

// Callers that cannot stream get the answer they know.
func TestStreamFallsBack(t *testing.T) {
	t.Parallel()
	h := New(typed("text/plain", "hi"), Options{})
	for _, event := range []string{eventHTTP, eventALB} {
		want, err := h.Invoke(t.Context(), []byte(event))
		if err != nil {
			t.Fatal(err)
		}
		s, err := h.InvokeStream(t.Context(), json.RawMessage(event))
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(s)
		if err != nil || !bytes.Equal(got, want) || s.ContentType() != "application/json" {
			t.Errorf("got %s %s, %v, want %s", s.ContentType(), got, err, want)
		}
	}
}

// aws-lambda-go takes InvokeStream as a handler and reads the stream.
func TestLambdaTakesTheStream(t *testing.T) {
	t.Parallel()
	h := lambda.NewHandler(New(typed("text/plain", "hi"), Options{}).InvokeStream)
	out, err := h.Invoke(context.Background(), []byte(eventURL))
	want := `{"statusCode":200,"headers":{"Content-Type":"text/plain"}}` + delimiter + "hi"
	if err != nil || string(out) != want {
		t.Errorf("got %q, %v, want %q", out, err, want)
	}
}

func FuzzStream(f *testing.F) {
	for _, event := range eventFiles(f) {
		f.Add(event, []byte("body"), true)
	}
	f.Add([]byte(eventURL), []byte("\x00\xff"), false)
	f.Fuzz(func(t *testing.T, event, body []byte, flush bool) {
		h := New(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			_, _ = w.Write(body)
			if flush {
				w.(http.Flusher).Flush()
			}
			_, _ = w.Write(body)
		}), Options{Logger: slog.New(slog.DiscardHandler)})
		s, err := h.InvokeStream(t.Context(), event)
		if err != nil {
			return
		}
		defer s.Close()
		all, err := io.ReadAll(s)
		if err != nil {
			t.Fatal(err)
		}
		head, _, found := bytes.Cut(all, []byte(delimiter))
		if s.ContentType() == typeStream && (!found || !json.Valid(head)) || s.ContentType() == typeJSON && !json.Valid(all) {
			t.Errorf("got %q of %q", all, event)
		}
	})
}
