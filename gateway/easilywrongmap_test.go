package gateway_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

var (
	documentedRow  = regexp.MustCompile(`(?m)^\| (\d+) \| .* \|$`)
	documentedTest = regexp.MustCompile("`([a-z0-9/]+): (Test[A-Za-z0-9]+)(?:/([^`]+))?`")
)

// TestEasilyWrongIsDocumented keeps the table of docs/conformance.md complete: the
// 33 behaviours in order, each with a test that there is.
func TestEasilyWrongIsDocumented(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../docs/conformance.md")
	if err != nil {
		t.Fatal(err)
	}
	_, section, found := strings.Cut(string(text), "## What is easily got wrong")
	if !found {
		t.Fatal("docs/conformance.md has no section about it")
	}
	rows := documentedRow.FindAllStringSubmatch(section, -1)
	for i, row := range rows {
		if row[1] != strconv.Itoa(i+1) {
			t.Errorf("row %d is numbered %s", i+1, row[1])
		}
		if !documentedTest.MatchString(row[0]) {
			t.Errorf("row %s names no test", row[1])
		}
	}
	if len(rows) != 33 {
		t.Errorf("there are %d rows, want 33", len(rows))
	}
	tests := map[string]map[string][]string{}
	for _, m := range documentedTest.FindAllStringSubmatch(section, -1) {
		if tests[m[1]] == nil {
			if tests[m[1]], err = testsOf("../" + m[1]); err != nil {
				t.Fatal(err)
			}
		}
		texts, ok := tests[m[1]][m[2]]
		if !ok {
			t.Errorf("%s has no %s", m[1], m[2])
			continue
		}
		if !containsPrefix(texts, m[3]) {
			t.Errorf("%s: %s has no subtest that begins with %q", m[1], m[2], m[3])
		}
	}
}

func containsPrefix(texts []string, prefix string) bool {
	for _, s := range texts {
		if strings.HasPrefix(s, prefix) {
			return true
		}
	}
	return prefix == ""
}

// testsOf gives the tests of a package and the texts within them.
func testsOf(dir string) (map[string][]string, error) {
	files, err := filepath.Glob(filepath.Join(dir, "*_test.go"))
	if err != nil || len(files) == 0 {
		return nil, fmt.Errorf("no tests in %s: %w", dir, err)
	}
	all := map[string][]string{}
	for _, name := range files {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			return nil, err
		}
		for _, d := range file.Decls {
			f, ok := d.(*ast.FuncDecl)
			if !ok || f.Recv != nil || !strings.HasPrefix(f.Name.Name, "Test") {
				continue
			}
			all[f.Name.Name] = []string{}
			ast.Inspect(f, func(n ast.Node) bool {
				if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
					if s, err := strconv.Unquote(lit.Value); err == nil {
						all[f.Name.Name] = append(all[f.Name.Name], s)
					}
				}
				return true
			})
		}
	}
	return all, nil
}
