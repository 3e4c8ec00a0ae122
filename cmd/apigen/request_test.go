package main

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/apigen-go/apigen/internal/emulator"
)

// request makes an HTTP request and prints its answer, redirects included:
//
//	request METHOD URL [-H 'Name: value']... [-d BODY]
func request(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 || len(args)%2 != 0 {
		ts.Fatalf("usage: request METHOD URL [-H HEADER]... [-d BODY]")
	}
	body := ""
	header := http.Header{}
	for i := 2; i < len(args); i += 2 {
		if args[i] == "-d" {
			body = args[i+1]
			continue
		}
		name, value, _ := strings.Cut(args[i+1], ":")
		header.Set(name, strings.TrimSpace(value))
	}
	req, err := http.NewRequest(args[0], args[1], strings.NewReader(body))
	ts.Check(err)
	req.Header = header
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	resp, err := client.Do(req)
	ts.Check(err)
	defer resp.Body.Close()
	answer, err := io.ReadAll(resp.Body)
	ts.Check(err)
	fmt.Fprintln(ts.Stdout(), resp.StatusCode)
	for _, name := range slices.Sorted(keysOf(resp.Header)) {
		fmt.Fprintf(ts.Stdout(), "%s: %s\n", name, strings.Join(resp.Header[name], ", "))
	}
	fmt.Fprintf(ts.Stdout(), "\n%s\n", answer)
}

func keysOf(h http.Header) func(func(string) bool) {
	return func(yield func(string) bool) {
		for name := range h {
			if !yield(name) {
				return
			}
		}
	}
}

// keep sets a variable to what a pattern's group matches in the output of the
// last command: keep NAME PATTERN.
func keep(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: keep NAME PATTERN")
	}
	m := regexp.MustCompile(args[1]).FindStringSubmatch(ts.ReadFile("stdout"))
	if len(m) != 2 {
		ts.Fatalf("the output has no %s", args[1])
	}
	ts.Setenv(args[0], m[1])
}

// until repeats a GET until its body matches, and prints what the pattern's group
// does: until URL PATTERN.
func until(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: until URL PATTERN")
	}
	pattern := regexp.MustCompile(args[1])
	for deadline := time.Now().Add(30 * time.Second); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		resp, err := http.Get(args[0])
		if err != nil {
			continue
		}
		body, err := io.ReadAll(resp.Body)
		resp.Body.Close()
		if m := pattern.FindSubmatch(body); err == nil && m != nil {
			fmt.Fprintf(ts.Stdout(), "%s\n", m[len(m)-1])
			return
		}
	}
	ts.Fatalf("%s does not answer %s", args[0], args[1])
}

// await waits until a file matches a pattern, and prints what its group does:
// await FILE PATTERN.
func await(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: await FILE PATTERN")
	}
	pattern := regexp.MustCompile(args[1])
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		data, err := os.ReadFile(ts.MkAbs(args[0]))
		if m := pattern.FindSubmatch(data); err == nil && m != nil {
			fmt.Fprintf(ts.Stdout(), "%s\n", m[len(m)-1])
			return
		}
	}
	ts.Fatalf("%s does not match %s", args[0], args[1])
}

// dynalite starts a DynamoDB emulator for the script: dynalite NAME sets a
// variable to its URL. Without the program the script is skipped, which
// APIGEN_STRICT=1 makes a failure.
func dynalite(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: dynalite NAME")
	}
	url, stop, err := emulator.Dynalite.Run()
	ts.Check(err)
	ts.Defer(stop)
	ts.Setenv(args[0], url)
}

// condition answers [dynalite], [sample] and [tool:NAME] in scripts. A tool that
// is not there is a failure with APIGEN_STRICT=1.
func condition(t *testing.T) func(name string) (bool, error) {
	return func(name string) (bool, error) {
		if tool, ok := strings.CutPrefix(name, "tool:"); ok {
			_, err := exec.LookPath(tool)
			if err != nil && os.Getenv("APIGEN_STRICT") == "1" {
				t.Errorf("%s is not on PATH", tool)
			}
			return err == nil, nil
		}
		switch name {
		case "dynalite":
			missing := emulator.Dynalite.Missing()
			if missing != "" && os.Getenv("APIGEN_STRICT") == "1" {
				t.Error(missing)
			}
			return missing == "", nil
		case "sample":
			return os.Getenv("APIGEN_URL_SHORTENER") != "", nil
		}
		return false, fmt.Errorf("unknown condition %s", name)
	}
}
