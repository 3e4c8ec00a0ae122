package lambda

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
)

func TestReport(t *testing.T) {
	first, _ := bootstraps(t)
	h, out := newHost(t, Function{Target: first, Memory: 1})
	invoke(t, h, `{}`)
	invoke(t, h, `{}`)
	h.Close()
	text := out.String()
	for want, times := range map[string]int{"msg=REPORT": 2, `memorySize="1 MB"`: 3, "duration=": 2, "requestId=id-1": 2, "initDuration=": 1} {
		if n := strings.Count(text, want); n != times && runtime.GOOS == "linux" {
			t.Errorf("the log has %s %d times, want %d: %s", want, n, times, text)
		}
	}
	if n := strings.Count(text, "uses more memory than it has"); n != 1 && runtime.GOOS == "linux" {
		t.Errorf("%d warnings of too much memory, want one: %s", n, text)
	}
}

// A process that never asks for work is ended.
func TestInitTimeout(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("a shell script is no program there")
	}
	bootstrap := filepath.Join(t.TempDir(), "bootstrap")
	if err := os.WriteFile(bootstrap, []byte("#!/bin/sh\nexec sleep 600\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	h, _ := newHost(t, Function{Target: bootstrap, InitTimeout: 50 * time.Millisecond})
	res, _ := invoke(t, h, `{}`)
	if res.FunctionError != "Unhandled" || !strings.Contains(string(res.Payload), "Sandbox.Timedout") || !strings.Contains(string(res.Payload), "within 50ms") {
		t.Errorf("got %s %s", res.FunctionError, res.Payload)
	}
}
