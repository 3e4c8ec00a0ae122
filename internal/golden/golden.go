// Package golden compares what a test made with a file kept beside it. With the
// flag -update the file is written instead, for a person to read in the diff.
package golden

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite golden files")

// Check fails the test when got differs from the content of file. A file that
// does not exist counts as empty.
func Check(t testing.TB, file string, got []byte) {
	t.Helper()
	want, err := os.ReadFile(file)
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	if bytes.Equal(got, want) {
		return
	}
	if *update {
		write(t, file, got)
		return
	}
	t.Errorf("%s differs (-want +got), go test -update rewrites it:\n%s", file, cmp.Diff(string(want), string(got)))
}

func write(t testing.TB, file string, got []byte) {
	t.Helper()
	if len(got) == 0 {
		if err := os.Remove(file); err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
		return
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, got, 0o644); err != nil {
		t.Fatal(err)
	}
}
