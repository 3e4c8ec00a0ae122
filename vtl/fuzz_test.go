package vtl_test

import (
	"encoding/json"
	"errors"
	"testing"

	"github.com/apigen-go/apigen/vtl"
)

// FuzzRender parses and renders whatever comes: no panic, and the limits hold.
func FuzzRender(f *testing.F) {
	for _, template := range handWrittenSeeds(f) {
		f.Add(template)
	}
	for _, template := range generate(2, 40) {
		f.Add(template)
	}
	limits := vtl.Limits{Steps: 20_000, Output: 1 << 16}
	f.Fuzz(func(t *testing.T, text string) {
		template, err := vtl.ParseLimited(vtl.Source{Text: text}, limits)
		if err != nil {
			var syntax *vtl.SyntaxError
			if !errors.As(err, &syntax) || syntax.Pos.Line < 1 || syntax.Pos.Col < 1 {
				t.Fatalf("%q: %v has no place", text, err)
			}
			return
		}
		vars := vtl.Vars{"s": vtl.Str("Grüße"), "n": vtl.Int(3), "m": vtl.FromMap(vtl.NewMap()), "j": mustJSON(t, `{"a": [1, {"b": null}], "c": "x\ny"}`)}
		got, err := template.Render(t.Context(), vars)
		var located *vtl.RenderError
		if err != nil && !errors.As(err, &located) {
			t.Fatalf("%q: %v has no place", text, err)
		}
		if len(got) > 1<<16+len(text) {
			t.Fatalf("%q makes %d bytes", text, len(got))
		}
	})
}

func handWrittenSeeds(f *testing.F) []string {
	return []string{
		"$a.b[0].c('x', \"$y\", 1.5, [1..$n], {'k': $v})", "#set($x = ($a + 1) * -2 % $b && !true || 'x' == \"y\")#elseif",
		"#foreach($i in [$a..$b])$foreach.hasNext#break#end", "#define($d)$d#end$d", "\\\\#if(true)#{else}#{end}", "${!x}$!{y.z}$\\!x",
		"#macro(a $b)x#end#a(1 'b' $c)#@d()e#end", "#[[ $x ]]##* c *###c\n#stop", "$j.a[1].b $j $j.c.replaceAll('(x)|\\s', '$1') $s.substring(1, 3)$s.split('ü')",
		"$m.put($s, $j)$m.entrySet()$m.putAll($j)$m", "#set($j.a[0] = $m)#set($m.x = $j)$m", "$s.format('%5.2f %s %d', 1.0, $m, 3)", "#if($a#if(", "$x{a.b}c$x.y## z", "# \t#set($x=1)",
	}
}

func mustJSON(t testing.TB, text string) vtl.Value {
	t.Helper()
	v, err := vtl.ParseJSON(text)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// FuzzParseJSON holds the JSON decoder against encoding/json: what that reads,
// this reads, and what this prints, that reads as the same value.
func FuzzParseJSON(f *testing.F) {
	for _, text := range []string{
		`{"a": [1, -2.5e3, true, false, null, "x\u00e9\n\"\/"], "b": {}, "a": 2}`, `"\ud83d\ude00\ud800"`, `[[[]]]`, ` 12 `, `-0`, `01`, `1.`, `{"a":}`, `[1,]`, `"`, `{"a" 1}`, `{"\u0061": 1, "a": 2}`, `{"a": 1, "\u0061": 2}`,
		`{"k0":0,"k1":1,"k2":2,"k3":3,"k4":4,"k5":5,"k6":6,"k7":7,"k8":8,"k9":9,"k10":10,"k11":11,"k12":12,"k13":13,"k14":14,"k15":15,"k16":16,"k17":17,"k3":"again"}`,
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		v, err := vtl.ParseJSON(text)
		var want any
		wantErr := json.Unmarshal([]byte(text), &want)
		if err != nil {
			if wantErr == nil {
				t.Fatalf("%q: %v, but it is JSON", text, err)
			}
			return
		}
		if wantErr != nil {
			return // control characters in strings
		}
		for range 2 { // untouched, and with everything taken out of the text
			var got any
			printed := vtl.AppendJSON(nil, v)
			if err := json.Unmarshal(printed, &got); err != nil {
				t.Fatalf("%q prints %q: %v", text, printed, err)
			}
			a, _ := json.Marshal(got)
			b, _ := json.Marshal(want)
			if string(a) != string(b) {
				t.Fatalf("%q prints %q", text, printed)
			}
			touch(v)
		}
	})
}

// touch looks at every part of a value.
func touch(v vtl.Value) {
	if l := v.List(); l != nil {
		for i := range l.Len() {
			touch(l.At(i))
		}
	}
	if m := v.Map(); m != nil {
		for _, member := range m.Entries() {
			touch(member)
		}
	}
}
