package eventjson

import (
	"strings"
	"testing"
)

// FuzzAppendString holds strings against encoding/json.
func FuzzAppendString(f *testing.F) {
	for _, s := range []string{"", "a\"b\\", "\x00\x1f\x7f\b\f", "é\u2028\u2029\ufffd", "\xff\xe2\x80", strings.Repeat("x", 70) + "\n", "<&>"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		want := string(Encode(s))
		if got := string(AppendString(nil, s)); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
		if got := string(AppendText(nil, []byte(s))); got != want {
			t.Errorf("bytes: got %s, want %s", got, want)
		}
	})
}

// TestAppendValue holds values against encoding/json.
func TestAppendValue(t *testing.T) {
	t.Parallel()
	for _, v := range []any{
		nil, "a<b\u2028", true, int64(-7), 7, 1.5, []string(nil), []string{}, []string{"a", "\""}, []any{"a", nil},
		map[string]string(nil), map[string]string{}, map[string]string{"b": "1", "a": "2"}, map[string]any(nil), map[string]any{},
		map[string]any{"claims": map[string]string{"sub": "<s>"}, "scopes": []string(nil), "n": map[string]any{"x": nil}},
	} {
		if got, want := string(AppendValue(nil, v)), string(Encode(v)); got != want {
			t.Errorf("AppendValue(%#v): got %s, want %s", v, got, want)
		}
	}
}
