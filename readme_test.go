package apigen_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// block gives the README's first fenced block of a language that holds a text.
func block(t *testing.T, language, holding string) string {
	t.Helper()
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range strings.Split(string(readme), "```"+language+"\n")[1:] {
		code, _, _ := strings.Cut(part, "\n```")
		if strings.Contains(code, holding) {
			return code
		}
	}
	t.Fatalf("README.md has no %s block with %q", language, holding)
	return ""
}

// TestReadme runs what the README shows as it stands there.
func TestReadme(t *testing.T) {
	u := startUp(t, "--no-generate", "--function", "directory="+programs.lambda)

	t.Run("output of make up", func(t *testing.T) {
		// The facts are in up.json a moment before they are printed.
		for range 500 {
			if strings.Contains(u.output.String(), "Ctrl-C") {
				break
			}
			time.Sleep(10 * time.Millisecond)
		}
		_, printed, _ := strings.Cut(u.output.String(), "\n\n")
		if diff := cmp.Diff(steady(block(t, "text", "is up"), ""), steady(strings.TrimSpace(printed), u.work)); diff != "" {
			t.Errorf("apigen up prints otherwise than the README shows (-README +printed):\n%s", diff)
		}
	})

	t.Run("curl commands", func(t *testing.T) {
		requireTool(t, "curl")
		dir := t.TempDir()
		if err := os.Symlink(u.work, filepath.Join(dir, ".apigen")); err != nil {
			t.Fatal(err)
		}
		shell := exec.CommandContext(t.Context(), "bash", "-euc", strings.ReplaceAll(block(t, "sh", "curl"), "\ncurl", "\necho; curl"))
		shell.Dir = dir
		out, err := shell.CombinedOutput()
		if err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		want := "\n" + `{"items":[]}` + "\n" + `{"id":"<id-1>","name":"Lisbon","address":{"street":"Rua Augusta 1","city":"Lisboa","country":"PT"},"createdAt":"<time>","updatedAt":"<time>"}` + "\n" + `{"message":"Unauthorized"}`
		if diff := cmp.Diff(want, stable(string(out), map[string]string{})); diff != "" {
			t.Errorf("-want +got:\n%s", diff)
		}
	})
}

var (
	seconds = regexp.MustCompile(`after [0-9.]+ s`)
	ports   = regexp.MustCompile(`127\.0\.0\.1:\d+`)
	tokens  = regexp.MustCompile(`eyJ\S+`)
)

// steady takes out of the printed facts what differs from run to run. The API's
// id and its key do not: URLs stay what they were.
func steady(s, work string) string {
	s = seconds.ReplaceAllString(s, "after ... s")
	s = ports.ReplaceAllString(s, "127.0.0.1:8790")
	s = tokens.ReplaceAllString(s, "eyJ...")
	if work != "" {
		s = strings.ReplaceAll(s, work, ".apigen")
	}
	return s
}

// requireTool skips the test without the program. In CI it fails instead.
func requireTool(t *testing.T, name string) {
	t.Helper()
	if _, err := exec.LookPath(name); err == nil {
		return
	}
	if os.Getenv("APIGEN_STRICT") == "1" {
		t.Fatalf("there is no %s", name)
	}
	t.Skipf("there is no %s", name)
}
