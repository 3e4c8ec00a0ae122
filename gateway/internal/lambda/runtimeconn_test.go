package lambda

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
)

// newRuntimeConn is a connection to the Runtime API of a process that there is
// not, and who is at its other end.
func newRuntimeConn(tb testing.TB, inv Invocation) (proc *process, j *job, client net.Conn) {
	tb.Helper()
	p := newPool(Function{Name: "directory"}.withDefaults(), Config{Log: slog.New(slog.DiscardHandler), NewID: func() string { return "id-1" }})
	proc = newProcess(p, nil)
	proc.counted = true
	j = p.newJob(inv)
	client, server := net.Pipe()
	c := &runtimeConn{proc: proc, conn: server, in: bufio.NewReader(server)}
	done := make(chan struct{})
	go func() {
		defer close(done)
		c.serveAll()
	}()
	tb.Cleanup(func() {
		_ = client.Close()
		<-done
		proc.timer.Stop()
	})
	return proc, j, client
}

// ask sends a call as it is written, and reads the answer.
func ask(t *testing.T, client net.Conn, call string) (status int, header http.Header, body string) {
	t.Helper()
	if err := client.SetDeadline(time.Now().Add(20 * time.Second)); err != nil {
		t.Fatal(err)
	}
	go func() { _, _ = io.WriteString(client, call) }() // what cannot be sent has no answer
	resp, err := http.ReadResponse(bufio.NewReader(client), nil)
	if err != nil {
		t.Fatalf("%q: %v", call, err)
	}
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, resp.Header, string(b)
}

const (
	callNext     = "GET /2018-06-01/runtime/invocation/next HTTP/1.1\r\nHost: x\r\n\r\n"
	callResponse = "POST /2018-06-01/runtime/invocation/id-1/response HTTP/1.1\r\nHost: x\r\n"
)

// The protocol as https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
// has it, whatever a client of HTTP makes of it.
func TestRuntimeAPI(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, call string
		status     int
		want       string // result of the invocation; empty when there is none
		failed     bool
	}{
		{"a response", callResponse + "Content-Length: 2\r\n\r\n{}", 202, "{}", false},
		{"a response in chunks", callResponse + "Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n1\r\n}\r\n0\r\n\r\n", 202, "{}", false},
		{"no body", callResponse + "\r\n", 202, "", false},
		{"HTTP/1.0", strings.Replace(callResponse, "1.1", "1.0", 1) + "Content-Length: 2\r\n\r\n{}", 202, "{}", false},
		{
			"a stream nobody wants", callResponse + "Lambda-Runtime-Function-Response-Mode: streaming\r\nTransfer-Encoding: chunked\r\nTrailer: Lambda-Runtime-Function-Error-Type\r\n\r\n1\r\n{\r\n1\r\n}\r\n0\r\n\r\n",
			202, "{}", false,
		},
		{
			"a stream that fails", callResponse + "Lambda-Runtime-Function-Response-Mode: streaming\r\nTransfer-Encoding: chunked\r\nTrailer: Lambda-Runtime-Function-Error-Type\r\n\r\n1\r\n{\r\n0\r\nLambda-Runtime-Function-Error-Type: Lost\r\n\r\n",
			202, `{"errorMessage":"the function reported an error in its stream","errorType":"Lost"}`, true,
		},
		{"an error", strings.Replace(callResponse, "/response", "/error", 1) + "Content-Length: 2\r\n\r\n{}", 202, "{}", true},
		{"another invocation", strings.Replace(callResponse, "id-1", "id-2", 1) + "Content-Length: 2\r\n\r\n{}", 400, "", false},
		// Lambda takes 6 MB and 100 bytes: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
		{"as much as may be", callResponse + "Content-Length: 6291556\r\n\r\n" + strings.Repeat("x", 6291556), 202, strings.Repeat("x", 6291556), false},
		{"too much", callResponse + "Content-Length: 6291557\r\n\r\n" + strings.Repeat("x", 6291557), 413, string(tooLarge().Payload), true},
		{"another method", strings.Replace(callResponse, "POST", "PUT", 1) + "\r\n", 405, "", false},
		{"another call", "GET /2018-06-01/runtime/else HTTP/1.1\r\nHost: x\r\n\r\n", 404, "", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			proc, j, client := newRuntimeConn(t, Invocation{ARN: "arn:x\r\nInjected: y", TraceID: "Root=1", Payload: []byte(`{"a":1}`)})
			proc.take(j)
			status, header, body := ask(t, client, callNext)
			if status != 200 || body != `{"a":1}` || header.Get("Lambda-Runtime-Aws-Request-Id") != "id-1" || header.Get("Lambda-Runtime-Trace-Id") != "Root=1" ||
				header.Get("Lambda-Runtime-Deadline-Ms") != fmt.Sprint(j.deadline.UnixMilli()) || header.Get("Injected") != "" {
				t.Errorf("next: got %d %v %s", status, header, body)
			}
			if status, _, body := ask(t, client, tt.call); status != tt.status {
				t.Errorf("got %d %s, want %d", status, body, tt.status)
			}
			select {
			case out := <-j.result:
				if string(out.Payload) != tt.want || (out.FunctionError != "") != tt.failed {
					t.Errorf("the result is %s %.200s, want %.200s", out.FunctionError, out.Payload, tt.want)
				}
			default:
				if tt.status == 202 {
					t.Error("the invocation has no result")
				}
			}
		})
	}
}

