package httpapi

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/net/http/httpguts"
)

// Whatever a function returns is an answer that HTTP can carry or an error.
func FuzzFunctionAnswer(f *testing.F) {
	for _, s := range []string{
		`{"statusCode":200,"headers":{"a":"b","n":1},"cookies":["c=d"],"body":"eA==","isBase64Encoded":true}`,
		`{"statusCode":"201","multiValueHeaders":{"a":["b"]}}`, `"text"`, `null`, `[1, 2]`, `{"statusCode":1e300}`, `{`,
	} {
		f.Add([]byte(s), false)
		f.Add([]byte(s), true)
	}
	f.Fuzz(func(t *testing.T, payload []byte, old bool) {
		ans, err := functionAnswer(payload, old)
		if err != nil {
			return
		}
		if ans.status < 200 || ans.status > 599 || !json.Valid(payload) {
			t.Errorf("%q: status %d", payload, ans.status)
		}
		for name, values := range ans.header {
			if strings.EqualFold(name, "Connection") || strings.EqualFold(name, "Content-Length") {
				t.Errorf("%q: passes %s", payload, name)
			}
			for _, v := range values {
				if validHeader(ans.header) != (httpguts.ValidHeaderFieldName(name) && httpguts.ValidHeaderFieldValue(v)) && len(ans.header) == 1 && len(values) == 1 {
					t.Errorf("%q: header %q: %q", payload, name, v)
				}
			}
		}
	})
}

// A path that is let through is text without dot segments, however often it was
// encoded.
func FuzzPath(f *testing.F) {
	for _, s := range []string{"/a%20b", "/a%3Fb", "/%252e%252e/x", "/a%2525", "/%C0%AF", "/%00", "//", "x", "/%zz"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		x := &exchange{target: Target{Path: raw}}
		if _, refused := x.readPath(); refused != nil {
			if refused.status != 400 {
				t.Errorf("%q: status %d", raw, refused.status)
			}
			return
		}
		if !utf8.ValidString(x.path) || strings.ContainsRune(x.path, 0) || !strings.HasPrefix(x.path, "/") ||
			strings.Contains(x.path+"/", "/../") || strings.Contains(x.path+"/", "/./") {
			t.Errorf("%q became %q", raw, x.path)
		}
	})
}

// Mapped queries keep what is in them.
func FuzzQuery(f *testing.F) {
	f.Add("a=1&a=2&b=%zz&=&c", "n", "v w")
	f.Fuzz(func(t *testing.T, raw, name, value string) {
		q := parseQuery(raw).without(name).with(name, value)
		again := parseQuery(q.raw).values(name)
		if utf8.ValidString(name) && name != "" && (len(again) != 1 || again[0] != value) {
			t.Errorf("%q with %q=%q: got %q, %q", raw, name, value, q.raw, again)
		}
	})
}
