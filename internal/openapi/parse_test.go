package openapi

import (
	"errors"
	"strings"
	"testing"
)

// compact parses and prints as JSON.
func compact(t *testing.T, file, text string) string {
	t.Helper()
	doc, err := Parse(file, []byte(text))
	if err != nil {
		t.Fatalf("Parse: %v", err)
	}
	b, err := doc.Root.MarshalJSON()
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestParseValues(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, in, want string }{
		{"json keeps order and number text", `{"b": 1.50, "a": [true, null, "x"]}`, `{"b":1.50,"a":[true,null,"x"]}`},
		{"tab-indented json", "{\n\t\"a\": {\n\t\t\"b\": -1e3\n\t}\n}", `{"a":{"b":-1e3}}`},
		{"json escapes", `{"a": "\u00e9\n\"<&"}`, `{"a":"é\n\"<&"}`},
		{"byte order mark", "\ufeff{\"a\": 1}", `{"a":1}`},
		{"flow mapping that is not json", `{a: 1, b: [x]}`, `{"a":1,"b":["x"]}`},
		{"integer keys are text", "responses:\n  200: {description: ok}\n", `{"responses":{"200":{"description":"ok"}}}`},
		{"strings and numbers stay apart", "a: \"2.0\"\nb: 2.0\nc: 2.00\n", `{"a":"2.0","b":2.0,"c":2.00}`},
		{"yaml numbers json lacks", "a: 0x1F\nb: .5\nc: +3\nd: .inf\ne: 012345678901\n", `{"a":31,"b":0.5,"c":3,"d":".inf","e":"012345678901"}`},
		{"dates are text", "version: 2020-01-01\n", `{"version":"2020-01-01"}`},
		{"booleans", "a: True\nb: yes\nc: false\n", `{"a":true,"b":"yes","c":false}`},
		{"null", "a:\nb: ~\nc: null\n", `{"a":null,"b":null,"c":null}`},
		{"anchor and alias", "a: &x {k: [1]}\nb: *x\n", `{"a":{"k":[1]},"b":{"k":[1]}}`},
		{"merge key yields to own members", "a: &x {k: 1, l: 2}\nb:\n  <<: *x\n  k: 3\n", `{"a":{"k":1,"l":2},"b":{"k":3,"l":2}}`},
		{"merge list, earlier wins", "a: &x {k: 1}\nb: &y {k: 2, m: 3}\nc:\n  <<: [*x, *y]\n", `{"a":{"k":1},"b":{"k":2,"m":3},"c":{"k":1,"m":3}}`},
		{"short tags", "a: !Sub 'x${Y}'\nb: !Ref Z\nc: !GetAtt F.Arn\nd: !If [C, 1, !Ref AWS::NoValue]\ne: !Ref 200\n",
			`{"a":{"Fn::Sub":"x${Y}"},"b":{"Ref":"Z"},"c":{"Fn::GetAtt":["F","Arn"]},"d":{"Fn::If":["C",1,{"Ref":"AWS::NoValue"}]},"e":{"Ref":"200"}}`},
		{"comment before the marker", "# hello\n---\na: 1\n", `{"a":1}`},
		{"block scalar", "a: |\n  #set($x = 1)\n  $x\n", `{"a":"#set($x = 1)\n$x\n"}`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := compact(t, "api.yaml", tt.in); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}

func TestParseErrors(t *testing.T) {
	t.Parallel()
	bomb := "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n"
	for i := 1; i < 8; i++ {
		p, q := string(rune('0'+i-1)), string(rune('0'+i))
		bomb += "a" + q + ": &a" + q + " [" + strings.TrimSuffix(strings.Repeat("*a"+p+",", 10), ",") + "]\n"
	}
	for _, tt := range []struct{ name, file, in, want string }{
		{"empty", "api.yaml", " \n", "api.yaml:1:1: document is empty"},
		{"json without comma", "api.json", "{\n  \"a\": 1\n  \"b\": 2\n}", `api.json:3:3: want a comma or } after a member, found '"'`},
		{"json trailing comma", "api.json", `{"a": [1,]}`, "api.json:1:10: want a value, found ']'"},
		{"json cut off", "api.json", `{"a": "x`, "api.json:1:7: string does not end"},
		{"json number", "api.json", `{"a": 01}`, "api.json:1:8: malformed number"},
		{"json deep", "api.json", strings.Repeat("[", maxDepth+2), "nested deeper than"},
		// The two documents of the recorded refusals of ImportRestApi.
		{"recorded bad json", "", `{'key:value}`, "want a key in double quotes"},
		{"recorded bad yaml", "", "test:\n    value:\n        - \"value ... \"escaped\": $var, \"dt\": $(var +\"%a\")}\"\n        ", ":3:"},
		{"two documents", "api.yaml", "a: 1\n---\nb: 2\n", "more than one YAML document"},
		{"tab in yaml", "api.yaml", "a:\n\tb: 1\n", "api.yaml:2:"},
		{"alias circle", "api.yaml", "a: &x {b: *x}\n", "inside its own anchor"},
		{"alias bomb", "api.yaml", bomb, "after its aliases are expanded"},
		{"merge of a scalar", "api.yaml", "a:\n  <<: 1\n", "does not name a map"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Parse(tt.file, []byte(tt.in))
			var syntax *SyntaxError
			if !errors.As(err, &syntax) {
				t.Fatalf("Parse gave %v, want a *SyntaxError", err)
			}
			if !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %q, want it to contain %q", err, tt.want)
			}
		})
	}
}

