package openapi

import (
	"errors"
	"testing"
)

func TestPointer(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		path []string
		want string
	}{
		{nil, ""},
		{[]string{"paths", "/pets/{id}", "get"}, "/paths/~1pets~1{id}/get"},
		{[]string{"a~b", ""}, "/a~0b/"},
	} {
		got := Pointer(tt.path...)
		if got != tt.want {
			t.Errorf("Pointer(%q) = %q, want %q", tt.path, got, tt.want)
		}
		back, err := SplitPointer(got)
		if err != nil || Pointer(back...) != tt.want {
			t.Errorf("SplitPointer(%q) = %q, %v", got, back, err)
		}
	}
	if _, err := SplitPointer("a/b"); err == nil {
		t.Error("SplitPointer takes a pointer without its slash")
	}
}

func TestResolve(t *testing.T) {
	t.Parallel()
	doc, err := Parse("api.yaml", []byte(`
a: {$ref: '#/b'}
b: {$ref: '#/c/0'}
c: [{x: 1}]
loop: {$ref: '#/loop2'}
loop2: {$ref: '#/loop'}
out: {$ref: 'other.yaml#/x'}
gone: {$ref: '#/nowhere'}
`))
	if err != nil {
		t.Fatal(err)
	}
	n, pointer, err := doc.Resolve(doc.Root.Get("a"), "/a")
	if err != nil || pointer != "/c/0" || n.Get("x") == nil {
		t.Errorf("Resolve(/a) = %v, %q, %v", n, pointer, err)
	}
	if got, ok := doc.PointerOf(n); !ok || got != "/c/0" {
		t.Errorf("PointerOf = %q, %v", got, ok)
	}
	for key, want := range map[string]error{"loop": ErrCyclicRef, "out": ErrExternalRef, "gone": ErrMissingRef} {
		if _, _, err := doc.Resolve(doc.Root.Get(key), "/"+key); !errors.Is(err, want) {
			t.Errorf("Resolve(/%s) gave %v, want %v", key, err, want)
		}
	}
	if _, ok := doc.PointerOf(Str("elsewhere")); ok {
		t.Error("PointerOf finds a value that is not in the document")
	}
}

func TestLookupIndexes(t *testing.T) {
	t.Parallel()
	doc, err := Parse("api.json", []byte(`{"a": [{"b": 1}], "": {"0": 2}}`))
	if err != nil {
		t.Fatal(err)
	}
	for pointer, want := range map[string]string{"/a/0/b": "1", "//0": "2", "/a/1": "", "/a/-1": "", "/a/00": "", "/a/x": "", "/none/deep": ""} {
		n := doc.Root.Lookup(pointer)
		if want == "" && n != nil || want != "" && (n == nil || n.Text != want) {
			t.Errorf("Lookup(%q) = %+v, want %q", pointer, n, want)
		}
	}
}

func TestPosOf(t *testing.T) {
	t.Parallel()
	doc, err := Parse("api.yaml", []byte("a:\n  b: [x, y]\n"))
	if err != nil {
		t.Fatal(err)
	}
	for pointer, want := range map[string]string{
		"": "api.yaml:1:1", "/a": "api.yaml:1:1", "/a/b": "api.yaml:2:3", "/a/b/1": "api.yaml:2:10",
		"/a/gone/deep": "api.yaml:1:1", "no pointer": "api.yaml:1:1",
	} {
		if got := doc.PosOf(pointer).String(); got != want {
			t.Errorf("PosOf(%q) = %s, want %s", pointer, got, want)
		}
	}
}

func FuzzPointer(f *testing.F) {
	f.Add("/paths/~1a/~01")
	f.Fuzz(func(t *testing.T, pointer string) {
		path, err := SplitPointer(pointer)
		if err != nil {
			return
		}
		again, err := SplitPointer(Pointer(path...))
		if err != nil || Pointer(again...) != Pointer(path...) {
			t.Errorf("%q is %q, written and read again %q", pointer, path, again)
		}
	})
}
