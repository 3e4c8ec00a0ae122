package lambdahttp

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

func TestOptionsOnPaths(t *testing.T) {
	t.Parallel()
	rest := func(path string) string {
		return `{"resource":"/{proxy+}","httpMethod":"GET","path":` + quote(path) + `,"requestContext":{"stage":"live"}}`
	}
	http2 := func(path, stage string) string {
		return `{"version":"2.0","rawPath":` + quote(path) + `,"requestContext":{"stage":"` + stage + `","http":{"method":"GET"}}}`
	}
	for _, tt := range []struct {
		name  string
		opts  Options
		event string
		want  string
	}{
		{"REST keeps what looks like a stage", Options{}, rest("/live/x"), "/live/x"},
		{"HTTP API drops its stage", Options{}, http2("/live/x", "live"), "/x"},
		{"HTTP API keeps it when told", Options{KeepStage: true}, http2("/live/x", "live"), "/live/x"},
		{"$default is no segment", Options{}, http2("/$default/x", "$default"), "/$default/x"},
		{"a custom domain has no stage", Options{}, http2("/x", "live"), "/x"},
		{"base path", Options{BasePath: "/staff"}, rest("/staff/x"), "/x"},
		{"base path, spelt otherwise", Options{BasePath: "staff/"}, rest("/staff/x"), "/x"},
		{"base path alone", Options{BasePath: "/staff"}, rest("/staff"), "/"},
		{"base path of two segments", Options{BasePath: "/staff/v1"}, rest("/staff/v1/x"), "/x"},
		{"another segment", Options{BasePath: "/staff"}, rest("/staffing"), "/staffing"},
		{"another path", Options{BasePath: "/staff"}, rest("/x"), "/x"},
		{"stage and base path", Options{BasePath: "/staff"}, http2("/live/staff/x", "live"), "/x"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var got string
			h := New(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { got = r.URL.Path }), tt.opts)
			if _, err := h.Invoke(t.Context(), []byte(tt.event)); err != nil {
				t.Fatal(err)
			}
			if got != tt.want {
				t.Errorf("path %q, want %q", got, tt.want)
			}
		})
	}
}

func TestProtocol(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, event, want string
		major, minor      int
	}{
		{"REST", `{"httpMethod":"GET","path":"/","requestContext":{"protocol":"HTTP/1.1"}}`, "HTTP/1.1", 1, 1},
		{"HTTP/2 client of a 2.0 event", `{"version":"2.0","rawPath":"/","requestContext":{"http":{"method":"GET","protocol":"HTTP/2.0"}}}`, "HTTP/2.0", 2, 0},
		{"old client", `{"version":"2.0","rawPath":"/","requestContext":{"http":{"method":"GET","protocol":"HTTP/1.0"}}}`, "HTTP/1.0", 1, 0},
		{"load balancer", eventALB, "HTTP/1.1", 1, 1},
		{"no protocol", `{"httpMethod":"GET","path":"/","requestContext":{"protocol":"quic"}}`, "HTTP/1.1", 1, 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			h := New(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
				if r.Proto != tt.want || r.ProtoMajor != tt.major || r.ProtoMinor != tt.minor {
					t.Errorf("got %s, %d.%d, want %s", r.Proto, r.ProtoMajor, r.ProtoMinor, tt.want)
				}
			}), Options{})
			if _, err := h.Invoke(t.Context(), []byte(tt.event)); err != nil {
				t.Fatal(err)
			}
		})
	}
}

func quote(s string) string {
	b, _ := json.Marshal(s)
	return string(b)
}

