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

	"github.com/aws/aws-lambda-go/events"
)

// Two small events: what the tests below are about is the answer.
const (
	eventREST = `{"resource":"/x","path":"/x","httpMethod":"GET","requestContext":{"stage":"live","requestId":"r-1"}}`
	eventHTTP = `{"version":"2.0","rawPath":"/x","rawQueryString":"","requestContext":{"stage":"$default","http":{"method":"GET"}}}`
)

func TestResponse(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name       string
		handle     http.HandlerFunc
		rest, http string
	}{
		{"nothing at all", func(http.ResponseWriter, *http.Request) {},
			`{"statusCode":200,"multiValueHeaders":{},"body":"","isBase64Encoded":false}`,
			`{"statusCode":200,"headers":{},"body":"","isBase64Encoded":false}`},
		{"a sniffed type", func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "hi \"you\"\n\x01") },
			`{"statusCode":200,"multiValueHeaders":{"Content-Type":["application/octet-stream"]},"body":"aGkgInlvdSIKAQ==","isBase64Encoded":true}`,
			`{"statusCode":200,"headers":{"Content-Type":"application/octet-stream"},"body":"aGkgInlvdSIKAQ==","isBase64Encoded":true}`},
		{"a type that is not to be sniffed", func(w http.ResponseWriter, _ *http.Request) {
			w.Header()["Content-Type"] = nil
			_, _ = io.WriteString(w, "<p>")
		},
			`{"statusCode":200,"multiValueHeaders":{},"body":"<p>","isBase64Encoded":false}`,
			`{"statusCode":200,"headers":{},"body":"<p>","isBase64Encoded":false}`},
		{"text", typed("application/problem+json", "{\"a\":\"é\\n\x7f\u2028😀\"}"),
			`{"statusCode":200,"multiValueHeaders":{"Content-Type":["application/problem+json"]},"body":"{\"a\":\"é\\n` + "\x7f\u2028" + `😀\"}","isBase64Encoded":false}`,
			`{"statusCode":200,"headers":{"Content-Type":"application/problem+json"},"body":"{\"a\":\"é\\n` + "\x7f\u2028" + `😀\"}","isBase64Encoded":false}`},
		{"text that is not UTF-8", typed("text/plain; charset=latin1", "caf\xe9"),
			`{"statusCode":200,"multiValueHeaders":{"Content-Type":["text/plain; charset=latin1"]},"body":"Y2Fm6Q==","isBase64Encoded":true}`,
			`{"statusCode":200,"headers":{"Content-Type":"text/plain; charset=latin1"},"body":"Y2Fm6Q==","isBase64Encoded":true}`},
		{"bytes", typed("image/png", "ASCII by chance"),
			`{"statusCode":200,"multiValueHeaders":{"Content-Type":["image/png"]},"body":"QVNDSUkgYnkgY2hhbmNl","isBase64Encoded":true}`,
			`{"statusCode":200,"headers":{"Content-Type":"image/png"},"body":"QVNDSUkgYnkgY2hhbmNl","isBase64Encoded":true}`},
		{"an encoding", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "identity")
			w.Header().Set("Content-Type", "text/plain")
			_, _ = io.WriteString(w, "a")
		},
			`{"statusCode":200,"multiValueHeaders":{"Content-Encoding":["identity"],"Content-Type":["text/plain"]},"body":"YQ==","isBase64Encoded":true}`,
			`{"statusCode":200,"headers":{"Content-Encoding":"identity","Content-Type":"text/plain"},"body":"YQ==","isBase64Encoded":true}`},
		{"headers the gateway owns or nobody may send", func(w http.ResponseWriter, _ *http.Request) {
			h := w.Header()
			h.Set("Content-Length", "3")
			h.Set("Connection", "close")
			h.Set("Transfer-Encoding", "chunked")
			h["bad name"] = []string{"x"}
			h["X-Empty"] = nil
			h.Set("X-Odd", " a\r\nb\xff\t")
			w.WriteHeader(404)
		},
			`{"statusCode":404,"multiValueHeaders":{"X-Odd":["a  b�"]},"body":"","isBase64Encoded":false}`,
			`{"statusCode":404,"headers":{"X-Odd":"a  b�"},"body":"","isBase64Encoded":false}`},
		{"lists and cookies", func(w http.ResponseWriter, _ *http.Request) {
			w.Header()["Vary"] = []string{"Accept", "Origin"}
			w.Header()["Set-Cookie"] = []string{"a=1; Path=/", "b=2, 3"}
			w.WriteHeader(201)
		},
			`{"statusCode":201,"multiValueHeaders":{"Set-Cookie":["a=1; Path=/","b=2, 3"],"Vary":["Accept","Origin"]},"body":"","isBase64Encoded":false}`,
			`{"statusCode":201,"cookies":["a=1; Path=/","b=2, 3"],"headers":{"Vary":"Accept,Origin"},"body":"","isBase64Encoded":false}`},
		{"changes after the status", func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(103) // informational: has no place in an event
			w.WriteHeader(202)
			w.Header().Set("X-Late", "1")
			w.WriteHeader(500)
			w.(http.Flusher).Flush()
		},
			`{"statusCode":202,"multiValueHeaders":{},"body":"","isBase64Encoded":false}`,
			`{"statusCode":202,"headers":{},"body":"","isBase64Encoded":false}`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			h := New(tt.handle, Options{Logger: slog.New(slog.DiscardHandler)})
			for event, want := range map[string]string{eventREST: tt.rest, eventHTTP: tt.http} {
				out, err := h.Invoke(t.Context(), []byte(event))
				if err != nil {
					t.Fatal(err)
				}
				if string(out) != want {
					t.Errorf("got  %s\nwant %s", out, want)
				}
			}
		})
	}
}