func TestParsePositions(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, file, in, pointer string
		line, col               int
	}{
		{"json value", "a.json", "{\n  \"é\": {\"x\": [1, 22]}\n}", "/é/x/1", 2, 18},
		{"json one line", "a.json", `{"a":{"b":true}}`, "/a/b", 1, 11},
		{"yaml value", "a.yaml", "a:\n  b:\n    - x\n    - y: 1\n", "/a/b/1/y", 4, 10},
	} {
		t.Run(tt.name, func(t *testing.T) {
			doc, err := Parse(tt.file, []byte(tt.in))
			if err != nil {
				t.Fatal(err)
			}
			n := doc.Root.Lookup(tt.pointer)
			if n == nil {
				t.Fatalf("nothing at %s", tt.pointer)
			}
			if n.Pos.Line != tt.line || n.Pos.Col != tt.col || n.Pos.File != tt.file {
				t.Errorf("%s is at %s, want %s:%d:%d", tt.pointer, n.Pos, tt.file, tt.line, tt.col)
			}
		})
	}
}

func TestParseDuplicateKeys(t *testing.T) {
	t.Parallel()
	for _, in := range []string{"{\"a\": 1,\n\"a\": 2}", "a: 1\na: 2\n"} {
		doc, err := Parse("api.yaml", []byte(in))
		if err != nil {
			t.Fatal(err)
		}
		if got := doc.Root.Get("a").Text; got != "2" {
			t.Errorf("%q: a is %s, want the last value 2", in, got)
		}
		if len(doc.Findings) != 1 || doc.Findings[0].Pos.Line != 2 {
			t.Errorf("%q: findings %v, want one at line 2", in, doc.Findings)
		}
	}
}

func TestParseKeepsComments(t *testing.T) {
	t.Parallel()
	doc, err := Parse("api.yaml", []byte("a: 1\n# why\n# and how\nb: 2\n"))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := doc.Root.Get("b").Comment, "why\nand how"; got != want {
		t.Errorf("comment %q, want %q", got, want)
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		`{"a": [1, -2.5e3, "\u00e9", null, true]}`, "a: &x {b: 1}\nc:\n  <<: *x\n", "a: !Sub 'x'\n200: [y]\n", "{a: b}", "\ufeff{", "? [a]\n: b",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		doc, err := Parse("fuzz", data)
		if err != nil {
			var syntax *SyntaxError
			if !errors.As(err, &syntax) {
				t.Fatalf("error %v is no SyntaxError", err)
			}
			return
		}
		printed, err := doc.Root.MarshalJSON()
		if err != nil {
			t.Fatal(err)
		}
		again, err := Parse("fuzz.json", printed)
		if err != nil {
			t.Fatalf("own output %s does not parse: %v", printed, err)
		}
		if second, _ := again.Root.MarshalJSON(); string(second) != string(printed) {
			t.Fatalf("round trip changed\n%s\nto\n%s", printed, second)
		}
	})
}
