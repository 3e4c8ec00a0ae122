package main

import (
	"archive/zip"
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A function that is an executable is packed with its folder, and twice the same.
func TestPackageFolder(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for name, mode := range map[string]os.FileMode{"function/bootstrap": 0o755, "function/lib/a.php": 0o644, "apigen.yaml": 0o644} {
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		text := "functions:\n  front: {run: ./function/bootstrap}\n  elsewhere: {run: \"http://127.0.0.1:1\"}\n"
		if err := os.WriteFile(file, []byte(text), mode); err != nil {
			t.Fatal(err)
		}
	}
	var first []byte
	for range 2 {
		var out, said bytes.Buffer
		if code := run(t.Context(), []string{"package", "--config", filepath.Join(dir, "apigen.yaml")}, stdio{nil, &out, &said}); code != exitClean {
			t.Fatalf("exit code %d\n%s", code, said.String())
		}
		data, err := os.ReadFile(filepath.Join(dir, "dist", "front.zip"))
		if err != nil {
			t.Fatal(err)
		}
		if first != nil && !bytes.Equal(first, data) {
			t.Error("the same folder gave other bytes")
		}
		first = data
	}
	z, err := zip.NewReader(bytes.NewReader(first), int64(len(first)))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, f := range z.File {
		got = append(got, f.Name+" "+f.Mode().String())
	}
	if s := strings.Join(got, ", "); s != "bootstrap -rwxr-xr-x, lib/a.php -rw-r--r--" {
		t.Errorf("the zip file has %s", s)
	}
}
