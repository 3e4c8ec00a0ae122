package diag_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/apigen-go/apigen/internal/diag"
)

var sample = diag.List{
	{
		Pos: diag.Pos{File: "api/my api.yaml", Line: 12, Col: 5}, Severity: diag.Error, Rule: "verb",
		Message: "100% wrong: a, b", Hint: "write\nPOST", Pointer: "/paths/~1a/get",
		Source: diag.Pos{File: "api/api.go", Line: 3, Col: 2},
		Fix: &diag.Fix{Message: "write POST", Edits: []diag.Edit{{
			Start: diag.Pos{File: "api/my api.yaml", Line: 12, Col: 17}, End: diag.Pos{File: "api/my api.yaml", Line: 12, Col: 20}, Text: "POST",
		}}},
	},
	{Pos: diag.Pos{File: "b.yaml"}, Severity: diag.Info, Rule: "other", Message: "advice"},
	{Severity: diag.Warning, Rule: "other", Message: "nowhere"},
}

// sarifShape is the part of the public schema of SARIF 2.1.0 that concerns what
// is written: for each kind of object its members with their kinds, and those
// that must be there. Every object of the schema has additionalProperties:
// false. https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/
var sarifShape = map[string]map[string]string{
	"log":              {"$schema": "uri", "version!": "=2.1.0", "runs!": "[run"},
	"run":              {"tool!": "tool", "columnKind": "=utf16CodeUnits|unicodeCodePoints", "results": "[result"},
	"tool":             {"driver!": "toolComponent"},
	"toolComponent":    {"name!": "string", "version": "string", "rules": "[descriptor"},
	"descriptor":       {"id!": "string", "shortDescription": "message", "fullDescription": "message", "helpUri": "uri", "defaultConfiguration": "configuration"},
	"configuration":    {"level": "=none|note|warning|error"},
	"message":          {"text!": "string"},
	"result":           {"ruleId": "string", "ruleIndex": "count", "level": "=none|note|warning|error", "message!": "message", "locations": "[location", "relatedLocations": "[location", "fixes": "[fix"},
	"location":         {"id": "count", "physicalLocation": "physicalLocation", "logicalLocations": "[logicalLocation", "message": "message"},
	"physicalLocation": {"artifactLocation!": "artifactLocation", "region": "region"},
	"artifactLocation": {"uri!": "uri"},
	"region":           {"startLine": "positive", "startColumn": "positive", "endLine": "positive", "endColumn": "positive"},
	"logicalLocation":  {"fullyQualifiedName": "string", "kind": "string"},
	"fix":              {"description": "message", "artifactChanges!": "[artifactChange"},
	"artifactChange":   {"artifactLocation!": "artifactLocation", "replacements!": "[replacement"},
	"replacement":      {"deletedRegion!": "region", "insertedContent": "message"},
}

// checkSARIF gives every place where a value is not of its kind.
func checkSARIF(kind, where string, v any) []string {
	wrong := func() []string { return []string{fmt.Sprintf("%s: %v is no %s", where, v, kind)} }
	if item, ok := strings.CutPrefix(kind, "["); ok {
		items, ok := v.([]any)
		if !ok {
			return wrong()
		}
		var all []string
		for i, x := range items {
			all = append(all, checkSARIF(item, fmt.Sprintf("%s[%d]", where, i), x)...)
		}
		return all
	}
	if values, ok := strings.CutPrefix(kind, "="); ok {
		if text, ok := v.(string); !ok || !slices.Contains(strings.Split(values, "|"), text) {
			return wrong()
		}
		return nil
	}
	switch kind {
	case "string", "uri":
		if text, ok := v.(string); !ok || kind == "uri" && strings.Contains(text, " ") {
			return wrong()
		}
		return nil
	case "count", "positive":
		if n, ok := v.(float64); !ok || n < 0 || kind == "positive" && n < 1 {
			return wrong()
		}
		return nil
	}
	object, ok := v.(map[string]any)
	if !ok {
		return wrong()
	}
	var all []string
	shape := sarifShape[kind]
	for name, value := range object {
		member, ok := shape[name]
		if !ok {
			member, ok = shape[name+"!"]
		}
		if !ok {
			all = append(all, fmt.Sprintf("%s: a %s has no member %s", where, kind, name))
			continue
		}
		all = append(all, checkSARIF(member, where+"."+name, value)...)
	}
	for name := range shape {
		if name, must := strings.CutSuffix(name, "!"); must && object[name] == nil {
			all = append(all, fmt.Sprintf("%s: a %s needs %s", where, kind, name))
		}
	}
	return all
}

func TestWriteSARIF(t *testing.T) {
	t.Parallel()
	tool := diag.Tool{Name: "apigen", Version: "v1", Rules: []diag.ToolRule{
		{ID: "other", Title: "something", Text: "something else", Severity: diag.Info},
		{ID: "verb", Title: "wrong verb", Text: "the verb is wrong", Severity: diag.Error, HelpURI: "https://example.com/rules#verb"},
	}}
	for name, list := range map[string]diag.List{"findings": sample, "none": nil} {
		t.Run(name, func(t *testing.T) {
			var b strings.Builder
			if err := diag.WriteSARIF(&b, tool, list); err != nil {
				t.Fatal(err)
			}
			var v any
			if err := json.Unmarshal([]byte(b.String()), &v); err != nil {
				t.Fatal(err)
			}
			for _, problem := range checkSARIF("log", "log", v) {
				t.Error(problem)
			}
			if len(list) == 0 {
				return
			}
			for _, want := range []string{
				`"uri": "api/api.go"`, `"startLine": 3`, `"uri": "api/my%20api.yaml"`, `"ruleIndex": 1`, `"level": "note"`,
				`"fullyQualifiedName": "/paths/~1a/get"`, `"endColumn": 20`,
			} {
				if !strings.Contains(b.String(), want) {
					t.Errorf("there is no %s in\n%s", want, b.String())
				}
			}
		})
	}
}

// The check of the shape finds what is wrong.
func TestSARIFShape(t *testing.T) {
	t.Parallel()
	for _, in := range []string{
		`{"version": "2.0.0", "runs": []}`, `{"version": "2.1.0"}`, `{"version": "2.1.0", "runs": [{"tool": {"driver": {}}}]}`,
		`{"version": "2.1.0", "runs": [], "more": 1}`, `{"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "x"}}, "results": [{"message": {"text": "x"}, "level": "info"}]}]}`,
	} {
		var v any
		if err := json.Unmarshal([]byte(in), &v); err != nil {
			t.Fatal(err)
		}
		if len(checkSARIF("log", "log", v)) == 0 {
			t.Errorf("%s passes", in)
		}
	}
}

func TestWriteGitHub(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	if err := diag.Write(&b, "github", sample); err != nil {
		t.Fatal(err)
	}
	want := "::error file=api/api.go,line=3,col=2,title=verb::100%25 wrong: a, b%0Ahint: write%0APOST\n" +
		"::notice file=b.yaml,title=other::advice\n" +
		"::warning title=other::nowhere\n"
	if b.String() != want {
		t.Errorf("got\n%swant\n%s", b.String(), want)
	}
}
