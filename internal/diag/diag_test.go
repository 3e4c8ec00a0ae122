package diag_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/apigen-go/apigen/internal/diag"
)

func TestNearest(t *testing.T) {
	known := []string{"minLength", "maxLength", "pattern", "query"}
	for _, tt := range []struct{ name, want string }{
		{"minLenght", "minLength"},
		{"MINLENGTH", "minLength"},
		{"qeury", "query"},
		{"patern", "pattern"},
		{"zzz", ""},
		{"", ""},
	} {
		if got := diag.Nearest(tt.name, known); got != tt.want {
			t.Errorf("Nearest(%q) = %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestWrite(t *testing.T) {
	list := diag.List{
		{Pos: diag.Pos{File: "b.go", Line: 2, Col: 1}, Severity: diag.Warning, Rule: "late", Message: "later"},
		{Pos: diag.Pos{File: "api.go", Line: 12, Col: 5}, Severity: diag.Error, Rule: "route-twice", Message: "GET /x is routed twice", Hint: "take one away"},
		{Severity: diag.Info, Rule: "nowhere", Message: "no place"},
		{Pos: diag.Pos{File: "c.yaml", Line: 9, Col: 3}, Severity: diag.Error, Rule: "made", Message: "wrong", Source: diag.Pos{File: "c.go", Line: 4, Col: 2}},
	}
	list.Sort()
	for _, tt := range []struct{ format, want string }{
		{"text", "-: info: no place [nowhere]\n" +
			"api.go:12:5: error: GET /x is routed twice [route-twice]\n\thint: take one away\n" +
			"b.go:2:1: warning: later [late]\n" +
			"c.go:4:2: error: wrong [made]\n\tdocument: c.yaml:9:3\n"},
		{"json", `{
  "formatVersion": 1,
  "diagnostics": [
    {
      "pos": {},
      "severity": "info",
      "rule": "nowhere",
      "message": "no place"
    },
`},
	} {
		var b strings.Builder
		if err := diag.Write(&b, tt.format, list); err != nil {
			t.Fatal(err)
		}
		if !strings.HasPrefix(b.String(), tt.want) {
			t.Errorf("Write(%s):\n%s\nwant\n%s", tt.format, b.String(), tt.want)
		}
	}
	if err := diag.Write(&strings.Builder{}, "xml", list); err == nil {
		t.Error("Write(xml) gave no error")
	}
	if !list.HasErrors() || list.Count(diag.Warning) != 1 {
		t.Errorf("HasErrors %v, %d warnings", list.HasErrors(), list.Count(diag.Warning))
	}
}

func TestDistinct(t *testing.T) {
	t.Parallel()
	at := diag.Pos{File: "api.go", Line: 3, Col: 2}
	once := diag.List{{Pos: at, Rule: "a", Message: "m"}, {Pos: at, Rule: "b", Message: "m"}, {Pos: diag.Pos{File: "api.go", Line: 4}, Rule: "a", Message: "m"}}
	twice := diag.List{once[0], once[1], once[0], once[1], once[2]}
	if got := twice.Distinct(); !slices.Equal(got, once) {
		t.Errorf("got %v, want %v", got, once)
	}
}
