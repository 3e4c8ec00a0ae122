package openapi

import (
	"strings"
	"testing"
)

func TestEdit(t *testing.T) {
	t.Parallel()
	set := func(pointer, text string) Change {
		return Change{Kind: SetScalar, Pointer: pointer, Value: Str(text)}
	}
	add := func(pointer, key string, value *Node) Change {
		return Change{Kind: AddMember, Pointer: pointer, Key: key, Value: value}
	}
	rename := func(pointer, key string) Change { return Change{Kind: RenameKey, Pointer: pointer, Key: key} }
	remove := func(pointer string) Change { return Change{Kind: Remove, Pointer: pointer} }
	for _, tt := range []struct {
		name, in string
		change   Change
		want     string // empty: it cannot be written
	}{
		{"plain scalar with a comment", "a: get # why\nb: 1\n", set("/a", "POST"), "a: POST # why\nb: 1\n"},
		{"quoted scalars", "a: 'it''s'\nb: \"x\\\"y\" # c\n", set("/b", "z"), "a: 'it''s'\nb: z # c\n"},
		{"scalar that needs quotes", "a: x\n", set("/a", "'true'"), "a: \"'true'\"\n"},
		{"scalar in flow", "{a: {b: x, c: [y, z]}}\n", set("/a/c/0", "a, b"), "{a: {b: x, c: [\"a, b\", z]}}\n"},
		{"scalar of several lines", "a: one\n  two\nb: 1\n", set("/a", "x"), "a: x\nb: 1\n"},
		{"block scalar", "a: |\n  one\n\n  two\n\nb: 1\n", set("/a", "x"), "a: x\n\nb: 1\n"},
		{"item", "a:\n  - x # c\n  - y\n", set("/a/0", "z"), "a:\n  - z # c\n  - y\n"},
		{"after letters of several bytes", "{ä: ö, b: x}\n", set("/b", "z"), "{ä: ö, b: z}\n"},
		{"windows line ends", "a: x\r\nb: y\r\n", add("", "c", Str("z")), "a: x\r\nc: z\r\nb: y\r\n"},
		{"byte-order mark", "\ufeffa: x\n", set("/a", "z"), "\ufeffa: z\n"},
		{"key", "paths:\n  /a/: # here\n    get: {}\n", rename("/paths/~1a~1", "/a"), "paths:\n  /a: # here\n    get: {}\n"},
		{"key that is taken", "a: 1\nb: 2\n", rename("/a", "b"), ""},
		{"quoted key in flow", "{'a': 1, b: 2}\n", rename("/a", "c"), "{c: 1, b: 2}\n"},
		{"remove lines", "a:\n  b: # c\n    - 1\n    - 2 # d\n  # of e\n  e: 3\n", remove("/a/b"), "a:\n  # of e\n  e: 3\n"},
		{"remove the last", "a: 1\nb: x\n", remove("/b"), "a: 1\n"},
		{"remove what stands alone", "a:\n  b: 1\n", remove("/a/b"), ""},
		{"remove behind a dash", "- a: 1\n  b: 2\n", remove("/0/a"), "- b: 2\n"},
		{"remove in flow", "a: {b: 1, c: {d: \"}\"}, e: it's}\n", remove("/a/c"), "a: {b: 1, e: it's}\n"},
		{"remove the last in flow", "a: [1, {x: 1}]\n", remove("/a/1"), "a: [1]\n"},
		{"remove an item", "a:\n- 1\n- 2\n", remove("/a/0"), "a:\n- 2\n"},
		{"add to a block", "a:\n  type: x # t\n  # of u\n  u: 1\n", add("/a", "m", Str("POST")), "a:\n  type: x # t\n  m: POST\n  # of u\n  u: 1\n"},
		{"add before nested members", "a:\n  u:\n    v: 1\n", add("/a", "m", Arr()), "a:\n  m: []\n  u:\n    v: 1\n"},
		{"add behind a dash", "a:\n- n: x\n", add("/a/0", "m", Boolean(true)), "a:\n- n: x\n  m: true\n"},
		{"add to an empty object", "a: {}\n", add("/a", "m", Int(1)), "a: {m: 1}\n"},
		{"add what is there", "a: {m: 1}\n", add("/a", "m", Int(1)), ""},
		{"add to a scalar", "a: 1\n", add("/a", "m", Int(1)), ""},
		{"an alias is left alone", "a: &x {b: 1}\nc: *x\n", set("/c/b", "2"), ""},
		{"json scalar", "{\n\t\"a\": \"x\",\n\t\"b\": 1\n}\n", set("/b", "y"), "{\n\t\"a\": \"x\",\n\t\"b\": \"y\"\n}\n"},
		{"json add", "{\n  \"a\": 1\n}\n", add("", "b", Str("x")), "{\n  \"b\": \"x\",\n  \"a\": 1\n}\n"},
		{"json add to nothing", "{\"a\":{}}", add("/a", "b", Arr()), "{\"a\":{\"b\": []}}"},
		{"json remove", "{\"a\": 1, \"b\": [1, 2], \"c\": 3}", remove("/b"), "{\"a\": 1, \"c\": 3}"},
		{"json remove the last", "{\"a\": 1, \"b\": [1, 2]}", remove("/b/1"), "{\"a\": 1, \"b\": [1]}"},
		{"json rename", "{\"a\": 1}", rename("/a", "b\"c"), "{\"b\\\"c\": 1}"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			doc, err := Parse("a.yaml", []byte(tt.in))
			if err != nil {
				t.Fatal(err)
			}
			got, made := doc.Edit([]byte(tt.in), []Change{tt.change})
			want := tt.want
			if want == "" {
				want = tt.in
			}
			if string(got) != want || made[0] != (tt.want != "") {
				t.Errorf("got %q, made %t; want %q", got, made[0], want)
			}
		})
	}
}

