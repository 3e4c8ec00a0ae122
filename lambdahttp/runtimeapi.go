package lambdahttp

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"reflect"
	"runtime"
	"strconv"
)

// A runtimeAPI is a connection to Lambda's Runtime API, over which a function
// gets its invocations and gives its answers, one at a time. It speaks HTTP/1.1
// by itself: the client of net/http would bring TLS and HTTP/2 into a program
// that only ever calls its own machine, and take a third of a cold start.
//
// See https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
type runtimeAPI struct {
	address string // host:port
	dial    func(address string) (io.ReadWriteCloser, error)
	conn    io.ReadWriteCloser
	in      *bufio.Reader
	payload bytes.Buffer // of the invocation
}

// Headers of the Runtime API, as net/http spells them.
const (
	headerRequestID   = "Lambda-Runtime-Aws-Request-Id"
	headerDeadline    = "Lambda-Runtime-Deadline-Ms"
	headerFunctionARN = "Lambda-Runtime-Invoked-Function-Arn"
	headerTraceID     = "Lambda-Runtime-Trace-Id"
	headerClient      = "Lambda-Runtime-Client-Context"
	headerIdentity    = "Lambda-Runtime-Cognito-Identity"
	headerTenantID    = "Lambda-Runtime-Aws-Tenant-Id"
	headerErrorType   = "Lambda-Runtime-Function-Error-Type"
	headerErrorBody   = "Lambda-Runtime-Function-Error-Body"
	headerErrorCause  = "Lambda-Runtime-Function-XRay-Error-Cause"
	headerMode        = "Lambda-Runtime-Function-Response-Mode"
)

// A statusError is an answer of the Runtime API that takes nothing.
type statusError struct {
	call, status string
	code         int
	body         []byte
}

func (e *statusError) Error() string {
	return fmt.Sprintf("%s: the Runtime API answered %s: %s", e.call, e.status, e.body)
}

// A task is an invocation as it came. Its payload lasts until the next one.
type task struct {
	id      string
	header  http.Header
	payload []byte
}

// next waits for an invocation.
func (a *runtimeAPI) next() (*task, error) {
	resp, err := a.call(net.Buffers{a.head("GET", "next", "\r\n")})
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	a.payload.Reset()
	if _, err := a.payload.ReadFrom(resp.Body); err != nil {
		return nil, a.broken(fmt.Errorf("read invocation: %w", err))
	}
	if resp.StatusCode != http.StatusOK {
		return nil, &statusError{"next invocation", resp.Status, resp.StatusCode, a.payload.Bytes()}
	}
	return &task{id: resp.Header.Get(headerRequestID), header: resp.Header, payload: a.payload.Bytes()}, nil
}

// respond answers an invocation.
func (a *runtimeAPI) respond(id string, answer []byte) error {
	head := a.head("POST", id+"/response", "Content-Type: "+typeJSON+"\r\nContent-Length: "+strconv.Itoa(len(answer))+"\r\n\r\n")
	return a.post("answer invocation "+id, net.Buffers{head, answer})
}

// A failure is an error in the form of the Runtime API.
type failure struct {
	Message string `json:"errorMessage"`
	Type    string `json:"errorType"`
}

// newFailure names the type of an error as aws-lambda-go does.
func newFailure(err error) failure {
	t := reflect.TypeOf(err)
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return failure{err.Error(), t.Name()}
}

// fail says why an invocation has no answer. X-Ray is told, too.
func (a *runtimeAPI) fail(id string, reason error) error {
	f := newFailure(reason)
	body, _ := json.Marshal(f) // strings always encode
	cause, _ := json.Marshal(struct {
		Exceptions []exception `json:"exceptions"`
		Folder     string      `json:"working_directory"`
		Paths      []string    `json:"paths"`
	}{[]exception{{f.Type, f.Message, []string{}}}, os.Getenv("LAMBDA_TASK_ROOT"), []string{}})
	header := "Content-Type: " + typeJSON + "\r\nContent-Length: " + strconv.Itoa(len(body)) + "\r\n" +
		headerErrorType + ": " + f.Type + "\r\n"
	if len(cause) < 1<<20 {
		header += headerErrorCause + ": " + string(cause) + "\r\n"
	}
	return a.post("fail invocation "+id, net.Buffers{a.head("POST", id+"/error", header+"\r\n"), body})
}

// An exception is an error in the form of X-Ray.
type exception struct {
	Type    string   `json:"type"`
	Message string   `json:"message"`
	Stack   []string `json:"stack"`
}

