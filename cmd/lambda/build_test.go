package main_test

import (
	"archive/zip"
	"bytes"
	"debug/elf"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// What make build-lambda makes depends on the sources alone: in another folder
// that no version control knows, it has the same bytes.
func TestBuildLambda(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("make"); err != nil {
		if os.Getenv("APIGEN_STRICT") == "1" {
			t.Fatal(err)
		}
		t.Skip("there is no make")
	}
	here, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	first, second := t.TempDir(), t.TempDir()
	copySources(t, here, first)
	copySources(t, here, second)
	for _, tt := range []struct {
		arch    string
		machine elf.Machine
	}{{"arm64", elf.EM_AARCH64}, {"amd64", elf.EM_X86_64}} {
		one, two := buildLambda(t, first, tt.arch), buildLambda(t, second, tt.arch)
		if !bytes.Equal(one, two) {
			t.Errorf("%s: two folders make zips of %d and %d bytes that differ", tt.arch, len(one), len(two))
		}
		checkPackage(t, one, tt.machine)
	}
}

// buildLambda returns the zip that make build-lambda makes in a folder, whose
// size it prints.
func buildLambda(t *testing.T, folder, arch string) []byte {
	t.Helper()
	build := exec.CommandContext(t.Context(), "make", "build-lambda")
	build.Dir = folder
	build.Env = append(os.Environ(), "GOARCH="+arch)
	out, err := build.CombinedOutput()
	if err != nil {
		t.Fatalf("make build-lambda: %v\n%s", err, out)
	}
	if !regexp.MustCompile(`directory\.zip: \d+\.\d MB`).Match(out) {
		t.Errorf("the size is not printed: %s", out)
	}
	packed, err := os.ReadFile(filepath.Join(folder, "dist", "directory.zip"))
	if err != nil {
		t.Fatal(err)
	}
	return packed
}

// checkPackage checks that a zip holds what the runtime provided.al2023 starts:
// an executable bootstrap for the architecture.
//
// See https://docs.aws.amazon.com/lambda/latest/dg/golang-package.html
func checkPackage(t *testing.T, packed []byte, machine elf.Machine) {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(packed), int64(len(packed)))
	if err != nil {
		t.Fatal(err)
	}
	if len(z.File) != 1 || z.File[0].Name != "bootstrap" || z.File[0].Mode().Perm() != 0o755 {
		t.Fatalf("the zip holds %d files, the first %s of mode %v", len(z.File), z.File[0].Name, z.File[0].Mode())
	}
	f, err := z.File[0].Open()
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	program, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	e, err := elf.NewFile(bytes.NewReader(program))
	if err != nil {
		t.Fatal(err)
	}
	if e.Machine != machine || e.Section(".interp") != nil {
		t.Errorf("bootstrap is for %v, linked dynamically: %v; want %v, and statically", e.Machine, e.Section(".interp") != nil, machine)
	}
}

// copySources copies what go and make read.
func copySources(t *testing.T, from, to string) {
	t.Helper()
	err := filepath.WalkDir(from, func(path string, d os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := d.Name()
		if d.IsDir() && path != from && (strings.HasPrefix(name, ".") || name == "node_modules" || name == "dist" || name == "bin") {
			return filepath.SkipDir
		}
		if !d.Type().IsRegular() {
			return nil
		}
		rel, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		place := filepath.Join(to, rel)
		if err := os.MkdirAll(filepath.Dir(place), 0o700); err != nil {
			return err
		}
		return os.WriteFile(place, text, 0o600)
	})
	if err != nil {
		t.Fatal(err)
	}
}
