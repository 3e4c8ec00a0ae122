package sealed

import (
	"encoding/json"
	"errors"
	"testing"
)

func TestMarshal(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		v    any
		want string
	}{
		{struct{}{}, `{"type":"a\"b"}`},
		{struct{ X int }{1}, `{"type":"a\"b","X":1}`},
		{5, ""},
		{nil, ""},
		{make(chan int), ""},
	} {
		got, err := Marshal("type", `a"b`, tt.v)
		if string(got) != tt.want || (err == nil) != (tt.want != "") {
			t.Errorf("Marshal(%v) = %s, %v, want %s", tt.v, got, err, tt.want)
		}
	}
}

func TestValue(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{`{"type":"a","x":[1]}`: "a", `{"x":1}`: "", `null`: "", `{"Type":"a"}`: ""} {
		if got, err := Value("type", []byte(in)); err != nil || got != want {
			t.Errorf("Value(%s) = %q, %v, want %q", in, got, err, want)
		}
	}
	for _, in := range []string{`[1]`, `{"type":`, `{"type":5}`} {
		if got, err := Value("type", []byte(in)); err == nil {
			t.Errorf("Value(%s) = %q, want an error", in, got)
		}
	}
}

func TestErrorText(t *testing.T) {
	t.Parallel()
	var err error = &Error{Member: "kind", Want: []string{"a", "b"}}
	if want := "an object has no member kind, want one of a, b"; err.Error() != want {
		t.Errorf("got %q, want %q", err, want)
	}
	err = &Error{Member: "kind", Got: "c", Want: []string{"a"}}
	var e *Error
	if want := `an object has kind "c", want one of a`; err.Error() != want || !errors.As(err, &e) {
		t.Errorf("got %q, want %q", err, want)
	}
}

// FuzzMarshal looks for members and values whose object cannot be read again.
func FuzzMarshal(f *testing.F) {
	f.Add("type", "circle", "x")
	f.Add("", "<&>\u2028", "\xff")
	f.Fuzz(func(t *testing.T, member, value, text string) {
		data, err := Marshal(member, value, struct{ Text string }{text})
		if err != nil || !json.Valid(data) {
			t.Fatalf("Marshal(%q, %q): %s, %v", member, value, data, err)
		}
	})
}
