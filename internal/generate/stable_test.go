package generate_test

import (
	"bytes"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/apigen-go/apigen/internal/generate"
	"github.com/apigen-go/apigen/internal/generate/code"
)

// TestSameBytesElsewhere generates from the reference contract in two other
// folders, whose files were created in opposite orders, with other environments,
// with a cache and without: every file is the same.
func TestSameBytesElsewhere(t *testing.T) {
	t.Parallel()
	const root = "../.."
	here := made(t, generate.Config{Dir: root, CacheDir: "off"})
	for name, config := range map[string]generate.Config{
		"forwards":  {Dir: copied(t, root, false), CacheDir: t.TempDir()},
		"backwards": {Dir: copied(t, root, true), CacheDir: "off", Env: append(os.Environ(), "TZ=Asia/Tokyo", "LANG=tr_TR.UTF-8", "GOMAXPROCS=1")},
	} {
		for range 2 { // the second time from the cache
			there := made(t, config)
			if got, want := slices.Sorted(maps.Keys(there)), slices.Sorted(maps.Keys(here)); !slices.Equal(got, want) {
				t.Errorf("%s: files %q, want %q", name, got, want)
			}
			for file, content := range there {
				if !bytes.Equal(content, here[file]) {
					t.Errorf("%s: %s is another one", name, file)
				}
			}
		}
	}
}

func made(t *testing.T, config generate.Config) map[string][]byte {
	t.Helper()
	config.Code = code.In(code.Folders{Go: "generated", TypeScript: "generated/ts/src"})
	config.PublicPath = "public.yaml"
	res, err := generate.Run(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	if len(res.Files) == 0 {
		t.Fatalf("nothing was made: %v", res.Diagnostics)
	}
	return res.Files
}

// copied copies the contract and what it imports into a module of the same name.
func copied(t *testing.T, root string, backwards bool) string {
	t.Helper()
	dir := t.TempDir()
	files := []string{filepath.Join(root, "go.mod"), filepath.Join(root, "go.sum")}
	for _, folder := range []string{"api", "gen", "problem", "form"} {
		found, err := filepath.Glob(filepath.Join(root, folder, "*.go"))
		if err != nil || len(found) == 0 {
			t.Fatalf("no files in %s: %v", folder, err)
		}
		files = append(files, found...)
	}
	if backwards {
		slices.Reverse(files)
	}
	for _, file := range files {
		rel, err := filepath.Rel(root, file)
		if err != nil {
			t.Fatal(err)
		}
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		target := filepath.Join(dir, rel)
		if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(target, data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}