// A client that expects it is told to go on, as curl's is with a large body.
func TestRuntimeAPIContinue(t *testing.T) {
	t.Parallel()
	proc, j, client := newRuntimeConn(t, Invocation{})
	proc.take(j)
	ask(t, client, callNext)
	if status, _, _ := ask(t, client, callResponse+"Expect: 100-continue\r\nContent-Length: 2\r\n\r\n"); status != http.StatusContinue {
		t.Errorf("got %d", status)
	}
	if status, _, _ := ask(t, client, "{}"); status != http.StatusAccepted {
		t.Errorf("got %d", status)
	}
}

// Whoever asks first gets the job that comes later; a connection that is to close
// closes behind it.
func TestRuntimeAPIAsksAhead(t *testing.T) {
	t.Parallel()
	proc, j, client := newRuntimeConn(t, Invocation{Payload: bytes.Repeat([]byte("x"), roomy+1)})
	go func() {
		<-proc.ready
		for asking := false; !asking; { // it is, a moment later
			proc.mu.Lock()
			asking = proc.asking != nil
			proc.mu.Unlock()
		}
		proc.take(j)
	}()
	status, header, body := ask(t, client, strings.Replace(callNext, "Host: x", "Host: x\r\nConnection: close", 1))
	if status != 200 || len(body) != roomy+1 || header.Get("Connection") != "" && header.Get("Connection") != "close" {
		t.Errorf("got %d %v and %d bytes", status, header, len(body))
	}
	if n, err := client.Read(make([]byte, 1)); err == nil {
		t.Errorf("the connection goes on with %d bytes", n)
	}
	proc.pool.wg.Wait()
}

// The Runtime API takes whatever a process may send without falling over, and
// takes no answer for an invocation that it is not of.
func FuzzRuntimeAPI(f *testing.F) {
	for _, call := range []string{
		callResponse + "Content-Length: 2\r\n\r\n{}",
		callResponse + "Transfer-Encoding: chunked\r\nLambda-Runtime-Function-Response-Mode: streaming\r\n\r\n2\r\n{}\r\n0\r\nLambda-Runtime-Function-Error-Body: bG9zdA==\r\n\r\n",
		"POST /2018-06-01/runtime/invocation/id-2/error HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n",
		"POST /2018-06-01/runtime/init/error HTTP/1.0\r\nContent-Length: 1\r\n\r\n7",
		"GET /2018-06-01/runtime/invocation//response HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\n\r\n",
		callNext + callNext, "\r\n", "GET",
	} {
		f.Add(call)
	}
	f.Fuzz(func(t *testing.T, call string) {
		proc, j, client := newRuntimeConn(t, Invocation{Payload: []byte("{}")})
		proc.take(j)
		read := make(chan struct{})
		go func() {
			defer close(read)
			_, _ = io.Copy(io.Discard, client)
		}()
		_, _ = io.WriteString(client, callNext+call)
		_ = client.Close()
		<-read
		if len(j.result) == 1 && !strings.Contains(call, "id-1") && !strings.Contains(call, "%") {
			t.Errorf("%q ended the invocation id-1", call)
		}
	})
}
