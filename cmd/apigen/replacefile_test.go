package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestReplaceFile(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := filepath.Join(dir, "template.yaml")
	for _, text := range []string{"first", "second"} {
		if err := replaceFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if got, err := os.ReadFile(file); err != nil || string(got) != text {
			t.Errorf("the file has %q, %v, want %q", got, err, text)
		}
	}
	missing := filepath.Join(dir, "nowhere", "template.yaml")
	err := replaceFile(missing, nil, 0o600)
	if err == nil || strings.Count(err.Error(), "nowhere") != 1 || !strings.HasPrefix(err.Error(), "write "+missing+": ") {
		t.Errorf("got %v, want the name of the file, once", err)
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 1 {
		t.Errorf("%v is left, %v, want one file", entries, err)
	}
}
