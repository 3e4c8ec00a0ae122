package schema

import (
	"reflect"
	"testing"

	"github.com/apigen-go/apigen/internal/generate/contract"

	"github.com/apigen-go/apigen/internal/diag"
	"github.com/apigen-go/apigen/internal/golden"
)

// Every tag of the reference is one, and its example is of it.
func TestTagReference(t *testing.T) {
	for _, tag := range Tags {
		list, err := parseTags(tag.Example)
		if err != nil || len(list) != 1 || list[0].key != tag.Name {
			t.Errorf("the example of %s is %s (%v)", tag.Name, tag.Example, err)
		}
		if tag.Means == "" {
			t.Errorf("%s does not say what it means", tag.Name)
		}
	}
	golden.Check(t, "../../../docs/tags.md", Markdown())
}

func TestParseTags(t *testing.T) {
	for _, tt := range []struct {
		in   string
		want tags
		bad  bool
	}{
		{in: ""},
		{in: `json:"a,omitempty"`, want: tags{{"json", "a,omitempty"}}},
		{in: ` json:"a"  query:"b" `, want: tags{{"json", "a"}, {"query", "b"}}},
		{in: `pattern:"^\\d+\"$"`, want: tags{{"pattern", `^\d+"$`}}},
		{in: `json`, bad: true},
		{in: `json:a`, bad: true},
		{in: `json:"a`, bad: true},
		{in: `:"a"`, bad: true},
		{in: `json:"a",query:"b"`, bad: true},
		{in: `json:"a"query:"b"`, bad: true},
		{in: `json:"a" json:"b"`, bad: true},
		{in: `json:"\q"`, bad: true},
		{in: "json:\"a\nb\"", bad: true},
	} {
		got, err := parseTags(tt.in)
		if (err != nil) != tt.bad {
			t.Errorf("parseTags(%q): error %v, want one: %v", tt.in, err, tt.bad)
		}
		if err == nil && !reflect.DeepEqual(got, tt.want) {
			t.Errorf("parseTags(%q) = %v, want %v", tt.in, got, tt.want)
		}
	}
}

// FuzzParseTags holds the parser against package reflect: what it takes, both
// read alike.
func FuzzParseTags(f *testing.F) {
	f.Add(`json:"a,omitempty" minLength:"1"`)
	f.Add(`a:"\""`)
	f.Add(`a:"b" c`)
	f.Fuzz(func(t *testing.T, text string) {
		list, err := parseTags(text)
		if err != nil {
			return
		}
		for _, pair := range list {
			if got, ok := reflect.StructTag(text).Lookup(pair.key); !ok || got != pair.value {
				t.Errorf("%q: key %s is %q here and %q, %v in package reflect", text, pair.key, pair.value, got, ok)
			}
		}
	})
}

func TestNearest(t *testing.T) {
	known := []string{"minLength", "maxLength", "pattern", "json", "db"}
	for in, want := range map[string]string{
		"minLenght": "minLength", "MAXLENGTH": "maxLength", "patern": "pattern", "jsno": "json", "jso": "json", "frobnicate": "", "d": "db",
	} {
		if got := diag.Nearest(in, known); got != want {
			t.Errorf("Nearest(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestValidScalar(t *testing.T) {
	for _, tt := range []struct {
		kind contract.Kind
		text string
		want bool
	}{
		{contract.Integer, "0", true}, {contract.Integer, "-12", true}, {contract.Integer, "1.0", false},
		{contract.Integer, "01", false}, {contract.Integer, "+1", false}, {contract.Integer, "", false},
		{contract.Integer, "123456789012345678901234567890", true},
		{contract.Number, "1.5", true}, {contract.Number, "1e3", true}, {contract.Number, "-0.5E-2", true},
		{contract.Number, "1e999999999", false}, {contract.Number, "null", false}, {contract.Number, `"1"`, false},
		{contract.Number, ".5", false}, {contract.Number, "", false}, {contract.Number, "NaN", false}, {contract.Number, " 1", false},
		{contract.Boolean, "true", true}, {contract.Boolean, "TRUE", false},
		{contract.String, "", true},
	} {
		if got := validScalar(&contract.Value{Kind: tt.kind, Text: tt.text}); got != tt.want {
			t.Errorf("validScalar(%s %q) = %v, want %v", tt.kind, tt.text, got, tt.want)
		}
	}
}

// FuzzNumbers looks for numbers that pass the check and then cannot be
// computed or compared with.
func FuzzNumbers(f *testing.F) {
	for _, s := range []string{"0", "-1", "1e5", "1E-5", "99999999999999999999", "1e400", "null"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, kind := range []contract.Kind{contract.Integer, contract.Number} {
			v := &contract.Value{Kind: kind, Text: text}
			if validScalar(v) && rat(v).Cmp(rat(v)) != 0 {
				t.Errorf("%s %q is not equal to itself", kind, text)
			}
		}
	})
}
