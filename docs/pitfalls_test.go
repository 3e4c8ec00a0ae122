package docs_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/apigen-go/apigen/internal/lint"
)

// TestPitfalls holds the page of pitfalls to what it names: every test exists, in
// the package it is said to be in, every case of a rule, a contract or a script
// has its file, and every rule exists.
func TestPitfalls(t *testing.T) {
	page, err := os.ReadFile("pitfalls.md")
	if err != nil {
		t.Fatal(err)
	}
	rows := 0
	for line := range strings.Lines(string(page)) {
		cells := strings.Split(line, " | ")
		if len(cells) != 4 || strings.HasPrefix(line, "| #") || strings.HasPrefix(line, "| ---") {
			continue
		}
		rows++
		for part := range strings.SplitSeq(strings.TrimSuffix(strings.TrimSpace(cells[3]), " |"), "; ") {
			dir, names, ok := strings.Cut(strings.TrimPrefix(part, "`"), "` ")
			if !ok {
				t.Errorf("row %s: %q names no package", cells[0], part)
				continue
			}
			for name := range strings.SplitSeq(names, ", ") {
				checkTest(t, filepath.Join("..", dir), name)
			}
		}
	}
	if rows != 30 {
		t.Errorf("the page has %d pitfalls, want 30", rows)
	}
	known := map[string]bool{}
	for _, r := range lint.Rules() {
		known[r.ID] = true
	}
	_, after, _ := strings.Cut(string(page), "Found on the way")
	for _, m := range regexp.MustCompile("`([a-z]+-[a-z-]+)`").FindAllStringSubmatch(after, -1) {
		if !known[m[1]] {
			t.Errorf("there is no rule %s", m[1])
		}
	}
}

// cases are where the files of a test's cases are.
var cases = map[string][2]string{
	"TestRules":     {"testdata", ".yaml"},
	"TestContracts": {"testdata", ""},
	"TestScript":    {"testdata/script", ".txtar"},
}

func checkTest(t *testing.T, dir, name string) {
	t.Helper()
	function, of, isCase := strings.Cut(name, "/")
	files, err := filepath.Glob(filepath.Join(dir, "*_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	found := false
	for _, file := range files {
		src, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		found = found || strings.Contains(string(src), "\nfunc "+function+"(t *testing.T)")
	}
	if !found {
		t.Errorf("%s has no test %s", dir, function)
	}
	if !isCase {
		return
	}
	where, known := cases[function]
	if !known {
		t.Errorf("%s: cases of %s are not known here", dir, function)
		return
	}
	if _, err := os.Stat(filepath.Join(dir, where[0], of+where[1])); err != nil {
		t.Errorf("%s has no case %s: %v", dir, name, err)
	}
}