func typed(contentType, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", contentType)
		_, _ = io.WriteString(w, body)
	}
}

func TestNoBodyWhereNoneMayBe(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, event string
		status      int
		want        error
	}{
		{"204", eventREST, 204, http.ErrBodyNotAllowed},
		{"304", eventREST, 304, http.ErrBodyNotAllowed},
		{"HEAD", strings.Replace(eventREST, "GET", "HEAD", 1), 200, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			h := New(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.WriteHeader(tt.status)
				if _, err := w.Write([]byte("body")); !errors.Is(err, tt.want) {
					t.Errorf("Write: %v, want %v", err, tt.want)
				}
			}), Options{})
			out, err := h.Invoke(t.Context(), []byte(tt.event))
			if err != nil {
				t.Fatal(err)
			}
			var resp events.APIGatewayProxyResponse
			if err := json.Unmarshal(out, &resp); err != nil {
				t.Fatal(err)
			}
			if resp.StatusCode != tt.status || resp.Body != "" || resp.IsBase64Encoded {
				t.Errorf("got %+v", resp)
			}
		})
	}
}

func TestPanicIs500AndTheProcessLives(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	h := New(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Half", "done")
		_, _ = io.WriteString(w, "half an answer")
		if r.URL.Path == "/x" {
			panic("no such luck")
		}
	}), Options{Logger: slog.New(slog.NewJSONHandler(&log, nil))})
	out, err := h.Invoke(t.Context(), []byte(eventREST))
	if err != nil {
		t.Fatal(err)
	}
	want := `{"statusCode":500,"multiValueHeaders":{"Content-Type":["application/problem+json"]},"body":"{\"title\":\"Internal Server Error\",\"status\":500}","isBase64Encoded":false}`
	if string(out) != want {
		t.Errorf("got  %s\nwant %s", out, want)
	}
	for _, part := range []string{"no such luck", "response_test.go", `"path":"/x"`} {
		if !strings.Contains(log.String(), part) {
			t.Errorf("log lacks %q: %s", part, &log)
		}
	}
	out, err = h.Invoke(t.Context(), []byte(strings.ReplaceAll(eventREST, "/x", "/y")))
	if err != nil || !strings.Contains(string(out), "half an answer") {
		t.Errorf("after the panic: %s, %v", out, err)
	}
}

