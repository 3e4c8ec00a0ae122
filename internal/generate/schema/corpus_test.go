package schema

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestEveryTagIsInTheCorpus wants each constraint tag in a contract that has it,
// and in one that has it wrong, with the finding.
func TestEveryTagIsInTheCorpus(t *testing.T) {
	t.Parallel()
	good, bad := read(t, "../testdata/constraints/api.go"), read(t, "../testdata/wrong-constraint-tags/api.go")
	findings := read(t, "../testdata/wrong-constraint-tags/want.diag")
	for _, tag := range constraintTags {
		if !strings.Contains(good, tag+`:"`) {
			t.Errorf("no contract has the tag %s", tag)
		}
		if !strings.Contains(bad, tag+`:"`) || !strings.Contains(findings, tag) {
			t.Errorf("there is no finding about the tag %s", tag)
		}
	}
	if fields, found := strings.Count(bad, "json:"), strings.Count(findings, ": error: "); found < fields {
		t.Errorf("%d findings about %d fields", found, fields)
	}
}

func read(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.FromSlash(name))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}
