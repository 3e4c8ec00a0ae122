package scaffold

import (
	"archive/zip"
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// proxy makes a module proxy of files that has one release of apigen, and has
// the go command ask it alone (https://go.dev/ref/mod#goproxy-protocol).
func proxy(t *testing.T, version string, files map[string]string) {
	t.Helper()
	root := t.TempDir()
	dir := filepath.Join(root, Apigen, "@v")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	var archive bytes.Buffer
	z := zip.NewWriter(&archive)
	for name, text := range files {
		w, err := z.Create(Apigen + "@" + version + "/" + name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	for ext, data := range map[string][]byte{".info": []byte(`{"Version":"` + version + `"}`), ".mod": []byte(files["go.mod"]), ".zip": archive.Bytes()} {
		if err := os.WriteFile(filepath.Join(dir, version+ext), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("GOPROXY", "file://"+filepath.ToSlash(root))
	t.Setenv("GOMODCACHE", t.TempDir())
	t.Setenv("GONOSUMDB", "*")
	t.Setenv("GOFLAGS", "-modcacherw")
}

// A project of a release requires it and what it requires, with the checksums
// the go command needs, so that it builds from the cache.
func TestRelease(t *testing.T) {
	proxy(t, "v0.9.0", map[string]string{
		"go.mod":             "module " + Apigen + "\n\ngo 1.24\n\nrequire example.com/unused v1.0.0\n",
		"go.sum":             "example.com/unused v1.0.0/go.mod h1:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
		"cmd/apigen/main.go": "package main\n\nfunc main() { println(\"it runs\") }\n",
	})
	files, err := ModuleFiles(t.Context(), Project{Module: "example.com/demo"}, Source{Version: "v0.9.0"})
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for _, f := range append(files, File{"demo.go", []byte("package demo\n")}) {
		if err := os.WriteFile(filepath.Join(dir, f.Path), f.Data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if sum := string(files[1].Data); !strings.Contains(sum, Apigen+" v0.9.0 h1:") || !strings.Contains(sum, Apigen+" v0.9.0/go.mod h1:") || !strings.Contains(sum, "example.com/unused") {
		t.Errorf("go.sum is\n%s", sum)
	}
	if !strings.Contains(string(files[0].Data), "example.com/unused v1.0.0 // indirect") {
		t.Errorf("go.mod is\n%s", files[0].Data)
	}
	mod := "module example.com/demo\n\ngo 1.24\n\ntool " + command + "\n\nrequire " + Apigen + " v0.9.0\n"
	if err := Prune(t.Context(), dir); err != nil {
		t.Fatal(err)
	}
	if data, err := os.ReadFile(filepath.Join(dir, "go.mod")); err != nil || string(data) != mod {
		t.Errorf("go.mod is\n%s%v, want\n%s", data, err, mod)
	}
	run := exec.CommandContext(t.Context(), "go", "tool", "apigen")
	run.Dir = dir
	if out, err := run.CombinedOutput(); err != nil || string(out) != "it runs\n" {
		t.Errorf("go tool apigen: %v\n%s", err, out)
	}
}

func TestNoRelease(t *testing.T) {
	proxy(t, "v0.9.0", map[string]string{"go.mod": "module " + Apigen + "\n"})
	_, err := ModuleFiles(t.Context(), Project{Module: "example.com/demo"}, Source{Version: "v0.9.1"})
	if err == nil || !strings.Contains(err.Error(), "go mod download "+Apigen+"@v0.9.1: ") {
		t.Errorf("error %v, want that of go mod download", err)
	}
}
