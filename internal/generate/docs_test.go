package generate

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestContractPage holds docs/contract.md against the corpus: every folder it
// names is there.
func TestContractPage(t *testing.T) {
	t.Parallel()
	text := read(t, repository, "docs/contract.md")
	var named []string
	for _, m := range regexp.MustCompile(`\[([a-z][a-z0-9-, /.]*)\](?:[^(]|$)`).FindAllStringSubmatch(text, -1) {
		named = append(named, strings.Split(m[1], ",")...)
	}
	for _, line := range strings.Split(text, "\n") {
		if cells := strings.Split(strings.Trim(line, "| "), " | "); strings.HasPrefix(line, "| ") && len(cells) == 3 && cells[2] != "Folder" && cells[2] != "---" {
			named = append(named, strings.Split(cells[2], ",")...)
		}
	}
	if len(named) < 30 {
		t.Fatalf("found %d folders in docs/contract.md, want 30 or more", len(named))
	}
	for _, name := range named {
		name = strings.TrimSpace(name)
		if _, err := os.Stat(filepath.Join("testdata", filepath.FromSlash(name))); err != nil {
			t.Errorf("docs/contract.md names %q, which is not there", name)
		}
	}
}