func TestMalformedEvents(t *testing.T) {
	t.Parallel()
	h := New(http.NotFoundHandler(), Options{})
	for _, tt := range []struct{ name, event, want string }{
		{"nothing", ``, "offset 0: unexpected end, want an object"},
		{"a list", `[]`, `offset 0: unexpected '[', want an object`},
		{"null", `null`, `offset 0: unexpected 'n', want an object`},
		{"an open object", `{"path":"/x"`, "unexpected end, want ',' or '}'"},
		{"no colon", `{"path" "/x"}`, `offset 8: unexpected '"', want ':'`},
		{"a trailing comma", `{"path":"/x",}`, "want a member name"},
		{"more after the end", eventREST + `x`, "want the end"},
		{"a NUL after the end", eventREST + "\x00", "want the end"},
		{"an open string", `{"path":"/x`, "unexpected end in a string"},
		{"a control character", "{\"path\":\"a\nb\"}", `offset 10: control character '\n' in a string`},
		{"no escape", `{"path":"\q"}`, "invalid escape"},
		{"half an escape", `{"path":"\u12"}`, "invalid escape"},
		{"no number", `{"x":-}`, "want a value"},
		{"two zeros", `{"x":00}`, "want ',' or '}'"},
		{"no literal", `{"x":nul}`, "want a value"},
		{"a path of numbers", `{"path":1}`, "offset 8: unexpected '1', want a string"},
		{"headers of text", `{"httpMethod":"GET","path":"/","headers":"x"}`, "headers: offset 41: unexpected '\"', want an object or null"},
		{"a header of an object", `{"httpMethod":"GET","path":"/","headers":{"a":{}}}`, "want a string"},
		{"query of text", `{"httpMethod":"GET","path":"/","queryStringParameters":[]}`, "query parameters: "},
		{"cookies of numbers", `{"version":"2.0","rawPath":"/","cookies":[1],"requestContext":{"http":{"method":"GET"}}}`, "cookies: "},
		{"a body of an object", `{"httpMethod":"POST","path":"/","body":{"a":1}}`, "want a string"},
		{"no base64", `{"httpMethod":"POST","path":"/","body":"@","isBase64Encoded":true}`, "body: isBase64Encoded is true: illegal base64 data"},
		{"no time", `{"requestContext":{"timeEpoch":1.5}}`, "got number 1.5"},
		{"too deep", `{"x":` + strings.Repeat("[", 200) + strings.Repeat("]", 200) + `}`, "nest more than 100 deep"},
		{"an object without anything", `{}`, "not a request"},
		{"a version to come", `{"version":"3.0","rawPath":"/","requestContext":{"http":{"method":"GET"}}}`, "not a request"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			out, err := h.Invoke(t.Context(), []byte(tt.event))
			var e *EventError
			if !errors.As(err, &e) || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %s, error %v, want %q", out, err, tt.want)
			}
		})
	}
}

// A handler may keep what it got, while the runtime reuses the payload.
func TestRequestOutlivesThePayload(t *testing.T) {
	t.Parallel()
	var kept *http.Request
	h := New(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { kept = r }), Options{})
	payload := []byte(strings.Replace(eventREST, `"requestId":"r-1"`, `"requestId":"r-1","authorizer":{"claims":{"sub":"5f1c"}}`, 1))
	payload = []byte(strings.Replace(string(payload), `"resource"`, `"headers":{"X-Who":"zoë"},"resource"`, 1))
	if _, err := h.Invoke(t.Context(), payload); err != nil {
		t.Fatal(err)
	}
	clear(payload)
	c, ok := RequestContext(kept.Context())
	if sub := c.Claims()["sub"]; sub != "5f1c" {
		t.Errorf("after reuse of the payload: claim %q", sub)
	}
	if kept.URL.Path != "/x" || kept.Header.Get("X-Who") != "zoë" || !ok || c.RequestID != "r-1" || !json.Valid(c.Event()) {
		t.Errorf("after reuse of the payload: path %q, header %q, context %+v", kept.URL.Path, kept.Header, c)
	}
}

func TestRequestContextElsewhere(t *testing.T) {
	t.Parallel()
	if c, ok := RequestContext(t.Context()); ok {
		t.Errorf("got %+v of a request that came through no gateway", c)
	}
}

// The URL must be the one net/http's server would have made of the same path.
func FuzzSetPath(f *testing.F) {
	for _, s := range []string{"/", "/a%2Fb", "/a b", "/a+b!", "/%zz", "/a:b;c=d,e", "/λ", "/%CE%BB", "/[x]", "/a//b/"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, path string) {
		if !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") || strings.ContainsAny(path, "?#") {
			return // not the path of a request line
		}
		var got url.URL
		gotErr := setPath(&got, path)
		want, wantErr := url.ParseRequestURI(path)
		if wantErr != nil {
			return // it also refuses control characters, which no gateway sends
		}
		if gotErr != nil || got.Path != want.Path || got.RawPath != want.RawPath {
			t.Errorf("setPath(%q) = %q, %q, %v; net/url says %q, %q", path, got.Path, got.RawPath, gotErr, want.Path, want.RawPath)
		}
	})
}
