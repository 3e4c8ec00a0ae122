package lambda

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
)

// runtimeAPI is where the calls of the Lambda Runtime API begin. See
// https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
const runtimeAPI = "/2018-06-01/runtime/"

// serve answers one call of the Runtime API. An error ends the connection.
func (c *runtimeConn) serve(r *http.Request) error {
	call, _ := strings.CutPrefix(r.URL.Path, runtimeAPI)
	id, call, ofInvocation := cutInvocation(call)
	method, do := http.MethodPost, func() error { return c.failure(id, r) }
	switch {
	case r.URL.Path == runtimeAPI+"invocation/next":
		method, do = http.MethodGet, func() error { return c.next(r.Close) }
	case r.URL.Path == runtimeAPI+"init/error":
		do = func() error { return c.initFailure(r) }
	case ofInvocation && call == "response":
		do = func() error { return c.response(id, r) }
	case ofInvocation && call == "error":
	default:
		return c.write(http.StatusNotFound, errorPayload("NotFound", "no such call: "+r.URL.Path))
	}
	if r.Method != method {
		return c.write(http.StatusMethodNotAllowed, errorPayload("MethodNotAllowed", r.URL.Path+" takes "+method))
	}
	return do()
}

// cutInvocation takes invocation/ID/CALL apart.
func cutInvocation(path string) (id, call string, ok bool) {
	rest, ok := strings.CutPrefix(path, "invocation/")
	i := strings.LastIndexByte(rest, '/')
	if !ok || i < 0 {
		return "", path, false
	}
	return rest[:i], rest[i+1:], true
}

// next gives the process its next invocation: the one that waits for it, or one
// that comes while the connection does nothing else. Of several connections that
// ask, the last one is answered.
func (c *runtimeConn) next(last bool) error {
	proc := c.proc
	proc.once.Do(func() { close(proc.ready) })
	c.last = last
	proc.mu.Lock()
	j := proc.job
	if j == nil || j.sent {
		proc.asking = c
		proc.mu.Unlock()
		return nil
	}
	j.sent = true
	proc.mu.Unlock()
	c.send(j)
	return nil // a connection that is broken is noticed by who reads from it
}

// response takes what the function answered.
func (c *runtimeConn) response(id string, r *http.Request) error {
	if streams(r) {
		return c.stream(c.proc.find(id), r)
	}
	body, err := readAnswer(r)
	switch {
	case errors.Is(err, errTooLarge):
		return c.finish(c.proc.find(id), http.StatusRequestEntityTooLarge, tooLarge())
	case err != nil:
		return c.refuse("InvalidRequest", err.Error())
	}
	return c.finish(c.proc.find(id), http.StatusAccepted, Result{Payload: body})
}

func tooLarge() Result {
	return Result{
		Payload:       errorPayload("Function.ResponseSizeTooLarge", "Response payload size exceeded maximum allowed payload size (6291556 bytes)."),
		FunctionError: "Unhandled",
	}
}

// failure takes the error of an invocation.
func (c *runtimeConn) failure(id string, r *http.Request) error {
	body, err := readAnswer(r)
	if err != nil {
		return c.refuse("InvalidRequest", err.Error())
	}
	return c.finish(c.proc.find(id), http.StatusAccepted, Result{Payload: body, FunctionError: "Unhandled"})
}

// initFailure takes the error of a function that could not start.
func (c *runtimeConn) initFailure(r *http.Request) error {
	body, err := readAnswer(r)
	if err != nil {
		return c.refuse("InvalidRequest", err.Error())
	}
	c.proc.mu.Lock()
	c.proc.initErr = body
	c.proc.mu.Unlock()
	return c.accept(http.StatusAccepted)
}

// find gives the job that is under way, if it has that id and no answer yet.
func (proc *process) find(id string) *job {
	proc.mu.Lock()
	defer proc.mu.Unlock()
	if j := proc.job; j != nil && j.sent && j.in == nil && j.id == id {
		return j
	}
	return nil
}

// finish ends an invocation. One that is over, or never was, is refused.
func (c *runtimeConn) finish(j *job, status int, res Result) error {
	if !c.proc.claim(j) {
		return c.refuse("InvalidRequestID", "Invalid request ID")
	}
	c.proc.answered(j, res)
	return c.accept(status)
}

func (c *runtimeConn) accept(status int) error { return c.write(status, []byte(`{"status":"OK"}`)) }

func (c *runtimeConn) refuse(kind, message string) error {
	return c.write(http.StatusBadRequest, errorPayload(kind, message))
}

var errTooLarge = errors.New("more than a function may answer")

// readAnswer reads what a process posts.
func readAnswer(r *http.Request) ([]byte, error) {
	if n := r.ContentLength; n >= 0 && n <= maxResponse {
		body := make([]byte, n)
		_, err := io.ReadFull(r.Body, body)
		return body, err
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, maxResponse+1))
	if err == nil && len(body) > maxResponse {
		_, err = io.Copy(io.Discard, r.Body) // it is not answered before it has said all
		err = errors.Join(errTooLarge, err)
	}
	if err != nil {
		return nil, fmt.Errorf("read: %w", err)
	}
	return body, nil
}
