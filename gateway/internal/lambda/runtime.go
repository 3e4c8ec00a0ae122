package lambda

import (
	"errors"
	"io"
	"net/http"
	"strconv"
)

// runtimeAPI is the Lambda Runtime API a bootstrap talks to. See
// https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
func (proc *process) runtimeAPI() http.Handler {
	mux := http.NewServeMux()
	const prefix = "/2018-06-01/runtime/"
	mux.HandleFunc("GET "+prefix+"invocation/next", proc.next)
	mux.HandleFunc("POST "+prefix+"invocation/{id}/response", proc.response)
	mux.HandleFunc("POST "+prefix+"invocation/{id}/error", proc.failure)
	mux.HandleFunc("POST "+prefix+"init/error", proc.initFailure)
	return mux
}

// next gives the process its next invocation, however long that takes.
func (proc *process) next(w http.ResponseWriter, r *http.Request) {
	proc.once.Do(func() { close(proc.ready) })
	select {
	case j := <-proc.jobs:
		h := w.Header()
		h.Set("Content-Type", "application/json")
		h.Set("Lambda-Runtime-Aws-Request-Id", j.id)
		h.Set("Lambda-Runtime-Deadline-Ms", strconv.FormatInt(j.deadline.UnixMilli(), 10))
		h.Set("Lambda-Runtime-Invoked-Function-Arn", j.inv.ARN)
		if j.inv.TraceID != "" {
			h.Set("Lambda-Runtime-Trace-Id", j.inv.TraceID)
		}
		_, _ = w.Write(j.inv.Payload) // a process that is gone is noticed by its end
	case <-r.Context().Done():
	case <-proc.exited:
	}
}

// response takes what the function answered.
func (proc *process) response(w http.ResponseWriter, r *http.Request) {
	if streams(r) {
		proc.stream(w, r)
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxResponse))
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		proc.finish(w, r, http.StatusRequestEntityTooLarge, tooLarge())
		return
	}
	if err != nil {
		refuse(w, "InvalidRequest", err.Error())
		return
	}
	proc.finish(w, r, http.StatusAccepted, Result{Payload: body})
}

func tooLarge() Result {
	return Result{
		Payload:       errorPayload("Function.ResponseSizeTooLarge", "Response payload size exceeded maximum allowed payload size (6291556 bytes)."),
		FunctionError: "Unhandled",
	}
}

// failure takes the error of an invocation.
func (proc *process) failure(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxResponse))
	if err != nil {
		refuse(w, "InvalidRequest", err.Error())
		return
	}
	proc.finish(w, r, http.StatusAccepted, Result{Payload: body, FunctionError: "Unhandled"})
}

// initFailure takes the error of a function that could not start.
func (proc *process) initFailure(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxResponse))
	if err != nil {
		refuse(w, "InvalidRequest", err.Error())
		return
	}
	proc.mu.Lock()
	proc.initErr = body
	proc.mu.Unlock()
	accept(w, http.StatusAccepted)
}

// finish ends the invocation the request names. An invocation that is over, or
// never was, is refused.
func (proc *process) finish(w http.ResponseWriter, r *http.Request, status int, res Result) {
	j := proc.claim(r.PathValue("id"))
	if j == nil {
		refuse(w, "InvalidRequestID", "Invalid request ID")
		return
	}
	accept(w, status)
	j.result <- res
}

// claim takes the running invocation, if it has that id: it has one answer.
func (proc *process) claim(id string) *job {
	proc.mu.Lock()
	defer proc.mu.Unlock()
	j := proc.current
	if j == nil || j.id != id {
		return nil
	}
	proc.current = nil
	return j
}

func accept(w http.ResponseWriter, status int) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, `{"status":"OK"}`)
}

func refuse(w http.ResponseWriter, kind, message string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(http.StatusBadRequest)
	_, _ = w.Write(errorPayload(kind, message))
}
