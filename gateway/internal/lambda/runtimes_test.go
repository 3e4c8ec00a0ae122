package lambda

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// Lambda's own runtime clients work under the host as they are: aws-lambda-ric
// of npm, awslambdaric of PyPI, and a shell script that knows curl. (That
// aws-lambda-go does is what process_test.go is about.)
//
// A client is found by APIGEN_NODE_RIC, the path of the program aws-lambda-ric,
// and APIGEN_PYTHON_RIC, a Python that has awslambdaric; else where .ci/run
// installs them.
func TestRuntimeClients(t *testing.T) {
	runtimes, err := filepath.Abs("testdata/runtimes")
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name, env, place string // of the client, below .apigen/ci
		command          string // what a bootstrap runs; %s is the client
	}{
		{"node", "APIGEN_NODE_RIC", "node/node_modules/.bin/aws-lambda-ric", "exec '%s' app.handler"},
		{"python", "APIGEN_PYTHON_RIC", "python/bin/python", "exec '%s' -m awslambdaric app.handler"},
		{"shell", "APIGEN_CURL", "", "exec ./bootstrap.sh # %s"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			client := runtimeClient(t, tt.env, tt.place)
			bootstrap := filepath.Join(t.TempDir(), "bootstrap")
			script := fmt.Sprintf("#!/bin/sh\nexport PYTHONDONTWRITEBYTECODE=1\ncd '%s' || exit\n"+tt.command+"\n", runtimes, client)
			if err := os.WriteFile(bootstrap, []byte(script), 0o700); err != nil {
				t.Fatal(err)
			}
			h, out := newHost(t, Function{Target: bootstrap, Timeout: 20 * time.Second, Env: map[string]string{"LAMBDA_TASK_ROOT": runtimes, "_HANDLER": "app.handler"}})
			checkClient(t, h)
			h.Close()
			if s := out.String(); !strings.Contains(s, "a line of the function") {
				t.Errorf("the function's output is not in the log: %s", s)
			}
		})
	}
}

// checkClient has one process answer, fail, and answer again.
func checkClient(t *testing.T, h *Host) {
	t.Helper()
	type answer struct {
		reply
		Echo string
	}
	var first int
	for i := range 3 {
		event := fmt.Sprintf(`{"echo":"zoë %d"}`, i)
		res, err := h.Invoke(t.Context(), Invocation{Function: "directory", Payload: []byte(event), TraceID: "Root=1-2-3"})
		if err != nil || res.FunctionError != "" {
			t.Fatalf("invocation %d: %s %s, %v", i, res.FunctionError, res.Payload, err)
		}
		var got answer
		if err := json.Unmarshal(res.Payload, &got); err != nil {
			t.Fatalf("%v in %s", err, res.Payload)
		}
		if first == 0 {
			first = got.PID
		}
		if got.PID != first {
			t.Errorf("invocation %d: process %d, the first was %d", i, got.PID, first)
		}
		if got.Echo != fmt.Sprintf("zoë %d", i) || got.ID == "" || got.Trace != "Root=1-2-3" || !strings.HasSuffix(got.ARN, ":function:directory") {
			t.Errorf("invocation %d: got %s", i, res.Payload)
		}
		if got.Deadline <= 0 || got.Deadline > 21_000 {
			t.Errorf("the deadline is %d ms away, want at most 20 s", got.Deadline)
		}
		failed, err := h.Invoke(t.Context(), Invocation{Function: "directory", Payload: []byte(`{"do":"error"}`)})
		if err != nil || failed.FunctionError != "Unhandled" {
			t.Fatalf("a failing invocation: %s %s, %v", failed.FunctionError, failed.Payload, err)
		}
		var e struct{ ErrorType, ErrorMessage string }
		if err := json.Unmarshal(failed.Payload, &e); err != nil || e.ErrorType != "TypeError" || e.ErrorMessage != "refused" {
			t.Errorf("the error is %s, %v", failed.Payload, err)
		}
	}
}

// runtimeClient finds a client, or skips the test.
func runtimeClient(t *testing.T, env, place string) string {
	t.Helper()
	client := os.Getenv(env)
	if client == "" && place == "" {
		client, _ = exec.LookPath("curl")
	}
	if client == "" {
		client = filepath.Join("..", "..", "..", ".apigen", "ci", place)
	}
	info, err := os.Stat(client)
	if err == nil && !info.IsDir() {
		if client, err = filepath.Abs(client); err == nil {
			return client
		}
	}
	if os.Getenv("APIGEN_STRICT") == "1" {
		t.Fatalf("no runtime client: neither %s nor %s", env, place)
	}
	t.Skipf("no runtime client: %s is not set", env)
	return ""
}
