package gateway_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/apigen-go/apigen/gateway"
)

func get(t *testing.T, gw *gateway.Running, path string, header ...string) *http.Response {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, gw.URL()+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	resp, err := gw.Client().Do(req)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { resp.Body.Close() })
	return resp
}

func text(t *testing.T, resp *http.Response) string {
	t.Helper()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// The whole of a test with the reference document: functions, key, token, clock,
// trace.
func TestStart(t *testing.T) {
	t.Parallel()
	gw := gateway.Start(t, gateway.Document("testdata/directory.yaml"), gateway.Function("directory", echo),
		gateway.Stage("dev", map[string]string{"function": "directory"}))
	resp := get(t, gw, "/health")
	if resp.StatusCode != 200 || !strings.Contains(text(t, resp), `"stage":"dev"`) {
		t.Errorf("health: %d", resp.StatusCode)
	}
	token := gw.Token(gateway.TokenRequest{Use: "id"})
	resp = get(t, gw, "/personnel/7?view=x", "Authorization", token)
	if resp.StatusCode != 200 {
		t.Fatalf("with a token: %d %s", resp.StatusCode, text(t, resp))
	}
	trace := gw.Trace(resp)
	if trace.Route != "GET /personnel/{personId}" || trace.Status != 200 || len(trace.Steps) == 0 {
		t.Errorf("trace of %s: status %d, %d steps", trace.Route, trace.Status, len(trace.Steps))
	}
	gw.Clock().Advance(2 * time.Hour)
	if resp = get(t, gw, "/personnel/7?view=x", "Authorization", token); text(t, resp) != `{"message":"The incoming token has expired"}` {
		t.Errorf("two hours later: %d", resp.StatusCode)
	}
	write := gw.Token(gateway.TokenRequest{Scopes: []string{"directory/write"}})
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, gw.URL()+"/personnel", strings.NewReader(`{"name":"Jane"}`))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", write)
	req.Header.Set("x-api-key", gw.APIKey())
	posted, err := gw.Client().Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer posted.Body.Close()
	if posted.StatusCode != 200 {
		t.Errorf("with a key: %d %s", posted.StatusCode, text(t, posted))
	}
}

// One gateway knows nothing of another.
func TestStartIsIsolated(t *testing.T) {
	t.Parallel()
	for i := range 4 {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			t.Parallel()
			answer := fmt.Sprintf(`{"body":"%d"}`, i)
			gw := gateway.Start(t, gateway.Document("testdata/directory.yaml"), gateway.Stage("dev", map[string]string{"function": "directory"}),
				gateway.Function("directory", func(context.Context, []byte) ([]byte, error) { return []byte(answer), nil }))
			if got := text(t, get(t, gw, "/health")); got != fmt.Sprint(i) {
				t.Errorf("got %s", got)
			}
		})
	}
}

// minimal is a document with one function.
const minimal = `openapi: 3.0.1
info: {title: minimal, version: "1"}
paths:
  /a:
    get:
      responses: {"200": {description: OK}}
      x-amazon-apigateway-integration:
        type: aws_proxy
        httpMethod: POST
        uri: arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:123456789012:function:f/invocations
`

func TestStartHandlers(t *testing.T) {
	t.Parallel()
	type event struct{ Path string }
	for name, handler := range map[string]any{
		"bytes":       func(context.Context, []byte) ([]byte, error) { return []byte(`{"body":"/a"}`), nil },
		"http":        http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, r.URL.Path) }),
		"http's func": func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, r.URL.Path) },
		"typed": func(_ context.Context, e event) (map[string]any, error) {
			return map[string]any{"body": e.Path}, nil
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			gw := gateway.Start(t, gateway.DocumentText(minimal), gateway.Function("f", handler))
			if got := text(t, get(t, gw, "/a")); got != "/a" {
				t.Errorf("got %s", got)
			}
		})
	}
}

func TestStartFrom(t *testing.T) {
	t.Parallel()
	var event struct {
		RequestContext struct{ Identity struct{ SourceIP string } }
	}
	gw := gateway.Start(t, gateway.DocumentText(minimal), gateway.Time(time.Date(2030, 1, 2, 3, 4, 5, 0, time.UTC)),
		gateway.Function("f", func(_ context.Context, payload []byte) ([]byte, error) {
			return []byte(`{}`), json.Unmarshal(payload, &event)
		}))
	for _, ip := range []string{"203.0.113.7", "2001:db8::1"} {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, gw.URL()+"/a", nil)
		if err != nil {
			t.Fatal(err)
		}
		resp, err := gw.ClientFrom(ip).Do(req)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if event.RequestContext.Identity.SourceIP != ip {
			t.Errorf("from %s: the event says %s", ip, event.RequestContext.Identity.SourceIP)
		}
		if at := gw.Trace(resp).Time; at.Year() != 2030 {
			t.Errorf("the request was at %s", at)
		}
	}
}

// A failing is a test that keeps what it was ended with.
type failing struct{ message string }

func (f *failing) Helper()        {}
func (f *failing) Cleanup(func()) {}
func (f *failing) Fatalf(format string, args ...any) {
	f.message = fmt.Sprintf(format, args...)
	runtime.Goexit()
}

func TestStartFails(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		options []gateway.Option
		want    string
	}{
		"no file":    {[]gateway.Option{gateway.Document("no-such.yaml")}, "start gateway: open no-such.yaml"},
		"no handler": {[]gateway.Option{gateway.Function("f", nil)}, "start gateway: function f has no handler"},
		"no API":     {[]gateway.Option{gateway.DocumentText("a: b")}, "import document: status 400"},
		"a warning": {[]gateway.Option{gateway.DocumentText(minimal + `
components: {securitySchemes: {web: {type: http, scheme: bearer}}}
`)}, "import document: "},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f, done := &failing{}, make(chan struct{})
			go func() {
				defer close(done)
				gateway.Start(f, tt.options...)
			}()
			<-done
			if !strings.HasPrefix(f.message, tt.want) {
				t.Errorf("got %q, want %q", f.message, tt.want)
			}
		})
	}
}

// A gateway with the reference API answers within 50 milliseconds of its start.
func BenchmarkStart(b *testing.B) {
	for b.Loop() {
		gw := gateway.Start(b, gateway.Document("testdata/directory.yaml"), gateway.Function("directory", echo), gateway.Stage("dev", map[string]string{"function": "directory"}))
		resp, err := gw.Client().Get(gw.URL() + "/health")
		if err != nil || resp.StatusCode != 200 {
			b.Fatal(err, resp)
		}
		resp.Body.Close()
	}
}

// TestStartSpelling has a function see header names as they were sent.
func TestStartSpelling(t *testing.T) {
	t.Parallel()
	gw := gateway.Start(t, gateway.Document("testdata/directory.yaml"), gateway.Function("directory", echo),
		gateway.Stage("dev", map[string]string{"function": "directory"}))
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, gw.URL()+"/health", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header["additional_parameters"] = []string{"--wait"}
	resp, err := gw.Client().Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if got := text(t, resp); !strings.Contains(got, `"additional_parameters":"--wait"`) {
		t.Errorf("the function got %s", got)
	}
}
