package trial

import (
	"os"
	"path/filepath"
	"testing"
)

// Copy copies the apigen.yaml of a folder and the document beside it, and gives the
// path of the copy: what the command keeps there of its imports ends with the test.
func Copy(t *testing.T, folder string) string {
	t.Helper()
	to := t.TempDir()
	if err := os.Mkdir(filepath.Join(to, "api"), 0o700); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"apigen.yaml", "api/openapi.yaml"} {
		text, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(to, name), text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return filepath.Join(to, "apigen.yaml")
}
