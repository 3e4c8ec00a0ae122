// Package restjson is the serving side of the protocol AWS's API Gateway calls
// are made in: a JSON body in, a JSON body or an error with its code out.
package restjson

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
)

// MaxBody bounds the body of a call: imports take documents of 6 MB.
const MaxBody = 7 << 20

// A Request is a call on its way, its body read.
type Request struct {
	*http.Request
	Body []byte
}

// Decode reads a JSON body; an absent one is an empty object.
func (r *Request) Decode(into any) error {
	if len(r.Body) == 0 {
		return nil
	}
	if err := json.Unmarshal(r.Body, into); err != nil {
		return &Error{http.StatusBadRequest, "SerializationException", err.Error()}
	}
	return nil
}

// Query gives the parameters of the query string.
func (r *Request) Query() url.Values { return r.URL.Query() }

// An Answer is what a call gives: a status with a body that is written as JSON,
// or as it is when it is bytes.
type Answer struct {
	Status int
	Body   any
	Header http.Header
}

// OK answers 200.
func OK(body any) (Answer, error) { return Answer{Status: http.StatusOK, Body: body}, nil }

// Created answers 201.
func Created(body any) (Answer, error) { return Answer{Status: http.StatusCreated, Body: body}, nil }

// NoContent answers 204.
func NoContent() (Answer, error) { return Answer{Status: http.StatusNoContent}, nil }

// An Error is an error a caller sees.
type Error struct {
	Status  int
	Code    string
	Message string
}

func (e *Error) Error() string { return e.Code + ": " + e.Message }

// BadRequest is status 400.
func BadRequest(format string, args ...any) *Error {
	return &Error{http.StatusBadRequest, "BadRequestException", fmt.Sprintf(format, args...)}
}

// NotFound is status 404.
func NotFound(format string, args ...any) *Error {
	return &Error{http.StatusNotFound, "NotFoundException", fmt.Sprintf(format, args...)}
}

// Conflict is status 409.
func Conflict(format string, args ...any) *Error {
	return &Error{http.StatusConflict, "ConflictException", fmt.Sprintf(format, args...)}
}

// Unserved refuses what the local gateway does not do.
func Unserved(format string, args ...any) *Error {
	return &Error{http.StatusNotImplemented, "UnsupportedOperation", fmt.Sprintf(format, args...) + " is not served by the local gateway"}
}

// A Call answers a request.
type Call func(*Request) (Answer, error)

// Serve reads a request, makes the call and writes what it gives. An error that
// is no [Error] is logged, and a 500 for the caller.
func Serve(w http.ResponseWriter, r *http.Request, log *slog.Logger, call Call) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, MaxBody))
	if err != nil {
		WriteError(w, &Error{http.StatusRequestEntityTooLarge, "RequestEntityTooLargeException", "Request body is too large"})
		return
	}
	ans, err := call(&Request{r, body})
	if err != nil {
		var known *Error
		if !errors.As(err, &known) {
			log.Error("control plane call", "method", r.Method, "path", r.URL.Path, "error", err)
			known = &Error{http.StatusInternalServerError, "ServiceUnavailableException", err.Error()}
		}
		WriteError(w, known)
		return
	}
	raw, isRaw := ans.Body.([]byte)
	if !isRaw && ans.Body != nil {
		if raw, err = json.Marshal(ans.Body); err != nil {
			log.Error("control plane answer", "error", err)
			WriteError(w, &Error{http.StatusInternalServerError, "ServiceUnavailableException", err.Error()})
			return
		}
		w.Header().Set("Content-Type", "application/json")
	}
	for name, values := range ans.Header {
		w.Header()[name] = values
	}
	w.WriteHeader(ans.Status)
	_, _ = w.Write(raw) // a caller that is gone cannot be told
}

// WriteError writes an error as the SDKs read it.
func WriteError(w http.ResponseWriter, e *Error) {
	w.Header().Set("Content-Type", "application/json")
	w.Header()["x-amzn-ErrorType"] = []string{e.Code}
	w.WriteHeader(e.Status)
	_ = json.NewEncoder(w).Encode(struct {
		Message string `json:"message"`
	}{e.Message})
}
