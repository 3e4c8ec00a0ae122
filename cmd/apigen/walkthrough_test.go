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

// A walkthrough follows a page of docs as a reader does, block by block:
//
//	sh     is run; make up and make dev stay up until the next of them or the end
//	shell  is not, since it needs AWS or GitHub
//	text   is what the commands before it print; … stands for anything
//	diff   changes the file its first line names
//	other  blocks whose first line is a comment with a path make that file
type walkthrough struct {
	dir     string
	env     []string
	printed string
	up      *background
	ran     int
	// changed is called after each diff.
	changed func(up *background, diff string)
}

// walk follows the page from an empty folder.
func walk(t *testing.T, page string, changed func(up *background, diff string)) *walkthrough {
	t.Helper()
	return walkIn(t, t.TempDir(), page, changed)
}

// walkIn follows the page in a folder.
func walkIn(t *testing.T, dir, page string, changed func(up *background, diff string)) *walkthrough {
	t.Helper()
	for _, tool := range []string{"bash", "make", "curl"} {
		if _, err := exec.LookPath(tool); err != nil {
			if os.Getenv("APIGEN_STRICT") == "1" {
				t.Fatal(err)
			}
			t.Skip(err)
		}
	}
	w := &walkthrough{
		dir: dir, changed: changed,
		env: append(os.Environ(), "GOPROXY=off", "GOFLAGS=", "GOARCH="),
	}
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range regexp.MustCompile("(?ms)^```([a-z]+)\n(.*?)^```$").FindAllStringSubmatch(string(text), -1) {
		w.follow(t, m[1], m[2])
	}
	w.stop(t)
	return w
}

func (w *walkthrough) follow(t *testing.T, language, text string) {
	t.Helper()
	switch language {
	case "sh":
		w.run(t, text)
	case "shell":
	case "text":
		if !like(text).MatchString(strings.TrimSpace(w.printed)) {
			t.Errorf("the commands print\n%s\nwant\n%s", w.printed, text)
		}
	case "diff":
		apply(t, w.dir, text)
		if w.changed != nil {
			w.changed(w.up, text)
		}
	default:
		if m := regexp.MustCompile(`^(?://|#) ([\w./-]+\.\w+)\n`).FindStringSubmatch(text); m != nil {
			w.write(t, m[1], strings.TrimPrefix(text, m[0]))
		}
	}
}

// like is the pattern of a text block.
func like(text string) *regexp.Regexp {
	pattern := regexp.QuoteMeta(strings.TrimSpace(text))
	return regexp.MustCompile("(?s)^" + strings.ReplaceAll(pattern, "…", ".*?") + "$")
}

func (w *walkthrough) run(t *testing.T, text string) {
	t.Helper()
	w.ran++
	if command := strings.TrimSpace(text); command == "make dev" || command == "make up" {
		w.stop(t)
		w.up = startUp(t, w.dir, command, w.env)
		return
	}
	// What is not in the module cache of a machine without a network.
	text = regexp.MustCompile(`(?m)^go install .*\n`).ReplaceAllString(text, "")
	shell := exec.CommandContext(t.Context(), "bash", "-euc", text)
	shell.Dir, shell.Env = w.dir, w.env
	out, err := shell.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s%s", err, text, out)
	}
	w.printed = string(out)
	if strings.Contains(text, "cd demo") {
		w.dir = filepath.Join(w.dir, "demo")
	}
}

func (w *walkthrough) write(t *testing.T, name, text string) {
	t.Helper()
	file := filepath.Join(w.dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(file), 0o750); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(strings.TrimPrefix(text, "\n")), 0o600); err != nil {
		t.Fatal(err)
	}
}

func (w *walkthrough) stop(t *testing.T) {
	t.Helper()
	if w.up != nil {
		w.up.stop(t)
		w.up = nil
	}
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

// A background is a command that goes on, and the file of what it prints.
type background struct {
	cmd      *exec.Cmd
	out      *os.File
	dir, log string
	stopped  bool
}

// startUp runs a command that stays up, and waits until it is. It ends with the
// test at the latest.
func startUp(t *testing.T, dir, command string, env []string) *background {
	t.Helper()
	out, err := os.Create(filepath.Join(t.TempDir(), "log"))
	if err != nil {
		t.Fatal(err)
	}
	args := strings.Fields(command)
	// t.Context ends before the cleanup that ends it gently.
	cmd := exec.CommandContext(context.WithoutCancel(t.Context()), args[0], args[1:]...)
	cmd.Dir, cmd.Env, cmd.Stdout, cmd.Stderr = dir, env, out, out
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	b := &background{cmd: cmd, out: out, dir: dir, log: out.Name()}
	t.Cleanup(func() { b.stop(t) })
	b.await(t, "demo is up")
	b.await(t, "Ctrl-C stops everything")
	return b
}

// stop ends the command as Ctrl-C does: by a signal to all of its processes.
func (b *background) stop(t *testing.T) {
	t.Helper()
	if b.stopped {
		return
	}
	b.stopped = true
	if err := syscall.Kill(-b.cmd.Process.Pid, syscall.SIGINT); err != nil {
		t.Errorf("stop %v: %v", b.cmd, err)
	}
	_ = b.cmd.Wait() // make says that it was interrupted
	b.out.Close()
	if _, err := os.Stat(filepath.Join(b.dir, ".apigen", "up.env")); !os.IsNotExist(err) {
		t.Errorf("%v left up.env: %v", b.cmd, err)
	}
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
	t.Fatalf("%v does not print %q:\n%s", b.cmd, text, data)
}
