package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// pagesTestedElsewhere are how-tos whose tools the tests named here have.
var pagesTestedElsewhere = map[string]string{
	"sam.md": "TestHowToSAM", "cdk.md": "TestHowToCDK", "terraform.md": "TestHowToTerraform",
}

// TestHowTo follows the pages of docs/howto.
func TestHowTo(t *testing.T) {
	pages, err := filepath.Glob("../../docs/howto/*.md")
	if err != nil {
		t.Fatal(err)
	}
	index, err := os.ReadFile("../../docs/howto/index.md")
	if err != nil {
		t.Fatal(err)
	}
	followed := 0
	for _, page := range pages {
		name := filepath.Base(page)
		if name == "index.md" {
			continue
		}
		if !strings.Contains(string(index), "("+name+")") {
			t.Errorf("the index does not name %s", name)
		}
		if pagesTestedElsewhere[name] != "" {
			continue
		}
		followed++
		t.Run(strings.TrimSuffix(name, ".md"), func(t *testing.T) {
			if w := walk(t, page, nil); w.ran == 0 {
				t.Error("there is nothing to run on it")
			}
		})
	}
	if followed == 0 {
		t.Error("there are no how-tos")
	}
}
