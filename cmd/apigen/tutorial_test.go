package main

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"
)

// A step is a fenced block of the tutorial.
type step struct{ language, text string }

func steps(t *testing.T, file string) []step {
	t.Helper()
	page, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var all []step
	for _, m := range regexp.MustCompile("(?ms)^```([a-z]+)\n(.*?)^```$").FindAllStringSubmatch(string(page), -1) {
		all = append(all, step{m[1], m[2]})
	}
	return all
}

// apply makes a change: the lines of a diff without + are looked for in its
// file, which has them once, those without - put in their place.
func apply(t *testing.T, dir, diff string) {
	t.Helper()
	head, rest, _ := strings.Cut(diff, "\n")
	file := filepath.Join(dir, strings.TrimPrefix(head, "--- "))
	var before, after strings.Builder
	for line := range strings.Lines(rest) {
		mark, text := line[:1], line[1:]
		if mark == "\n" {
			mark, text = " ", "\n"
		}
		if mark != "+" {
			before.WriteString(text)
		}
		if mark != "-" {
			after.WriteString(text)
		}
	}
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	i := strings.LastIndex(string(data), before.String())
	if i < 0 {
		t.Fatalf("%s does not have\n%s", file, before.String())
	}
	text := string(data[:i]) + after.String() + string(data[i+before.Len():])
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

var (
	taskID   = regexp.MustCompile(`"id":"[A-Z2-7]{26}"`)
	taskTime = regexp.MustCompile(`"createdAt":"[^"]+Z"`)
)

// TestTutorial runs docs/tutorial.md: the commands of its sh blocks, the changes
// of its diff blocks. A text block is what the commands before it print.
func TestTutorial(t *testing.T) {
	for _, tool := range []string{"bash", "make", "curl"} {
		if _, err := exec.LookPath(tool); err != nil {
			if os.Getenv("APIGEN_STRICT") == "1" {
				t.Fatal(err)
			}
			t.Skip(err)
		}
	}
	env := append(os.Environ(), "GOPROXY=off", "GOFLAGS=", "GOARCH=")
	dir := t.TempDir()
	var printed string
	var dev *background
	ran := 0
	for _, s := range steps(t, "../../docs/tutorial.md") {
		switch s.language {
		case "sh":
			ran++
			if strings.TrimSpace(s.text) == "make dev" {
				dev = startDev(t, dir, env)
				continue
			}
			// What is not in the module cache of a machine without a network.
			text := regexp.MustCompile(`(?m)^go install .*\n`).ReplaceAllString(s.text, "")
			shell := exec.CommandContext(t.Context(), "bash", "-euc", text)
			shell.Dir, shell.Env = dir, env
			out, err := shell.CombinedOutput()
			if err != nil {
				t.Fatalf("%v\n%s%s", err, text, out)
			}
			printed = string(out)
			if strings.Contains(text, "cd demo") {
				dir = filepath.Join(dir, "demo")
			}
		case "diff":
			apply(t, dir, s.text)
			if strings.Contains(s.text, "api/api.go") && strings.Contains(s.text, "gen.POST") {
				dev.await(t, "missing method FinishTask")
			}
			if strings.Contains(s.text, "handlers/memory.go") {
				dev.await(t, "deployed: Plan")
			}
		case "text":
			got := taskTime.ReplaceAllString(taskID.ReplaceAllString(printed, `"id":"ID"`), `"createdAt":"TIME"`)
			if strings.TrimSpace(got) != strings.TrimSpace(s.text) {
				t.Errorf("the commands print\n%s\nwant\n%s", got, s.text)
			}
		}
	}
	if dev == nil || ran < 7 {
		t.Fatalf("the tutorial has only %d blocks of commands, or does not run make dev", ran)
	}
	if _, err := os.Stat(filepath.Join(dir, "dist", "demo.zip")); err != nil {
		t.Error(err)
	}
}

// A background is a command that goes on, and the file of what it prints.
type background struct{ log string }

// startDev runs make dev and ends it with the test, as Ctrl-C does: by a signal
// to all of its processes.
func startDev(t *testing.T, dir string, env []string) *background {
	t.Helper()
	out, err := os.Create(filepath.Join(t.TempDir(), "log"))
	if err != nil {
		t.Fatal(err)
	}
	// t.Context ends before the cleanup that ends it gently.
	cmd := exec.CommandContext(context.WithoutCancel(t.Context()), "make", "dev")
	cmd.Dir, cmd.Env, cmd.Stdout, cmd.Stderr = dir, env, out, out
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := syscall.Kill(-cmd.Process.Pid, syscall.SIGINT); err != nil {
			t.Errorf("stop make dev: %v", err)
		}
		_ = cmd.Wait() // make says that it was interrupted
		out.Close()
		if _, err := os.Stat(filepath.Join(dir, ".apigen", "up.env")); !os.IsNotExist(err) {
			t.Errorf("make dev left up.env: %v", err)
		}
	})
	b := &background{out.Name()}
	b.await(t, "demo is up")
	return b
}

// await waits until the text was printed.
func (b *background) await(t *testing.T, text string) {
	t.Helper()
	var data []byte
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		var err error
		if data, err = os.ReadFile(b.log); err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(data, []byte(text)) {
			return
		}
	}
	t.Fatalf("make dev does not print %q:\n%s", text, data)
}
