package main

import (
	"context"
	"errors"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"apigen": main,
	})
}

// TestScript runs the command line as users do. UPDATE=1 rewrites what scripts
// compare with.
func TestScript(t *testing.T) {
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	env := goEnvironment(t)
	program, err := exec.LookPath("apigen")
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		UpdateScripts:       os.Getenv("UPDATE") != "",
		RequireExplicitExec: true,
		Setup: func(e *testscript.Env) error {
			e.Vars = append(e.Vars, env...)
			e.Setenv("ROOT", root)
			e.Setenv("LISTEN", freeAddress())
			e.Setenv("APIGEN", program) // for scripts that change PATH
			e.Setenv("SAMPLE", os.Getenv("APIGEN_URL_SHORTENER"))
			return contractModule(e.WorkDir, root)
		},
		Condition: condition(t),
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits":    exits,
			"replace":  replace,
			"answers":  answers,
			"request":  request,
			"keep":     keep,
			"until":    until,
			"await":    await,
			"dynalite": dynalite,
		},
	})
}

// goEnvironment lets the go command of a script use the caches of this one.
func goEnvironment(t *testing.T) []string {
	t.Helper()
	var env []string
	for _, name := range []string{"GOCACHE", "GOMODCACHE", "GOPATH", "GOFLAGS", "GOPROXY"} {
		out, err := exec.CommandContext(t.Context(), "go", "env", name).Output()
		if err != nil {
			t.Fatal(err)
		}
		env = append(env, name+"="+strings.TrimSpace(string(out)))
	}
	return env
}

// contractModule makes the script's folder a module that uses this one, as a
// user's project does.
func contractModule(dir, root string) error {
	mod, err := os.ReadFile(filepath.Join(root, "go.mod"))
	if err != nil {
		return err
	}
	_, rest, _ := strings.Cut(string(mod), "\n")
	text := "module example.com/project\n" + rest +
		"\nrequire github.com/apigen-go/apigen v0.0.0\nreplace github.com/apigen-go/apigen => " + root + "\n"
	if err := os.WriteFile(filepath.Join(dir, "go.mod"), []byte(text), 0o644); err != nil {
		return err
	}
	sum, err := os.ReadFile(filepath.Join(root, "go.sum"))
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, "go.sum"), sum, 0o644)
}

// freeAddress is where nothing listened a moment ago.
func freeAddress() string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "127.0.0.1:0"
	}
	defer l.Close()
	return l.Addr().String()
}

// exits runs a program and wants its exit code: exits 1 apigen lint.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE PROGRAM ARG...")
	}
	err := ts.Exec(args[1], args[2:]...)
	code := "0"
	var exit *exec.ExitError
	switch {
	case errors.As(err, &exit):
		code = strings.TrimPrefix(exit.String(), "exit status ")
	case err != nil && !errors.Is(err, context.Canceled):
		ts.Fatalf("%v", err)
	}
	if code != args[0] {
		ts.Fatalf("exit code %s, want %s", code, args[0])
	}
}

// answers waits until a URL answers with the status: answers URL STATUS.
func answers(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: answers URL STATUS")
	}
	last := "nothing"
	for deadline := time.Now().Add(30 * time.Second); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		resp, err := http.Get(args[0])
		if err != nil {
			last = err.Error()
			continue
		}
		resp.Body.Close()
		if last = strconv.Itoa(resp.StatusCode); last == args[1] {
			return
		}
	}
	ts.Fatalf("%s gives %s, want %s", args[0], last, args[1])
}

// replace changes a text of a file, which must hold it: replace FILE OLD NEW, in
// which \n and \t are a new line and a tab.
func replace(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: replace FILE OLD NEW")
	}
	file := ts.MkAbs(args[0])
	text := ts.ReadFile(file)
	if !strings.Contains(text, args[1]) {
		ts.Fatalf("%s has no %q", args[0], args[1])
	}
	ts.Check(os.WriteFile(file, []byte(strings.Replace(text, args[1], spaces.Replace(args[2]), 1)), 0o644))
}

var spaces = strings.NewReplacer(`\n`, "\n", `\t`, "\t")