// Changes that fit are made, whatever stands beside them.
func TestEditSeveral(t *testing.T) {
	t.Parallel()
	in := "a: [1, 2, 3]\nb:\n  c: x\n"
	doc, err := Parse("a.yaml", []byte(in))
	if err != nil {
		t.Fatal(err)
	}
	got, made := doc.Edit([]byte(in), []Change{
		{Kind: Remove, Pointer: "/a/0"},
		{Kind: Remove, Pointer: "/a/2"},
		{Kind: SetScalar, Pointer: "/nowhere", Value: Str("x")},
		{Kind: AddMember, Pointer: "/b", Key: "d", Value: Str("z")},
	})
	if want := "a: [2]\nb:\n  c: x\n  d: z\n"; string(got) != want || made[2] || !made[0] || !made[1] || !made[3] {
		t.Errorf("got %q, %v; want %q", got, made, want)
	}
}

// FuzzEdit changes whatever a text holds: nothing panics, and what is made reads
// as the changed document.
func FuzzEdit(f *testing.F) {
	f.Add("a: [1, {b: 'c'}]\nd: |\n  e\n", "x")
	f.Add("{\"a\": {\"b\": 1}}", "y: z")
	f.Add("- a: 1\n  b: 2 # c\n", "'")
	f.Fuzz(func(t *testing.T, in, word string) {
		doc, err := Parse("a.yaml", []byte(in))
		if err != nil || len(in) > 1000 || strings.ToValidUTF8(word, "") != word {
			return
		}
		var changes []Change
		doc.Root.Walk(func(path []string, n *Node) bool {
			pointer := Pointer(path...)
			changes = append(changes, Change{Kind: Remove, Pointer: pointer}, Change{Kind: RenameKey, Pointer: pointer, Key: word},
				Change{Kind: SetScalar, Pointer: pointer, Value: Str(word)}, Change{Kind: AddMember, Pointer: pointer, Key: word, Value: Str(word)})
			return len(changes) < 40
		})
		for _, c := range changes {
			out, made := doc.Edit([]byte(in), []Change{c})
			again, err := Parse("a.yaml", out)
			if err != nil {
				t.Fatalf("%+v makes %q of %q: %v", c, out, in, err)
			}
			if want := doc.Root.Clone(); made[0] && (c.apply(want) != nil || !same(want, again.Root)) {
				t.Fatalf("%+v makes %q of %q", c, out, in)
			}
		}
	})
}
