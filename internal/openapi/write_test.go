package openapi

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/big"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"
	"pgregory.net/rapid"
)

func TestWriteYAML(t *testing.T) {
	for _, tt := range []struct {
		name string
		node *Node
		want string
	}{
		{"members in their order", Obj(M("b", Str("x")), M("a", Int(1))), "b: x\na: 1\n"},
		{"nested", Obj(M("a", Obj(M("b", Boolean(true))))), "a:\n  b: true\n"},
		{"array of objects", Obj(M("a", Arr(Obj(M("x", Int(1)), M("y", Int(2))), Str("z")))),
			"a:\n  - x: 1\n    \"y\": 2\n  - z\n"},
		{"array of arrays", Obj(M("a", Arr(Arr(Int(1), Int(2)), Arr(Int(3))))), "a:\n  - - 1\n    - 2\n  - - 3\n"},
		{"empty", Obj(M("a", Arr()), M("b", Obj()), M("c", &Node{})), "a: []\nb: {}\nc: null\n"},
		{"status keys are strings", Obj(M("200", Str("ok"))), "\"200\": ok\n"},
		{"words of YAML 1.1", Strs("yes", "No", "on", "y", "null", "~"),
			"- \"yes\"\n- \"No\"\n- \"on\"\n- \"y\"\n- \"null\"\n- \"~\"\n"},
		{"strings like numbers and dates", Strs("1e3", "012", "2026-01-31", "1.0.0", "12:30", ".5", "-lastName"),
			"- \"1e3\"\n- \"012\"\n- \"2026-01-31\"\n- \"1.0.0\"\n- \"12:30\"\n- \".5\"\n- \"-lastName\"\n"},
		{"indicators", Strs("*/*", "{a}", "a: b", "a #b", "a:b", "/p/{id}", "^[a-z]+$", ""),
			"- \"*/*\"\n- \"{a}\"\n- \"a: b\"\n- \"a #b\"\n- a:b\n- /p/{id}\n- ^[a-z]+$\n- \"\"\n"},
		{"single quotes keep back-slashes", Strs(`{"a": "\d"}`, `"it's"`), "- '{\"a\": \"\\d\"}'\n- \"\\\"it's\\\"\"\n"},
		{"literal block", Obj(M("a", Str("one\n\n  two\n")), M("b", Str("x\ny"))),
			"a: |\n  one\n\n    two\nb: |-\n  x\n  y\n"},
		{"text no block can hold", Strs(" x\ny", "x\n\n", "x\ty"), "- \" x\\ny\"\n- \"x\\n\\n\"\n- \"x\\ty\"\n"},
		{"not in YAML 1.1", Strs("a\u0085b", "😀", "é"), "- \"a\\u0085b\"\n- \"\\U0001F600\"\n- é\n"},
		{"exponents", Arr(Num("1e3"), Num("1.5E-7"), Num("-2")), "- 1.0e+3\n- 1.5e-7\n- -2\n"},
		{"comments", Obj(
			M("a", commented(Int(1), "one\n\ntwo")),
			M("b", Arr(commented(Str("x"), "of x"), Obj(M("k", commented(Int(1), "of k")))))),
			"# one\n#\n# two\na: 1\nb:\n  # of x\n  - x\n  -\n    # of k\n    k: 1\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var b bytes.Buffer
			if err := WriteYAML(&b, tt.node); err != nil {
				t.Fatal(err)
			}
			if b.String() != tt.want {
				t.Errorf("WriteYAML wrote\n%s\nwant\n%s", b.String(), tt.want)
			}
		})
	}
}

func TestWriteJSON(t *testing.T) {
	n := Obj(M("b", Str("a\"\\\n<\u2028\xff")), M("a", Arr(Int(1), Arr(), Obj())))
	for _, tt := range []struct{ indent, want string }{
		{"", `{"b":"a\"\\\n<\u2028` + "\uFFFD" + `","a":[1,[],{}]}`},
		{"  ", "{\n  \"b\": \"a\\\"\\\\\\n<\\u2028\uFFFD\",\n  \"a\": [\n    1,\n    [],\n    {}\n  ]\n}\n"},
	} {
		var b bytes.Buffer
		if err := WriteJSON(&b, n, tt.indent); err != nil {
			t.Fatal(err)
		}
		if b.String() != tt.want {
			t.Errorf("WriteJSON with indent %q wrote\n%s\nwant\n%s", tt.indent, b.String(), tt.want)
		}
	}
}

func TestWriteRefusesBadNumbers(t *testing.T) {
	for _, text := range []string{"", "01", ".5", "1.", "+1", "0x1f", "1e", "1e+", "NaN", "1 "} {
		if err := WriteYAML(&bytes.Buffer{}, Arr(Num(text))); err == nil {
			t.Errorf("WriteYAML took the number %q", text)
		}
		if err := WriteJSON(&bytes.Buffer{}, Arr(Num(text)), ""); err == nil {
			t.Errorf("WriteJSON took the number %q", text)
		}
	}
}