// stream answers an invocation with what it reads, as it reads it. An error of
// the reader ends the answer, and is reported in its trailers.
func (a *runtimeAPI) stream(id string, answer *Stream) error {
	call := "stream answer of invocation " + id
	if err := a.open(); err != nil {
		return err
	}
	head := a.head("POST", id+"/response", "Content-Type: "+answer.ContentType()+"\r\nTransfer-Encoding: chunked\r\n"+
		headerMode+": streaming\r\nTrailer: "+headerErrorType+", "+headerErrorBody+"\r\n\r\n")
	if _, err := a.conn.Write(head); err != nil {
		return a.broken(fmt.Errorf("%s: %w", call, err))
	}
	chunk := make([]byte, 32<<10)
	for {
		n, reason := answer.Read(chunk)
		if n > 0 {
			size := append(strconv.AppendInt(nil, int64(n), 16), "\r\n"...)
			parts := net.Buffers{size, chunk[:n], []byte("\r\n")}
			if _, err := parts.WriteTo(a.conn); err != nil {
				return a.refused(call, err)
			}
		}
		if reason != nil {
			return a.post(call, net.Buffers{[]byte("0\r\n" + trailers(reason) + "\r\n")})
		}
	}
}

// trailers tell the Runtime API why a stream ends before its time.
func trailers(reason error) string {
	if errors.Is(reason, io.EOF) {
		return ""
	}
	f := newFailure(reason)
	body, _ := json.Marshal(f) // strings always encode
	return headerErrorType + ": " + f.Type + "\r\n" + headerErrorBody + ": " + base64.StdEncoding.EncodeToString(body) + "\r\n"
}

// refused finds out why the Runtime API does not take more of a stream.
func (a *runtimeAPI) refused(call string, err error) error {
	if resp, respErr := http.ReadResponse(a.answers(), nil); respErr == nil {
		defer resp.Body.Close()
		body, _ := io.ReadAll(io.LimitReader(resp.Body, 1<<10))
		err = &statusError{call, resp.Status, resp.StatusCode, body}
	}
	return a.broken(err)
}

// post sends what must be accepted.
func (a *runtimeAPI) post(call string, message net.Buffers) error {
	resp, err := a.call(message)
	if err != nil {
		return fmt.Errorf("%s: %w", call, err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		return a.broken(fmt.Errorf("%s: %w", call, err))
	}
	if resp.StatusCode != http.StatusAccepted {
		return &statusError{call, resp.Status, resp.StatusCode, body}
	}
	return nil
}

// head is the head of a call about invocations.
func (a *runtimeAPI) head(method, path, rest string) []byte {
	return []byte(method + " /2018-06-01/runtime/invocation/" + path + " HTTP/1.1\r\nHost: " + a.address +
		"\r\nUser-Agent: apigen-lambdahttp/" + runtime.Version() + "\r\n" + rest)
}

// call sends a message and waits for the head of the answer. A connection that
// has been closed since the last call is opened again, once.
func (a *runtimeAPI) call(message net.Buffers) (*http.Response, error) {
	for {
		reused := a.conn != nil
		if err := a.open(); err != nil {
			return nil, err
		}
		parts := append(net.Buffers(nil), message...) // WriteTo uses them up
		_, err := parts.WriteTo(a.conn)
		if err == nil {
			_, err = a.answers().Peek(1)
		}
		if err != nil {
			err = a.broken(err)
			if reused {
				continue
			}
			return nil, err
		}
		resp, err := http.ReadResponse(a.answers(), nil)
		if err != nil {
			return nil, a.broken(err)
		}
		if resp.Close {
			resp.Body = closing{resp.Body, a}
		}
		return resp, nil
	}
}

// closing is the body of an answer after which the connection ends.
type closing struct {
	io.ReadCloser
	api *runtimeAPI
}

func (c closing) Close() error {
	err := c.ReadCloser.Close()
	_ = c.api.broken(nil)
	return err
}

// dial connects to the Runtime API by one of several connections.
func dial(address string) (io.ReadWriteCloser, error) { return net.Dial("tcp", address) }

// open connects, unless there is a connection.
func (a *runtimeAPI) open() error {
	if a.conn != nil {
		return nil
	}
	conn, err := a.dial(a.address)
	if err != nil {
		return fmt.Errorf("connect to the Runtime API: %w", err)
	}
	a.conn = conn
	return nil
}

// answers is where answers arrive. It is made after a message was sent: until
// there is an answer, there is time.
func (a *runtimeAPI) answers() *bufio.Reader {
	if a.in == nil {
		a.in = bufio.NewReader(a.conn)
	}
	return a.in
}

// broken drops a connection that is of no more use because of err.
func (a *runtimeAPI) broken(err error) error {
	if a.conn != nil {
		_ = a.conn.Close() // nothing depends on it
		a.conn, a.in = nil, nil
	}
	return err
}
