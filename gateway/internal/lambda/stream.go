package lambda

import (
	"encoding/base64"
	"errors"
	"io"
	"net/http"
	"strings"
)

// TypeStream is the content type of an answer that begins with a head: JSON with
// status, headers and cookies, then eight NUL bytes, then the body.
//
// See https://docs.aws.amazon.com/apigateway/latest/developerguide/response-transfer-mode-lambda.html
const TypeStream = "application/vnd.awslambda.http-integration-response"

// A Stream is an answer that the function may still be writing. A reader that
// has had enough closes it; the function goes on.
type Stream struct {
	ContentType string // as the function said
	io.ReadCloser
}

// A StreamError is why a stream ended before its time: what the function or
// Lambda reported, as JSON.
type StreamError struct{ Payload []byte }

func (e *StreamError) Error() string {
	return "the function's stream ended early: " + string(e.Payload)
}

// streams tells whether a process answers with a stream. aws-lambda-go says so
// by the content type alone.
func streams(r *http.Request) bool {
	return strings.EqualFold(r.Header.Get("Lambda-Runtime-Function-Response-Mode"), "streaming") ||
		r.Header.Get("Content-Type") == TypeStream
}

// stream passes the answer of a job on while the process writes it, if the caller
// wants it so. Otherwise the caller gets all of it at the end, as from Lambda.
//
// See https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html#runtimes-custom-response-streaming
func (c *runtimeConn) stream(j *job, r *http.Request) error {
	proc := c.proc
	if j == nil {
		return c.refuse("InvalidRequestID", "Invalid request ID")
	}
	if !j.inv.Stream {
		status, res := collect(r)
		return c.finish(j, status, res)
	}
	out, in := io.Pipe()
	if !proc.begin(j, in) {
		return c.refuse("InvalidRequestID", "Invalid request ID")
	}
	j.finish(outcome{Result: Result{Stream: &Stream{ContentType: r.Header.Get("Content-Type"), ReadCloser: out}}})
	_, err := io.Copy(listener{in}, r.Body)
	if err != nil {
		err = &StreamError{truncated(err)}
	} else if failed := trailers(r.Trailer); failed != nil {
		err = &StreamError{failed}
	}
	if proc.claim(j) { // else the deadline or the process's end came first
		proc.report(j)
		proc.pool.putIdle(proc)
		_ = in.CloseWithError(err) // io.EOF when nil; never fails
	}
	return c.accept(http.StatusAccepted)
}

// begin notes that the answer of a job is a stream, which has no other answer
// then.
func (proc *process) begin(j *job, in *io.PipeWriter) bool {
	proc.mu.Lock()
	defer proc.mu.Unlock()
	if proc.job != j || j.in != nil {
		return false
	}
	j.in = in
	return true
}

func truncated(err error) []byte {
	return errorPayload("Runtime.TruncatedResponse", "the response was cut off: "+err.Error())
}

// A listener takes everything, also when nobody reads any more.
type listener struct{ in *io.PipeWriter }

func (l listener) Write(b []byte) (int, error) {
	_, _ = l.in.Write(b)
	return len(b), nil
}

// collect reads a stream as a whole.
func collect(r *http.Request) (status int, res Result) {
	body, err := readAnswer(r)
	if errors.Is(err, errTooLarge) {
		return http.StatusRequestEntityTooLarge, tooLarge()
	}
	if err != nil {
		return http.StatusBadRequest, Result{FunctionError: "Unhandled", Payload: truncated(err)}
	}
	if failed := trailers(r.Trailer); failed != nil {
		return http.StatusAccepted, Result{FunctionError: "Unhandled", Payload: failed}
	}
	return http.StatusAccepted, Result{Payload: body}
}

// trailers reads the error that a stream ended with, nil when there is none.
func trailers(h http.Header) []byte {
	kind := h.Get("Lambda-Runtime-Function-Error-Type")
	body, err := base64.StdEncoding.DecodeString(h.Get("Lambda-Runtime-Function-Error-Body"))
	switch {
	case len(body) > 0 && err == nil:
		return body
	case kind != "" || err != nil:
		return errorPayload(kind, "the function reported an error in its stream")
	}
	return nil
}
