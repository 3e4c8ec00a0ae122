package lambdahttp

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// The whole way of an event through a process: a Runtime API gives it one event
// and takes the answer.
func TestProcess(t *testing.T) {
	t.Parallel()
	hello := filepath.Join(t.TempDir(), "bootstrap")
	build := exec.CommandContext(t.Context(), "go", "build", "-tags", "lambda.norpc", "-o", hello, "./testdata/hello")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	t.Run("buffered", func(t *testing.T) {
		body, contentType := runOnce(t, hello, eventURL)
		if want := `{"statusCode":200,"headers":{"Content-Type":"text/plain"},"body":"hello /x","isBase64Encoded":false}`; body != want {
			t.Errorf("answered %s %s, want %s", contentType, body, want)
		}
	})
	t.Run("streamed", func(t *testing.T) {
		body, contentType := runOnce(t, hello, eventURL, "STREAM=1")
		want := `{"statusCode":200,"headers":{"Content-Type":"text/plain"}}` + delimiter + "hello /x"
		if body != want || contentType != typeStream {
			t.Errorf("answered %s %q, want %s %q", contentType, body, typeStream, want)
		}
	})
	t.Run("no work before main", func(t *testing.T) {
		cmd := exec.CommandContext(t.Context(), hello)
		cmd.Env = append(os.Environ(), "GODEBUG=inittrace=1", "AWS_LAMBDA_RUNTIME_API=")
		trace, err := cmd.CombinedOutput() // it ends at once: nobody has events for it
		if err == nil || !bytes.Contains(trace, []byte("init runtime @")) {
			t.Fatalf("no trace of initialisation: %v, %s", err, trace)
		}
		for line := range strings.Lines(string(trace)) {
			if strings.HasPrefix(line, "init github.com/apigen-go/apigen/") {
				t.Errorf("a package of ours works before main: %s", line)
			}
		}
	})
}

// runOnce gives a process one event and returns what it answered.
func runOnce(t *testing.T, program, event string, env ...string) (body, contentType string) {
	t.Helper()
	type answer struct{ body, contentType, path string }
	answered := make(chan answer, 1)
	events := make(chan string, 1)
	events <- event
	api := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost {
			b, _ := io.ReadAll(r.Body)
			select {
			case answered <- answer{string(b), r.Header.Get("Content-Type"), r.URL.Path}:
			default:
			}
			w.WriteHeader(http.StatusAccepted)
			return
		}
		select {
		case e := <-events:
			w.Header().Set("Lambda-Runtime-Aws-Request-Id", "i-1")
			w.Header().Set("Lambda-Runtime-Deadline-Ms", fmt.Sprint(time.Now().Add(time.Minute).UnixMilli()))
			_, _ = io.WriteString(w, e)
		case <-r.Context().Done():
		}
	}))
	cmd := exec.CommandContext(t.Context(), program)
	cmd.Env = append(append(os.Environ(), "AWS_LAMBDA_RUNTIME_API="+strings.TrimPrefix(api.URL, "http://")), env...)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		api.Close()
	})
	select {
	case a := <-answered:
		if a.path != "/2018-06-01/runtime/invocation/i-1/response" {
			t.Fatalf("the process posted %s to %s", a.body, a.path)
		}
		return a.body, a.contentType
	case <-time.After(20 * time.Second):
		t.Fatal("the process did not answer")
	}
	return "", ""
}
