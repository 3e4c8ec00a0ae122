// Package lambdahttp runs an [http.Handler] as an AWS Lambda function behind
// Amazon API Gateway:
//
//	func main() {
//		lambdahttp.Start(handler, lambdahttp.Options{})
//	}
//
// It takes the events of REST APIs, of HTTP APIs in both payload formats (1.0
// and 2.0) and of function URLs, tells them apart by their shape, and answers
// each in its own form. Every other event, such as those of an Application Load
// Balancer or a queue, is refused with an error that names it.
//
// The handler sees the request as net/http's own server would give it: the path
// decoded once and the raw path beside it, the query as it was sent, repeated
// headers apart from each other, a body of bytes with its length. What only the
// event says, such as the stage, the API key and the claims of the token, is
// found by [RequestContext]. The context of the request ends when Lambda's time
// for the invocation does.
//
// Events are read by a scanner of their own and responses are appended to one
// buffer: encoding/json on event types would cost several times what an
// ordinary handler does.
package lambdahttp

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"

	"github.com/aws/aws-lambda-go/lambda"
)

// Options change how events become requests. The zero value is right for a
// function behind one API without a custom domain name.
type Options struct {
	// BasePath is taken off the front of paths, e.g. "/directory": the base
	// path mapping under which a custom domain name reaches the API. Paths that
	// do not start with it stay as they are.
	BasePath string
	// KeepStage leaves the name of the stage in the paths of HTTP APIs, which
	// start with it unless the stage is $default. REST APIs never have it there.
	KeepStage bool
	// Logger is told of panics of the handler. Nil is [slog.Default].
	Logger *slog.Logger
}

// Start serves the invocations of this Lambda function with h. It does not
// return.
func Start(h http.Handler, opts Options) {
	lambda.Start(New(h, opts))
}

// A Handler answers Lambda invocations with an http.Handler. It implements
// lambda.Handler and may be used from many goroutines.
type Handler struct {
	http http.Handler
	opts Options
}

// New returns a Handler that serves with h.
func New(h http.Handler, opts Options) *Handler {
	if opts.Logger == nil {
		opts.Logger = slog.Default()
	}
	for len(opts.BasePath) > 0 && opts.BasePath[len(opts.BasePath)-1] == '/' {
		opts.BasePath = opts.BasePath[:len(opts.BasePath)-1]
	}
	if opts.BasePath != "" && opts.BasePath[0] != '/' {
		opts.BasePath = "/" + opts.BasePath
	}
	return &Handler{http: h, opts: opts}
}

// An EventError is an event that is malformed, or not one this package takes.
// Lambda shows the name of the type as errorType.
type EventError struct{ Reason error }

func (e *EventError) Error() string { return "read Lambda event: " + e.Reason.Error() }

// Unwrap returns the reason.
func (e *EventError) Unwrap() error { return e.Reason }

// Invoke answers one event. The error says why there is no answer: the event is
// not one this package takes ([*EventError]), the response is larger than Lambda allows
// ([ErrResponseTooLarge]), or the handler gave up with [http.ErrAbortHandler].
// API Gateway makes 502 (REST) or 500 (HTTP API) of it.
//
// A handler that panics is answered for with 500; the stack goes to the log,
// and the process goes on.
func (h *Handler) Invoke(ctx context.Context, payload []byte) ([]byte, error) {
	// The runtime reuses payload for the next event, while a handler may keep
	// what it was given.
	inv := &invocation{event: event{scanner: scanner{b: payload, s: string(payload)}}}
	if err := inv.event.parse(); err != nil {
		return nil, &EventError{err}
	}
	w := &inv.response
	w.init(inv.event.format == formatV2, inv.event.method == http.MethodHead, h.opts.Logger)
	r, err := inv.request(ctx, &h.opts)
	var bad badPathError
	switch {
	case errors.As(err, &bad): // as net/http's server answers it
		http.Error(w, "400 Bad Request: "+bad.Error(), http.StatusBadRequest)
	case err != nil:
		return nil, &EventError{err}
	default:
		if err := h.serve(w, r); err != nil {
			return nil, err
		}
	}
	out, err := w.finish()
	if err != nil {
		return nil, fmt.Errorf("answer %s %s: %w", inv.event.method, inv.event.path, err)
	}
	return out, nil
}

// serve calls the handler and makes 500 of a panic.
func (h *Handler) serve(w *response, r *http.Request) (err error) {
	defer func() {
		v := recover()
		if v == nil {
			return
		}
		if v == http.ErrAbortHandler { //nolint:errorlint // net/http compares it so, too
			err = fmt.Errorf("answer %s %s: %w", r.Method, r.URL.Path, http.ErrAbortHandler)
			return
		}
		h.opts.Logger.ErrorContext(r.Context(), "handler panicked",
			"panic", fmt.Sprint(v), "method", r.Method, "path", r.URL.Path, "stack", string(debug.Stack()))
		w.reset()
		w.Header().Set("Content-Type", "application/problem+json")
		w.WriteHeader(http.StatusInternalServerError)
		_, _ = w.Write([]byte(`{"title":"Internal Server Error","status":500}`))
	}()
	h.http.ServeHTTP(w, r)
	return nil
}
