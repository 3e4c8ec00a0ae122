package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/apigen-go/apigen/internal/config"
)

// lines sends each write of a writer.
type lines chan string

func (l lines) Write(b []byte) (int, error) {
	l <- string(b)
	return len(b), nil
}

func (l lines) want(t *testing.T, text string) {
	t.Helper()
	select {
	case got := <-l:
		if !strings.Contains(got, text) {
			t.Fatalf("reported %q, want %q", got, text)
		}
	case <-time.After(2 * time.Minute):
		t.Fatalf("nothing was reported, want %q", text)
	}
}

// A function is built anew when its package changes, one it imports, or a file
// it embeds; what does not compile leaves the last build.
func TestReload(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		file := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("go.mod", "module m\n\ngo 1.24\n")
	write("cmd/f/texts/a.txt", "one")
	write("cmd/f/main.go", "package main\n\nimport (\n\t_ \"embed\"\n\t\"m/said\"\n)\n\n//go:embed texts/a.txt\nvar text string\n\nfunc main() { print(text, said.Text) }\n")
	write("said/said.go", "package said\n\nconst Text = \"one\"\n")
	p := &project{Config: &config.Config{}, root: root}
	work := filepath.Join(root, ".apigen")
	program, err := p.target(t.Context(), "f", "cmd/f", work)
	if err != nil {
		t.Fatal(err)
	}
	says := func(want string) {
		t.Helper()
		if out, err := exec.CommandContext(t.Context(), program).CombinedOutput(); err != nil || string(out) != want {
			t.Errorf("the program says %q, %v, want %q", out, err, want)
		}
	}
	says("oneone")
	out := make(lines, 10)
	// The first look comes after go list: until something is reported, change on.
	stop := p.reload(t.Context(), out, 20*time.Millisecond)
	defer stop()
	for changed := false; !changed; {
		write("said/said.go", "package said\n\nconst Text = \"two\" // "+time.Now().String()+"\n")
		select {
		case got := <-out:
			changed = strings.Contains(got, "function f is built anew")
		case <-time.After(time.Second):
		}
	}
	says("onetwo")
	write("cmd/f/texts/a.txt", "three")
	out.want(t, "function f is built anew")
	says("threetwo")
	write("cmd/f/more.go", "package main\n\nvar more = nothing\n")
	out.want(t, "undefined: nothing")
	says("threetwo")
	write("cmd/f/more.go", "package main\n\nfunc init() { text += \"!\" }\n")
	out.want(t, "function f is built anew")
	says("three!two")
	stop()
}
