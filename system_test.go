package apigen_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// webOrigin is the one that apigen.yaml has for the environment local.
const webOrigin = "https://directory.example.com"

// programs are the project's commands, built once for the tests of the whole
// system.
var programs struct{ apigen, server, lambda string }

func TestMain(m *testing.M) {
	os.Exit(testMain(m))
}

func testMain(m *testing.M) int {
	dir, err := os.MkdirTemp("", "apigen-system-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	programs.apigen = filepath.Join(dir, "apigen")
	programs.server = filepath.Join(dir, "server")
	programs.lambda = filepath.Join(dir, "function", "bootstrap")
	for pkg, out := range map[string]string{"./cmd/apigen": programs.apigen, "./cmd/server": programs.server, "./cmd/lambda": programs.lambda} {
		build := exec.Command("go", "build", "-tags", "lambda.norpc", "-o", out, pkg)
		if text, err := build.CombinedOutput(); err != nil {
			fmt.Fprintf(os.Stderr, "go build %s: %v\n%s", pkg, err, text)
			return 1
		}
	}
	return m.Run()
}

// up is a running `apigen up`.
type up struct {
	InvokeURL    string `json:"invoke_url"`
	DocsURL      string `json:"docs_url"`
	InspectorURL string `json:"inspector_url"`
	APIKey       string `json:"api_key"`
	Token        string `json:"token"`
	Issuer       string `json:"issuer"`

	output *syncBuffer
	work   string
}

// startUp runs `apigen up` with a folder of its own and waits for up.json. The
// test fails when it does not end cleanly on an interrupt.
func startUp(t *testing.T, args ...string) *up {
	t.Helper()
	work := t.TempDir()
	u := &up{output: new(syncBuffer), work: work}
	cmd := exec.Command(programs.apigen, append([]string{"up", "--listen", "127.0.0.1:0", "--web", "", "--work", work}, args...)...)
	cmd.Stdout, cmd.Stderr = u.output, u.output
	cmd.WaitDelay = 20 * time.Second // for pipes that what it started holds open
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- cmd.Wait() }()
	t.Cleanup(func() {
		cmd.Process.Signal(os.Interrupt)
		if err := <-done; err != nil {
			t.Errorf("apigen up ended with %v\n%s", err, u.output)
		}
		if _, err := os.Stat(filepath.Join(work, "up.json")); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("up.json is still there after apigen up has ended")
		}
	})
	facts := waitForFile(t, filepath.Join(work, "up.json"), done, u.output)
	if err := json.Unmarshal(facts, u); err != nil {
		t.Fatalf("up.json: %v\n%s", err, facts)
	}
	return u
}

func waitForFile(t *testing.T, name string, done chan error, output fmt.Stringer) []byte {
	t.Helper()
	deadline := time.After(60 * time.Second)
	for {
		if data, err := os.ReadFile(name); err == nil {
			return data
		}
		select {
		case err := <-done:
			done <- err
			t.Fatalf("apigen up ended before it was up: %v\n%s", err, output)
		case <-deadline:
			t.Fatalf("no %s after a minute\n%s", name, output)
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// startServer runs the reference service alone, under echo, and gives its URL.
func startServer(t *testing.T) string {
	t.Helper()
	url, _ := startServerWith(t)
	return url
}

// startServerWith runs the service with flags and gives its log, too.
func startServerWith(t *testing.T, flags ...string) (url string, log fmt.Stringer) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().String()
	listener.Close()
	output := new(syncBuffer)
	cmd := exec.Command(programs.server, flags...)
	cmd.Env = append(os.Environ(), "DIRECTORY_ADDR="+address, "DIRECTORY_WEB_ORIGIN="+webOrigin, "DIRECTORY_DATABASE=sqlite:"+filepath.Join(t.TempDir(), "directory.db"))
	cmd.Stdout, cmd.Stderr = output, output
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cmd.Process.Signal(syscall.SIGTERM)
		if err := cmd.Wait(); err != nil {
			t.Errorf("the server ended with %v\n%s", err, output)
		}
	})
	url = "http://" + address
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	for ctx.Err() == nil {
		if resp, err := http.Get(url + "/healthz"); err == nil {
			resp.Body.Close()
			if resp.StatusCode == http.StatusOK {
				return url, output
			}
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatalf("the server did not answer\n%s", output)
	return "", nil
}

// a call is one request of a system test with what it needs to be answered.
type call struct {
	name   string
	method string
	path   string
	body   string
	header map[string]string
	want   int
	keep   string // JSON member of the answer kept under this name, for $name in later calls
}

// an answer is what handlers decide of a response, with what differs from run
// to run replaced.
type answer struct {
	Name, ContentType, Location, AllowOrigin, Body string
	Status                                         int
}

// play makes the calls against a base URL and gives the answers.
func play(t *testing.T, base string, always map[string]string, calls []call) []answer {
	t.Helper()
	kept := map[string]string{}
	known := map[string]string{}
	var answers []answer
	for _, c := range calls {
		path, body := expand(c.path, kept), expand(c.body, kept)
		req, err := http.NewRequestWithContext(t.Context(), c.method, base+path, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		if body != "" {
			req.Header.Set("Content-Type", "application/json")
		}
		for _, headers := range []map[string]string{always, c.header} {
			for k, v := range headers {
				req.Header.Set(k, v)
			}
		}
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		data, err := io.ReadAll(resp.Body)
		resp.Body.Close()
		if err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		if resp.StatusCode != c.want {
			t.Errorf("%s: %s %s answered %d, want %d\n%s", c.name, c.method, path, resp.StatusCode, c.want, data)
		}
		if c.keep != "" {
			var members map[string]any
			if err := json.Unmarshal(data, &members); err != nil {
				t.Fatalf("%s: %v\n%s", c.name, err, data)
			}
			kept[c.keep] = fmt.Sprint(members["id"])
		}
		contentType := resp.Header.Get("Content-Type")
		if len(data) == 0 {
			contentType = "" // API Gateway names one even where there is no body
		}
		answers = append(answers, answer{
			Name:        c.name,
			Status:      resp.StatusCode,
			ContentType: contentType,
			Location:    stable(resp.Header.Get("Location"), known),
			AllowOrigin: resp.Header.Get("Access-Control-Allow-Origin"),
			Body:        stable(string(data), known),
		})
	}
	return answers
}

func expand(s string, kept map[string]string) string {
	for name, value := range kept {
		s = strings.ReplaceAll(s, "$"+name, value)
	}
	return s
}

var (
	uuids   = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`)
	times   = regexp.MustCompile(`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z`)
	cursors = regexp.MustCompile(`"next":"[^"]+"`)
)

// stable replaces ids by their number of appearance, times and cursors by words.
func stable(s string, known map[string]string) string {
	s = uuids.ReplaceAllStringFunc(s, func(id string) string {
		if _, ok := known[id]; !ok {
			known[id] = fmt.Sprintf("<id-%d>", len(known)+1)
		}
		return known[id]
	})
	s = cursors.ReplaceAllString(s, `"next":"<cursor>"`)
	return times.ReplaceAllString(s, "<time>")
}

// syncBuffer takes the output of a process while the test reads it.
type syncBuffer struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (b *syncBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.Write(p)
}

func (b *syncBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.String()
}
