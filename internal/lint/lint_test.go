package lint

import (
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/apigen-go/apigen/internal/diag"
	"github.com/apigen-go/apigen/internal/golden"
)

// lint reads and checks a file.
func lint(t *testing.T, file string) (found diag.List, text string) {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return Source(filepath.Base(file), data, Options{}), string(data)
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
				if d.Severity != rule.Severity || d.Pointer == "" && d.Pos.Line != 1 && d.Rule != "duplicate-key" && d.Rule != "parse" {
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

// A document as apigen's users write it earns no finding.
func TestCleanDocument(t *testing.T) {
	t.Parallel()
	if found, _ := lint(t, "testdata/clean.yaml"); len(found) > 0 {
		var b strings.Builder
		if err := diag.Write(&b, "text", found); err != nil {
			t.Fatal(err)
		}
		t.Error(b.String())
	}
}
