package lint

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/apigen-go/apigen/internal/apigw"
	"github.com/apigen-go/apigen/internal/diag"
	"github.com/apigen-go/apigen/internal/golden"
	"github.com/apigen-go/apigen/internal/openapi"
)

// lint reads and checks a file. Its first line may say with which options:
// # lint: endpoint=private set=title:off.
func lint(t *testing.T, file string) (found diag.List, text string) {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	text = string(data)
	if _, words, ok := strings.Cut(text, "# lint: pad="); ok {
		var n int
		if _, err := fmt.Sscan(words, &n); err != nil {
			t.Fatal(err)
		}
		data = append(data, bytes.Repeat([]byte("\n"), n)...)
	}
	return Source(filepath.Base(file), data, optionsOf(t, text)), text
}

func optionsOf(t *testing.T, text string) Options {
	t.Helper()
	first, _, _ := strings.Cut(text, "\n")
	words, ok := strings.CutPrefix(first, "# lint: ")
	var opts Options
	if !ok {
		return opts
	}
	for word := range strings.FieldsSeq(words) {
		name, value, _ := strings.Cut(word, "=")
		switch name {
		case "target":
			opts.Target = Target(value)
		case "endpoint":
			opts.Endpoint = value
		case "basepath":
			opts.Read.BasePath = apigw.BasePathMode(value)
		case "set":
			rule, severity, _ := strings.Cut(value, ":")
			opts.Settings = append(opts.Settings, Setting{Rule: rule, Severity: diag.Severity(severity), Pos: diag.Pos{File: "apigen.yaml", Line: 1}})
		case "stage":
			opts.Stages = append(opts.Stages, Stage{Name: value, Variables: map[string]string{"known": "x"}})
		case "pad":
		case "#":
			return opts
		default:
			t.Fatalf("unknown option %s", word)
		}
	}
	return opts
}

var wantComment = regexp.MustCompile(`# want ("(?:[^"\\]|\\.)*")`)

// TestRules runs each rule over its own file: every line with a want comment
// earns a finding whose message matches, and no other line does.
func TestRules(t *testing.T) {
	t.Parallel()
	known := map[string]bool{}
	for _, rule := range Rules() {
		known[rule.ID] = true
	}
	for _, rule := range Rules() {
		t.Run(rule.ID, func(t *testing.T) {
			found, text := lint(t, filepath.Join("testdata", rule.ID+".yaml"))
			wants := wanted(t, text)
			if rule == settingUnknown {
				wants[1] = regexp.MustCompile("there is no rule titel")
			}
			if len(wants) == 0 {
				t.Fatal("the file has no want comment")
			}
			for _, d := range found {
				if !known[d.Rule] {
					t.Errorf("finding of no rule: %+v", d)
				}
				if d.Rule != rule.ID {
					continue
				}
				if d.Severity != rule.Severity && !rule.graded || d.Pointer == "" && d.Pos.Line != 1 && !rule.placeless() {
					t.Errorf("finding has severity %s and pointer %q: %+v", d.Severity, d.Pointer, d)
				}
				want := wants[d.Pos.Line]
				if want == nil || !want.MatchString(d.Message) {
					t.Errorf("line %d: unexpected finding: %s", d.Pos.Line, d.Message)
				}
				delete(wants, d.Pos.Line)
			}
			for line, want := range wants {
				t.Errorf("line %d: no finding that matches %s", line, want)
			}
		})
	}
}

// placeless reports whether the rule is about no value of a document.
func (r *Rule) placeless() bool {
	return slices.Contains([]string{"duplicate-key", "parse", "ignore-unknown", "ignore-reason", "ignore-unused"}, r.ID)
}

// TestFixes mends the file of each rule by that rule alone. What comes of it is
// kept beside it.
func TestFixes(t *testing.T) {
	t.Parallel()
	fixes := 0
	for _, rule := range Rules() {
		file := filepath.Join("testdata", rule.ID+".yaml")
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		opts := optionsOf(t, string(data))
		opts.Rules = []*Rule{rule}
		if _, err := openapi.Parse(file, data); err != nil {
			continue
		}
		text, mended, err := Fix(file, data, opts)
		if err != nil {
			t.Fatal(err)
		}
		if rule.Mends != (len(mended) > 0) {
			t.Errorf("%s: says that it mends %t, and mends %d findings of its file", rule.ID, rule.Mends, len(mended))
		}
		if len(mended) == 0 {
			golden.Check(t, filepath.Join("testdata", "fixed", rule.ID+".yaml"), nil)
			continue
		}
		fixes++
		golden.Check(t, filepath.Join("testdata", "fixed", rule.ID+".yaml"), text)
		for _, d := range Source(file, text, opts) {
			if d.Fix != nil {
				t.Errorf("%s: still has what could be mended: %s", rule.ID, d.Message)
			}
		}
	}
	if fixes == 0 {
		t.Error("no rule mends anything")
	}
}

func wanted(t *testing.T, text string) map[int]*regexp.Regexp {
	t.Helper()
	wants := map[int]*regexp.Regexp{}
	for i, line := range strings.Split(text, "\n") {
		m := wantComment.FindStringSubmatch(line)
		if m == nil {
			continue
		}
		pattern, err := strconv.Unquote(m[1])
		if err != nil {
			t.Fatalf("line %d: %v", i+1, err)
		}
		wants[i+1] = regexp.MustCompile(pattern)
	}
	return wants
}

// Every rule that the reading of documents reports under has a value here, so
// that no finding is lost.
func TestReadingHasRules(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("../apigw/*.go")
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{}
	for _, rule := range Rules() {
		known[rule.ID] = true
	}
	call := regexp.MustCompile(`\b(?:(?:fail|warn|mappingFault|methodFault|refuse)\((?:[^",]*(?:\("[^"]*"\))?, *)?|Fault\{"\w*", |Rule: )"([a-z-]+)"`)
	found := 0
	for _, file := range files {
		if strings.HasPrefix(filepath.Base(file), "http") {
			continue // the linter takes REST documents
		}
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range call.FindAllStringSubmatch(string(data), -1) {
			found++
			if !known[m[1]] {
				t.Errorf("%s: rule %s has no value in package lint", filepath.Base(file), m[1])
			}
		}
	}
	if found < 30 {
		t.Errorf("found only %d rule IDs in package apigw: the pattern is stale", found)
	}
}

func TestRulesAreDescribed(t *testing.T) {
	t.Parallel()
	for _, rule := range Rules() {
		head, body, ok := strings.Cut(rule.Doc, "\n\n")
		if !ok || strings.HasSuffix(head, ".") || !strings.HasSuffix(strings.TrimSpace(body), ".") && !strings.Contains(body, "https://") {
			t.Errorf("%s: Doc is not a line without a period, an empty line and sentences", rule.ID)
		}
	}
	golden.Check(t, "../../docs/rules.md", Markdown())
}

// A document as apigen's users write it earns no finding, and the reference API
// does not.
func TestCleanDocument(t *testing.T) {
	t.Parallel()
	for _, file := range []string{"testdata/clean.yaml", "../../api/openapi.yaml"} {
		if found, _ := lint(t, file); len(found) > 0 {
			var b strings.Builder
			if err := diag.Write(&b, "text", found); err != nil {
				t.Fatal(err)
			}
			t.Error(b.String())
		}
	}
}
