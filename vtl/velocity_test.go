package vtl_test

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/apigen-go/apigen/vtl"
)

// An answer is what Apache Velocity made of a template.
type answer struct {
	failed bool
	text   string // or the error
}

// velocity renders templates with Apache Velocity 1.7. Without Java or the jars
// the test is skipped, or fails when APIGEN_STRICT=1.
func velocity(t *testing.T, templates []string) []answer {
	t.Helper()
	jars := make([]string, 0, 3)
	for _, name := range []string{"velocity", "commons-lang", "commons-collections3"} {
		jars = append(jars, filepath.Join("/usr/share/java", name+".jar"))
	}
	for _, jar := range jars {
		if _, err := os.Stat(jar); err != nil {
			absent(t, "Apache Velocity 1.7 is not installed (Debian package velocity): "+err.Error())
		}
	}
	for _, tool := range []string{"java", "javac"} {
		if _, err := exec.LookPath(tool); err != nil {
			absent(t, err.Error())
		}
	}
	classes := t.TempDir()
	path := strings.Join(append(jars, classes), string(os.PathListSeparator))
	compile := exec.CommandContext(t.Context(), "javac", "-nowarn", "-cp", path, "-d", classes, "testdata/velocity/Render.java")
	if out, err := compile.CombinedOutput(); err != nil {
		t.Fatalf("javac: %v\n%s", err, out)
	}
	var in, stderr bytes.Buffer
	for _, template := range templates {
		fmt.Fprintln(&in, base64.StdEncoding.EncodeToString([]byte(template)))
	}
	run := exec.CommandContext(t.Context(), "java", "-XX:TieredStopAtLevel=1", "-cp", path, "Render")
	run.Stdin, run.Stderr = &in, &stderr
	out, err := run.Output()
	if err != nil {
		t.Fatalf("java: %v\n%s", err, stderr.Bytes())
	}
	return answers(t, out, len(templates))
}

func absent(t *testing.T, what string) {
	t.Helper()
	if os.Getenv("APIGEN_STRICT") == "1" {
		t.Fatal(what)
	}
	t.Skip(what)
}

func answers(t *testing.T, out []byte, want int) []answer {
	t.Helper()
	var all []answer
	lines := bufio.NewScanner(bytes.NewReader(out))
	lines.Buffer(nil, 64<<20)
	for lines.Scan() {
		state, text, _ := strings.Cut(lines.Text(), " ")
		decoded, err := base64.StdEncoding.DecodeString(text)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, answer{state != "ok", string(decoded)})
	}
	if len(all) != want {
		t.Fatalf("Velocity answered %d of %d templates", len(all), want)
	}
	return all
}

// deviations are the templates that API Gateway, and so this engine, treats
// differently from Velocity, and why.
func deviations(t *testing.T) map[string]string {
	t.Helper()
	text, err := os.ReadFile("testdata/velocity/deviations.json")
	if err != nil {
		t.Fatal(err)
	}
	var list []struct{ Template, Want, Why string }
	if err := json.Unmarshal(text, &list); err != nil {
		t.Fatal(err)
	}
	byTemplate := make(map[string]string, len(list))
	for _, d := range list {
		if d.Why == "" {
			t.Errorf("deviation %q has no reason", d.Template)
		}
		byTemplate[d.Template] = d.Want
	}
	return byTemplate
}

func handWritten(t *testing.T) []string {
	t.Helper()
	text, err := os.ReadFile("testdata/velocity/templates.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for i, line := range strings.Split(strings.TrimSpace(string(text)), "\n") {
		var template string
		if err := json.Unmarshal([]byte(line), &template); err != nil {
			t.Fatalf("line %d: %v", i+1, err)
		}
		all = append(all, template)
	}
	return all
}

// TestVelocity renders hand-written and generated templates with this engine and
// with Apache Velocity 1.7.
func TestVelocity(t *testing.T) {
	t.Parallel()
	templates := append(handWritten(t), generate(1, 1500)...)
	want := velocity(t, templates)
	known := deviations(t)
	failures := 0
	for i, template := range templates {
		got, err := render(t, template, nil)
		if deviation, ok := known[template]; ok {
			if err != nil && deviation != "error" || err == nil && got != deviation {
				t.Errorf("%q\n got %q, %v\nwant %q (a deviation)", template, got, err, deviation)
			}
			delete(known, template)
			continue
		}
		switch {
		case want[i].failed && strings.HasPrefix(want[i].text, "OutOfMemoryError"):
			// A range too long for its heap; ours are not built to be gone over.
		case want[i].failed != (err != nil):
			t.Errorf("%q\n got %q, %v\nwant %.120v", template, got, err, want[i].text)
		case err == nil && got != want[i].text:
			t.Errorf("%q\n got %q\nwant %q", template, got, want[i].text)
		default:
			continue
		}
		if failures++; failures > 60 {
			t.Fatal("too many differences")
		}
	}
	for template := range known {
		t.Errorf("deviation %q is no template of the test", template)
	}
	t.Logf("%d templates", len(templates))
}

func render(t testing.TB, template string, vars vtl.Vars) (string, error) {
	t.Helper()
	parsed, err := vtl.Parse(vtl.Source{File: "t.vm", Text: template})
	if err != nil {
		return "", err
	}
	return parsed.Render(t.Context(), vars)
}
