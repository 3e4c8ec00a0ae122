package lambdahttp

import (
	"errors"
	"net/http"
	"strings"
	"testing"
)

// Names become what net/http's own server would make of them.
func FuzzCanonical(f *testing.F) {
	for _, name := range []string{"", "a", "host", "HOST", "x-request-source", "X-Request-Source", "x--b", "-x", "é", "a b", "a_b", "etag", "WWW-AUTHENTICATE", "x-amzn-trace-id", "a\x00"} {
		f.Add(name)
	}
	f.Fuzz(func(t *testing.T, name string) {
		var e event
		if got, want := e.canonical(name), http.CanonicalHeaderKey(name); got != want {
			t.Errorf("canonical(%q) = %q, want %q", name, got, want)
		}
	})
}

// Texts stay what they are when the scratch is full.
func TestScratch(t *testing.T) {
	t.Parallel()
	var s scratch
	texts := make([]string, 100)
	for i := range texts {
		start := s.begin(i)
		s.WriteString(strings.Repeat(string(rune('!'+i%90)), i))
		texts[i] = s.since(start)
	}
	for i, text := range texts {
		if want := strings.Repeat(string(rune('!'+i%90)), i); text != want {
			t.Errorf("text %d is %q, want %q", i, text, want)
		}
	}
}

func TestHeadersOfAnyOrder(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, event, want string }{
		{"2.0", `{"version":"2.0","headers":{"x-a":"1"},"rawPath":"/","requestContext":{"http":{"method":"GET"}}}`, "1"},
		{"2.0, the version last", `{"headers":{"x-a":"1"},"rawPath":"/","requestContext":{"http":{"method":"GET"}},"version":"2.0"}`, "1"},
		{"lists after single values", `{"headers":{"x-a":"1"},"multiValueHeaders":{"x-a":["1","2"]},"httpMethod":"GET","path":"/"}`, "1|2"},
		{"lists before single values", `{"multiValueHeaders":{"x-a":["1","2"]},"headers":{"x-a":"1"},"httpMethod":"GET","path":"/"}`, "1|2"},
		{"no lists", `{"multiValueHeaders":null,"headers":{"x-a":"1"},"httpMethod":"GET","path":"/"}`, "1"},
		{"2.0 with lists", `{"version":"2.0","multiValueHeaders":{"x-a":["1","2"]},"headers":{"x-a":"3"},"rawPath":"/","requestContext":{"http":{"method":"GET"}}}`, "1|2"},
		{"the last of two", `{"version":"2.0","headers":{"x-a":"1","x-b":"1"},"headers":{"x-a":"2"},"rawPath":"/","requestContext":{"http":{"method":"GET"}}}`, "2"},
		{"two spellings", `{"multiValueHeaders":{"x-a":["1"],"X-A":["2"]},"httpMethod":"GET","path":"/"}`, "1|2"},
		{"more than usual", `{"multiValueHeaders":{"x-b":[` + strings.Repeat(`"b",`, 2*usualHeaders) + `"b"],"x-a":["1"]},"httpMethod":"GET","path":"/"}`, "1"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var got string
			h := New(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { got = strings.Join(r.Header["X-A"], "|") }), Options{})
			if _, err := h.Invoke(t.Context(), []byte(tt.event)); err != nil || got != tt.want {
				t.Errorf("header %q, error %v, want %q", got, err, tt.want)
			}
		})
	}
}

// Other events may call something else headers.
func TestHeadersOfOtherEvents(t *testing.T) {
	t.Parallel()
	const event = `{"version":"2.0","headers":{"a":{"b":1}},"multiValueHeaders":[1,{"x":2}],"detail":{}}`
	_, err := New(http.NotFoundHandler(), Options{}).Invoke(t.Context(), []byte(event))
	if !errors.Is(err, errNoEvent) {
		t.Errorf("error %v, want %v", err, errNoEvent)
	}
}