func TestAbortIsAnError(t *testing.T) {
	t.Parallel()
	h := New(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }), Options{})
	if out, err := h.Invoke(t.Context(), []byte(eventREST)); !errors.Is(err, http.ErrAbortHandler) {
		t.Errorf("got %s, %v", out, err)
	}
}

// Lambda refuses responses over 6 MB; the reason must stand in the log, not be
// guessed from a 502.
func responseLimit(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name string
		size int
		ok   bool
	}{
		{"below", MaxResponse/4*3 - 1000, true},
		{"only base64 is above", MaxResponse / 4 * 3, false},
		{"far above", MaxResponse + 1, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			h := New(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", "image/png")
				chunk := make([]byte, 1<<16)
				for left := tt.size; left > 0; left -= len(chunk) {
					_, _ = w.Write(chunk[:min(left, len(chunk))])
				}
			}), Options{})
			out, err := h.Invoke(t.Context(), []byte(eventREST))
			if tt.ok {
				if err != nil || len(out) > MaxResponse {
					t.Errorf("%d bytes, %v", len(out), err)
				}
				return
			}
			if !errors.Is(err, ErrResponseTooLarge) || !strings.Contains(err.Error(), "GET /x") || !strings.Contains(err.Error(), "6291556") {
				t.Errorf("error %v", err)
			}
		})
	}
}

func TestWriteAfterReturn(t *testing.T) {
	t.Parallel()
	var kept http.ResponseWriter
	h := New(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { kept = w }), Options{})
	if _, err := h.Invoke(t.Context(), []byte(eventREST)); err != nil {
		t.Fatal(err)
	}
	if n, err := kept.Write([]byte("late")); n != 0 || err == nil {
		t.Errorf("Write after the handler returned: %d, %v", n, err)
	}
}

func TestDeadlineReachesTheHandler(t *testing.T) {
	t.Parallel()
	deadline := time.Now().Add(time.Hour)
	ctx, cancel := context.WithDeadline(t.Context(), deadline)
	defer cancel()
	h := New(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		if got, ok := r.Context().Deadline(); !ok || !got.Equal(deadline) {
			t.Errorf("deadline %v, %v, want %v", got, ok, deadline)
		}
		cancel()
		if r.Context().Err() == nil {
			t.Error("the request's context outlives the invocation's")
		}
	}), Options{})
	if _, err := h.Invoke(ctx, []byte(eventREST)); err != nil {
		t.Fatal(err)
	}
}

func FuzzResponse(f *testing.F) {
	f.Add("text/plain", "X-A", "b", []byte("body"))
	f.Add("", "Set-Cookie", "\x00\"\\", []byte("\xff\xfe<"))
	f.Fuzz(func(t *testing.T, contentType, name, value string, body []byte) {
		h := New(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header()[name] = []string{value}
			w.Header().Set("Content-Type", contentType)
			_, _ = w.Write(body)
		}), Options{})
		out, err := h.Invoke(t.Context(), []byte(eventREST))
		if err != nil {
			t.Fatal(err)
		}
		var resp struct {
			StatusCode        int
			MultiValueHeaders map[string][]string
			Body              []byte
			IsBase64Encoded   bool
		}
		var text struct{ Body string }
		if err := json.Unmarshal(out, &text); err != nil {
			t.Fatalf("%v in %q", err, out)
		}
		got := []byte(text.Body)
		if bytes.Contains(out, []byte(`"isBase64Encoded":true`)) {
			if err := json.Unmarshal(out, &resp); err != nil {
				t.Fatalf("%v in %q", err, out)
			}
			got = resp.Body
		}
		if !bytes.Equal(got, body) {
			t.Errorf("body %q arrived as %q", body, got)
		}
	})
}