// TestRoundTrip writes random trees and reads them with another reader.
func TestRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := randomNode(t, 3)
		var y, j bytes.Buffer
		if err := WriteYAML(&y, n); err != nil {
			t.Fatal(err)
		}
		if err := WriteJSON(&j, n, "  "); err != nil {
			t.Fatal(err)
		}
		var root yaml.Node
		if err := yaml.Unmarshal(y.Bytes(), &root); err != nil {
			t.Fatalf("%v in\n%s", err, y.String())
		}
		if got, want := render(fromYAML(root.Content[0])), render(n); got != want {
			t.Fatalf("YAML reads as %s, want %s, in\n%s", got, want, y.String())
		}
		if !json.Valid(j.Bytes()) {
			t.Fatalf("not JSON:\n%s", j.String())
		}
		var fromJSON yaml.Node
		if err := yaml.Unmarshal(j.Bytes(), &fromJSON); err == nil {
			if got, want := render(fromYAML(fromJSON.Content[0])), render(n); got != want {
				t.Fatalf("JSON reads as %s, want %s, in\n%s", got, want, j.String())
			}
		}
	})
}

// FuzzStrings holds the quoting rules against a reader: a string as a value, a
// key and a comment.
func FuzzStrings(f *testing.F) {
	for _, s := range []string{"", "yes", "a: b", "- x", "x\n y\n", "\t", "\x00", "\xff", "---", "#", "'\"\\", "a\u2028b", "😀", "<<"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		var b bytes.Buffer
		n := Obj(M("k", commented(Arr(Str(s), Obj(M(s, Str(s)))), s)))
		if err := WriteYAML(&b, n); err != nil {
			t.Fatal(err)
		}
		var root yaml.Node
		if err := yaml.Unmarshal(b.Bytes(), &root); err != nil {
			t.Fatalf("%v in\n%s", err, b.String())
		}
		if got, want := render(fromYAML(root.Content[0])), render(n); got != want {
			t.Fatalf("read %s, want %s, from\n%s", got, want, b.String())
		}
	})
}

func commented(n *Node, comment string) *Node {
	n.Comment = comment
	return n
}

func randomNode(t *rapid.T, depth int) *Node {
	kind := rapid.IntRange(0, 6).Draw(t, "kind")
	if depth == 0 {
		kind %= 4
	}
	switch kind {
	case 0:
		return Str(randomText(t))
	case 1:
		return Num(rapid.StringMatching(`-?(0|[1-9][0-9]{0,8})(\.[0-9]{1,6})?([eE][+-]?[0-9]{1,2})?`).Draw(t, "number"))
	case 2:
		return Boolean(rapid.Bool().Draw(t, "bool"))
	case 3:
		return &Node{}
	case 4:
		n := &Node{Kind: Array}
		for range rapid.IntRange(0, 4).Draw(t, "items") {
			n.Items = append(n.Items, randomNode(t, depth-1))
		}
		return n
	}
	n := Obj()
	for range rapid.IntRange(0, 4).Draw(t, "members") {
		n.Set(randomText(t), randomNode(t, depth-1))
	}
	if rapid.Bool().Draw(t, "commented") {
		n.Comment = randomText(t)
	}
	return n
}

func randomText(t *rapid.T) string {
	if rapid.Bool().Draw(t, "any") {
		return rapid.String().Draw(t, "text")
	}
	return rapid.StringMatching(`[-a-z0-9:#'"\\ \n\t.{}\[\]!&*%@|>~=<,?]{0,12}`).Draw(t, "text")
}

// fromYAML reads what yaml/v4 made of a document, with its own types.
func fromYAML(n *yaml.Node) *Node {
	switch n.Kind {
	case yaml.SequenceNode:
		a := &Node{Kind: Array}
		for _, c := range n.Content {
			a.Items = append(a.Items, fromYAML(c))
		}
		return a
	case yaml.MappingNode:
		o := &Node{Kind: Object}
		for i := 0; i+1 < len(n.Content); i += 2 {
			if n.Content[i].ShortTag() != "!!str" {
				o.Members = append(o.Members, M("("+n.Content[i].ShortTag()+")", nil))
				continue
			}
			o.Members = append(o.Members, M(n.Content[i].Value, fromYAML(n.Content[i+1])))
		}
		return o
	}
	switch n.ShortTag() {
	case "!!null":
		return &Node{}
	case "!!bool":
		return &Node{Kind: Bool, Text: n.Value}
	case "!!int", "!!float":
		return Num(n.Value)
	}
	return Str(n.Value)
}

// render gives a text that is equal for trees of equal values.
func render(n *Node) string {
	switch {
	case n == nil:
		return "nil"
	case n.Kind == Null:
		return "null"
	case n.Kind == Number:
		f, _, err := big.ParseFloat(n.Text, 10, 200, big.ToNearestEven)
		if err != nil {
			return err.Error()
		}
		return f.Text('g', 30)
	case n.Kind == Array:
		var parts []string
		for _, item := range n.Items {
			parts = append(parts, render(item))
		}
		return "[" + strings.Join(parts, ",") + "]"
	case n.Kind == Object:
		var parts []string
		for _, m := range n.Members {
			parts = append(parts, fmt.Sprintf("%q:%s", strings.ToValidUTF8(m.Key, "\uFFFD"), render(m.Value)))
		}
		return "{" + strings.Join(parts, ",") + "}"
	case n.Kind == Bool:
		return n.Text
	}
	return fmt.Sprintf("%q", strings.ToValidUTF8(n.Text, "\uFFFD"))
}
