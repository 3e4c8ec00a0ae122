package lambda

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m, goleak.Cleanup(func(code int) {
		_ = os.RemoveAll(buildDir)
		os.Exit(code)
	}))
}

var (
	buildOnce sync.Once
	buildDir  string
	buildErr  error
)

// bootstraps gives two builds of testdata/bootstrap. Go is what runs this test,
// so it is there.
func bootstraps(t *testing.T) (first, second string) {
	t.Helper()
	buildOnce.Do(func() {
		if buildDir, buildErr = os.MkdirTemp("", "bootstrap"); buildErr != nil {
			return
		}
		for _, name := range []string{"first", "second"} {
			out, err := exec.Command("go", "build", "-ldflags", "-X main.build="+name, "-o", filepath.Join(buildDir, name), "./testdata/bootstrap").CombinedOutput()
			if err != nil {
				buildErr = fmt.Errorf("%w: %s", err, out)
			}
		}
	})
	if buildErr != nil {
		t.Fatal(buildErr)
	}
	return filepath.Join(buildDir, "first"), filepath.Join(buildDir, "second")
}

// A log collects what is logged.
type log struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (l *log) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.Write(b)
}

func (l *log) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.String()
}

func newHost(t *testing.T, f Function) (*Host, *log) {
	t.Helper()
	out := &log{}
	n := 0
	var mu sync.Mutex
	f.Name = "directory"
	h, err := NewHost(Config{
		Functions: []Function{f}, Region: "eu-west-1", AccountID: "123456789012",
		Log: slog.New(slog.NewTextHandler(out, nil)), Now: time.Now,
		NewID: func() string {
			mu.Lock()
			defer mu.Unlock()
			n++
			return fmt.Sprintf("id-%d", n)
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(h.Close)
	return h, out
}

type reply struct {
	PID      int
	Build    string
	ID       string
	ARN      string
	Deadline int64
	Trace    string
	Env      map[string]string
}

func invoke(t *testing.T, h *Host, payload string) (Result, reply) {
	t.Helper()
	res, err := h.Invoke(t.Context(), Invocation{Function: "directory", Payload: []byte(payload), TraceID: "Root=1-2-3"})
	if err != nil {
		t.Fatal(err)
	}
	var r reply
	if res.FunctionError == "" {
		if err := json.Unmarshal(res.Payload, &r); err != nil {
			t.Fatal(err)
		}
	}
	return res, r
}

func TestProcess(t *testing.T) {
	first, _ := bootstraps(t)
	h, out := newHost(t, Function{Target: first, Timeout: 5 * time.Second, Memory: 256, Env: map[string]string{"COLOUR": "green"}})

	res, got := invoke(t, h, `{"do":"print"}`)
	if res.RequestID != got.ID {
		t.Errorf("the invocation is %q, the function's log calls it %q", res.RequestID, got.ID)
	}
	for name, want := range map[string]string{
		"AWS_LAMBDA_FUNCTION_NAME": "directory", "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "256",
		"AWS_REGION": "eu-west-1", "_HANDLER": "bootstrap", "LAMBDA_TASK_ROOT": filepath.Dir(first), "COLOUR": "green",
	} {
		if got.Env[name] != want {
			t.Errorf("%s is %q, want %q", name, got.Env[name], want)
		}
	}
	if got.ARN != "arn:aws:lambda:eu-west-1:123456789012:function:directory" || got.Trace != "Root=1-2-3" || got.ID == "" {
		t.Errorf("invocation: got %+v", got)
	}
	if got.Deadline <= 0 || got.Deadline > 5000 {
		t.Errorf("the deadline is %d ms away, want at most 5000", got.Deadline)
	}
	if _, again := invoke(t, h, `{}`); again.PID != got.PID {
		t.Errorf("an idle process is not used again: %d, then %d", got.PID, again.PID)
	}
	h.Close()
	if s := out.String(); !strings.Contains(s, "a line of the function") || !strings.Contains(s, "function=directory") {
		t.Errorf("the function's output is not in the log: %s", s)
	}
}

func TestProcessErrors(t *testing.T) {
	first, _ := bootstraps(t)
	h, _ := newHost(t, Function{Target: first})
	for _, tt := range []struct{ name, payload, want string }{
		{"an error", `{"do":"error"}`, `"errorMessage":"refused"`},
		{"a panic", `{"do":"panic"}`, `"errorMessage":"lost"`},
		{"a crash", `{"do":"crash"}`, `Runtime exited with error: exit status 3`},
		{"a payload the function cannot read", `7`, `errorMessage`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			res, _ := invoke(t, h, tt.payload)
			if res.FunctionError != "Unhandled" || !strings.Contains(string(res.Payload), tt.want) {
				t.Errorf("got %s %s, want %s", res.FunctionError, res.Payload, tt.want)
			}
			if _, after := invoke(t, h, `{}`); after.PID == 0 {
				t.Error("the function does not answer afterwards")
			}
		})
	}
}

func TestProcessThatCannotStart(t *testing.T) {
	first, _ := bootstraps(t)
	h, out := newHost(t, Function{Target: first, Env: map[string]string{"FAIL_INIT": "1"}})
	res, _ := invoke(t, h, `{}`)
	if res.FunctionError != "Unhandled" || !strings.Contains(string(res.Payload), "Runtime.ExitError") {
		t.Errorf("got %s %s", res.FunctionError, res.Payload)
	}
	if !strings.Contains(out.String(), "cannot start") {
		t.Errorf("what the process said is not in the log: %s", out)
	}
}

func TestProcessTimeout(t *testing.T) {
	first, _ := bootstraps(t)
	h, _ := newHost(t, Function{Target: first, Timeout: 300 * time.Millisecond})
	_, before := invoke(t, h, `{}`)
	res, _ := invoke(t, h, `{"do":"hang"}`)
	if res.FunctionError != "Unhandled" || !strings.Contains(string(res.Payload), "Task timed out after 0.30 seconds") {
		t.Errorf("got %s %s", res.FunctionError, res.Payload)
	}
	if err := syscall.Kill(before.PID, 0); !errors.Is(err, syscall.ESRCH) {
		t.Errorf("the process that hung is still there: %v", err)
	}
	if _, after := invoke(t, h, `{}`); after.PID == before.PID {
		t.Error("the process was not replaced")
	}
}

// A caller that has waited long enough goes; the function works on, and the
// process is used again.
func TestCallerLeaves(t *testing.T) {
	first, _ := bootstraps(t)
	h, _ := newHost(t, Function{Target: first, Concurrency: 1})
	_, before := invoke(t, h, `{}`)
	dir := t.TempDir()
	ctx, cancel := context.WithCancel(t.Context())
	left := make(chan error, 1)
	go func() {
		payload := fmt.Sprintf(`{"do":"wait for","millis":2,"file":%q}`, dir)
		_, err := h.Invoke(ctx, Invocation{Function: "directory", Payload: []byte(payload)})
		left <- err
	}()
	waitForFiles(t, dir, 1)
	cancel()
	if err := <-left; !errors.Is(err, context.Canceled) {
		t.Errorf("Invoke: got %v", err)
	}
	if err := os.WriteFile(filepath.Join(dir, "other"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, after := invoke(t, h, `{}`); after.PID != before.PID {
		t.Errorf("the process was replaced: %d, then %d", before.PID, after.PID)
	}
}

func waitForFiles(t *testing.T, dir string, n int) {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); {
		if entries, err := os.ReadDir(dir); err == nil && len(entries) >= n {
			return
		}
		time.Sleep(time.Millisecond) // another process makes them; there is nothing to wait on
	}
	t.Fatalf("%s never held %d files", dir, n)
}

// Three invocations that wait for each other need three processes; a fourth has
// to wait for one of theirs.
func TestConcurrency(t *testing.T) {
	first, _ := bootstraps(t)
	h, _ := newHost(t, Function{Target: first, Concurrency: 3})
	dir := t.TempDir()
	payload := fmt.Sprintf(`{"do":"wait for","millis":3,"file":%q}`, dir)
	var wg sync.WaitGroup
	pids := make([]int, 4)
	for i := range pids {
		wg.Go(func() {
			res, err := h.Invoke(t.Context(), Invocation{Function: "directory", Payload: []byte(payload)})
			var r reply
			if err == nil {
				err = json.Unmarshal(res.Payload, &r)
			}
			if err != nil {
				t.Errorf("Invoke: %v %s", err, res.Payload)
			}
			pids[i] = r.PID
		})
	}
	wg.Wait()
	distinct := map[int]bool{}
	for _, pid := range pids {
		distinct[pid] = true
	}
	if len(distinct) != 3 {
		t.Errorf("processes: got %v, want three", pids)
	}
}

// An invocation that comes while the only process is about to be free waits for
// it, rather than for another one to start.
func TestFewProcesses(t *testing.T) {
	first, _ := bootstraps(t)
	h, _ := newHost(t, Function{Target: first})
	_, before := invoke(t, h, `{}`)
	p := h.invokers["directory"].(*pool)
	p.mu.Lock()
	if p.patience <= 0 || p.patience > maxPatience {
		t.Errorf("the patience is %v", p.patience)
	}
	p.patience = time.Minute
	p.mu.Unlock()
	dir := t.TempDir()
	var all sync.WaitGroup
	for _, payload := range []string{fmt.Sprintf(`{"do":"wait for","millis":2,"file":%q}`, dir), `{}`} {
		all.Go(func() {
			res, err := h.Invoke(t.Context(), Invocation{Function: "directory", Payload: []byte(payload)})
			var got reply
			if err == nil {
				err = json.Unmarshal(res.Payload, &got)
			}
			if err != nil || got.PID != before.PID {
				t.Errorf("got process %d, %v, want %d", got.PID, err, before.PID)
			}
		})
		waitForFiles(t, dir, 1)
	}
	for waiting := false; !waiting; {
		p.mu.Lock()
		waiting = len(p.waiters) > 0
		p.mu.Unlock()
	}
	touch(t, filepath.Join(dir, "other"))
	all.Wait()
}

func TestChangedExecutableIsStartedAnew(t *testing.T) {
	first, second := bootstraps(t)
	target := filepath.Join(t.TempDir(), "bootstrap")
	install := func(from string) {
		t.Helper()
		b, err := os.ReadFile(from)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(target+".new", b, 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.Rename(target+".new", target); err != nil {
			t.Fatal(err)
		}
	}
	install(first)
	h, _ := newHost(t, Function{Target: target})
	if _, got := invoke(t, h, `{}`); got.Build != "first" {
		t.Errorf("build: got %q", got.Build)
	}
	install(second)
	if _, got := invoke(t, h, `{}`); got.Build != "second" {
		t.Errorf("build after the change: got %q", got.Build)
	}
}

func TestCloseLeavesNoProcess(t *testing.T) {
	first, _ := bootstraps(t)
	h, _ := newHost(t, Function{Target: first})
	_, got := invoke(t, h, `{}`)
	h.Close()
	if err := syscall.Kill(got.PID, 0); !errors.Is(err, syscall.ESRCH) {
		t.Errorf("process %d is still there: %v", got.PID, err)
	}
	if _, err := h.Invoke(t.Context(), Invocation{Function: "directory"}); !errors.Is(err, ErrClosed) {
		t.Errorf("Invoke after Close: got %v", err)
	}
}
