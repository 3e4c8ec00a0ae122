package scaffold

import (
	"context"
	"errors"
	"go/format"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestModuleFor(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ folder, want string }{
		{"demo", "example.com/demo"},
		{"My Orders", "example.com/my-orders"},
		{".hidden_", "example.com/hidden"},
		{"123", ""},
		{"/", ""},
		{"日本", ""},
	} {
		if got := ModuleFor(tt.folder); got != tt.want {
			t.Errorf("ModuleFor(%q) = %q, want %q", tt.folder, got, tt.want)
		}
	}
}

// FuzzModuleFor holds that whatever a folder is called, the module named after
// it can be used.
func FuzzModuleFor(f *testing.F) {
	f.Add("demo")
	f.Add("-a.b_ ..")
	f.Fuzz(func(t *testing.T, folder string) {
		path := ModuleFor(folder)
		if path == "" {
			return
		}
		if err := (Project{Module: path}).Check(); err != nil {
			t.Errorf("ModuleFor(%q) = %q: %v", folder, path, err)
		}
	})
}

func TestCheck(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ module, name, want string }{
		{"example.com/demo", "demo", ""},
		{"example.com/acme/orders/v2", "orders", ""},
		{"demo", "demo", ""},
		{"example.com/Demo", "Demo", "lower case letters"},
		{"example.com/" + strings.Repeat("a", 65), strings.Repeat("a", 65), "lower case letters"},
		{"a b", "a b", "malformed import path"},
		{"", ".", "malformed import path"},
	} {
		p := Project{Module: tt.module}
		if got := p.Name(); got != tt.name {
			t.Errorf("%q is named %q, want %q", tt.module, got, tt.name)
		}
		err := p.Check()
		if (err == nil) != (tt.want == "") || err != nil && !strings.Contains(err.Error(), tt.want) {
			t.Errorf("Check(%q) = %v, want %q", tt.module, err, tt.want)
		}
	}
}

// Both kinds of project have the same files, formatted, with nothing of the
// templates left in them.
func TestFiles(t *testing.T) {
	t.Parallel()
	var before []string
	for _, http := range []bool{false, true} {
		files, err := Files(Project{Module: "example.org/acme/a-project", HTTP: http})
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, f := range files {
			names = append(names, f.Path)
			text := string(f.Data)
			if strings.Contains(text, "{{") || strings.Contains(text, "<no value>") {
				t.Errorf("%s is still a template", f.Path)
			}
			if !strings.HasSuffix(text, "\n") || strings.HasSuffix(text, "\n\n") {
				t.Errorf("%s does not end with one newline", f.Path)
			}
			if !strings.HasSuffix(f.Path, ".go") {
				continue
			}
			if formatted, err := format.Source(f.Data); err != nil || string(formatted) != text {
				t.Errorf("%s is not formatted: %v", f.Path, err)
			}
		}
		if before != nil && !slices.Equal(before, names) {
			t.Errorf("an HTTP API has %v, a REST API %v", names, before)
		}
		before = names
	}
	for _, want := range []string{".gitignore", ".github/workflows/ci.yaml", "Makefile", "README.md", "api/api.go", "apigen.yaml", "cmd/lambda/main.go", "cmd/server/main.go", "handlers/handlers_test.go"} {
		if !slices.Contains(before, want) {
			t.Errorf("there is no %s", want)
		}
	}
}

// listed are the files below a folder and the folder's neighbours.
func listed(t *testing.T, dir string) []string {
	t.Helper()
	all, err := list(filepath.Dir(dir))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, f := range all {
		names = append(names, f.Path)
	}
	return names
}

func TestWrite(t *testing.T) {
	t.Parallel()
	files := []File{{"a/b.txt", []byte("b")}, {"c.txt", []byte("c")}}
	add := func(_ context.Context, stage string) error {
		return os.WriteFile(filepath.Join(stage, "d.txt"), []byte("d"), 0o600)
	}
	failing := errors.New("failing")
	for _, tt := range []struct {
		name   string
		there  []string
		finish func(context.Context, string) error
		want   []string // files afterwards
		says   string
	}{
		{name: "new", finish: add, want: []string{"p/a/b.txt", "p/c.txt", "p/d.txt"}},
		{name: "beside others", there: []string{"a/other.txt"}, finish: add, want: []string{"p/a/b.txt", "p/a/other.txt", "p/c.txt", "p/d.txt"}},
		{name: "in the way", there: []string{"c.txt"}, finish: add, want: []string{"p/c.txt"}, says: "there already is c.txt in"},
		{name: "in the way of what finish adds", there: []string{"d.txt"}, finish: add, want: []string{"p/d.txt"}, says: "there already is d.txt in"},
		{name: "a file for a folder", there: []string{"a"}, finish: add, want: []string{"p/a"}, says: "not a directory"},
		{name: "finish fails", finish: func(context.Context, string) error { return failing }, says: "failing"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			dir := filepath.Join(t.TempDir(), "p")
			for _, name := range tt.there {
				file := filepath.Join(dir, name)
				if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(file, []byte("mine"), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			written, err := Write(t.Context(), dir, files, tt.finish)
			if (err == nil) != (tt.says == "") || err != nil && !strings.Contains(err.Error(), tt.says) {
				t.Errorf("error %v, want %q", err, tt.says)
			}
			if err == nil && len(written) != 3 {
				t.Errorf("wrote %v", written)
			}
			if got := listed(t, dir); !slices.Equal(got, tt.want) {
				t.Errorf("there is %v, want %v", got, tt.want)
			}
			for _, name := range tt.there {
				if data, err := os.ReadFile(filepath.Join(dir, name)); err != nil || string(data) != "mine" {
					t.Errorf("%s was changed: %q, %v", name, data, err)
				}
			}
		})
	}
}

// A move that cannot be finished takes back what it moved.
func TestMoveBack(t *testing.T) {
	t.Parallel()
	from, to := t.TempDir(), t.TempDir()
	if err := os.WriteFile(filepath.Join(from, "a"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := move(from, to, []File{{Path: "a"}, {Path: "gone"}}); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("error %v, want that gone is not there", err)
	}
	if _, err := os.Stat(filepath.Join(to, "a")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a is still there: %v", err)
	}
}
