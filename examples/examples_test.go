// Package examples_test holds the examples to one shape.
package examples_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestShape wants of every example a row in the table, a contract, a page with a
// diagram and two commands, links that lead somewhere, and a test that the page
// names.
func TestShape(t *testing.T) {
	t.Parallel()
	entries, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		if e.IsDir() && e.Name() != "internal" {
			names = append(names, e.Name())
		}
	}
	table := read(t, "README.md")
	var rows []string
	for _, row := range regexp.MustCompile(`(?m)^\| \[([a-z]+)\]\(([a-z]+)/README\.md\) \|`).FindAllStringSubmatch(table, -1) {
		if row[1] != row[2] {
			t.Errorf("the row of %s leads to %s", row[1], row[2])
		}
		rows = append(rows, row[1])
	}
	if !slices.Equal(rows, names) {
		t.Errorf("README.md lists %q, the folders in their order are %q", rows, names)
	}
	for _, name := range names {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			page := read(t, name+"/README.md")
			if !strings.HasPrefix(page, "# "+name+"\n") {
				t.Errorf("the page begins with %.30q, want its name", page)
			}
			fences := strings.Split(page, "```")
			var commands, diagrams int
			for i := 1; i < len(fences); i += 2 {
				switch language, _, _ := strings.Cut(fences[i], "\n"); language {
				case "sh":
					commands++
				case "":
					diagrams++
				}
			}
			if len(fences)%2 == 0 || commands != 2 || diagrams != 1 {
				t.Errorf("the page has %d commands and %d diagrams, want two and one", commands, diagrams)
			}
			if lines := strings.Count(page, "\n"); lines > 80 {
				t.Errorf("the page has %d lines, want one page", lines)
			}
			if test := name + "_test.go"; !strings.Contains(page, "`"+test+"`") || !exists(name+"/"+test) {
				t.Errorf("the page names no %s, or there is none", test)
			}
			// Some have several contracts, and that of directory is elsewhere.
			contracts, err := filepath.Glob(name + "/*/api/*.go")
			if err != nil {
				t.Fatal(err)
			}
			if !exists(name+"/api/api.go") && len(contracts) == 0 && !strings.Contains(page, "api/api.go") {
				t.Error("there is no contract in api/, and the page says of none")
			}
		})
	}
}

// TestLinks follows the links of the pages to files.
func TestLinks(t *testing.T) {
	t.Parallel()
	pages, err := filepath.Glob("*/README.md")
	if err != nil || len(pages) == 0 {
		t.Fatalf("no pages: %v", err)
	}
	for _, page := range append(pages, "README.md") {
		for _, link := range regexp.MustCompile(`\]\(([^)#]+)(?:#[^)]*)?\)`).FindAllStringSubmatch(read(t, page), -1) {
			if !strings.Contains(link[1], "://") && !exists(filepath.Join(filepath.Dir(page), link[1])) {
				t.Errorf("%s leads to %s, which is not there", page, link[1])
			}
		}
	}
}

func read(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func exists(file string) bool {
	_, err := os.Stat(file)
	return err == nil
}
