// Package lambdahttp runs an [http.Handler] as an AWS Lambda function behind
// Amazon API Gateway, a function URL or an Application Load Balancer:
//
//	func main() {
//		lambdahttp.Start(handler, lambdahttp.Options{})
//	}
//
// It takes the events of REST APIs, of HTTP APIs in both payload formats (1.0
// and 2.0), of function URLs and of load balancers with and without multi-value
// headers, tells them apart by their shape, and answers each in its own form.
// Every other event, such as that of a queue or of VPC Lattice, goes to
// [Options.Other], or is refused with an error that names it.
//
// The handler sees the request as net/http's own server would give it: the path
// decoded once and the raw path beside it, the query as it was sent, repeated
// headers apart from each other, a body of bytes with its length. What only the
// event says, such as the stage, the API key and the claims of the token, is
// found by [RequestContext]. The context of the request ends when Lambda's time
// for the invocation does; lambdacontext.FromContext works on it.
//
// Events are read by a scanner of their own and responses are appended to one
// buffer: encoding/json on event types would cost several times what an
// ordinary handler does. The package does nothing before it is called, so it
// adds nothing to a cold start but its size.
package lambdahttp

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"time"
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
	// Stream makes [Start] answer function URLs and REST APIs with a stream;
	// see [Handler.InvokeStream] for what must be set on their side.
	Stream bool
	// Margin is how long before Lambda's deadline the context of a request is
	// done, so that the handler can still answer. Zero leaves the deadline as
	// it is.
	Margin time.Duration
	// WarmUp is called for warm-up calls: {"warmup":true}, for instance from a
	// scheduled rule with constant input, and the events of
	// serverless-plugin-warmup. It may open connections. Such calls are
	// answered with null, with and without it.
	WarmUp func(ctx context.Context) error
	// Other answers every event that is no request and no warm-up call. The
	// event must not be kept. Without it such events are errors.
	Other func(ctx context.Context, event []byte) ([]byte, error)
	// Logger is told of panics of the handler and of what a response loses on
	// its way. Its lines get the ids that [LogHandler] adds. Nil is
	// [slog.Default].
	Logger *slog.Logger
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
	opts.Logger = slog.New(LogHandler(opts.Logger.Handler()))
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
	inv := newInvocation(payload)
	if err := inv.event.parse(); err != nil {
		return h.other(ctx, payload, err)
	}
	return h.answer(ctx, inv)
}

// answer answers the event of a request as a whole.
func (h *Handler) answer(ctx context.Context, inv *invocation) ([]byte, error) {
	if h.opts.Margin > 0 {
		var cancel context.CancelFunc
		ctx, cancel = h.earlier(ctx)
		defer cancel()
	}
	r, w, err := h.begin(ctx, inv)
	if err == nil && r != nil {
		err = h.serve(w, r)
	}
	if err != nil {
		return nil, err
	}
	out, err := w.finish()
	if err != nil {
		return nil, fmt.Errorf("answer %s %s: %w", inv.event.method, inv.event.path, err)
	}
	return out, nil
}

// earlier ends a context the margin before its deadline.
func (h *Handler) earlier(ctx context.Context) (context.Context, context.CancelFunc) {
	if deadline, ok := ctx.Deadline(); ok && h.opts.Margin > 0 {
		return context.WithDeadline(ctx, deadline.Add(-h.opts.Margin))
	}
	return context.WithCancel(ctx)
}

// begin makes the request of an event and its response. There is no request
// when the response is already written.
func (h *Handler) begin(ctx context.Context, inv *invocation) (*http.Request, *response, error) {
	w := &inv.response
	w.init(&inv.ctx, &inv.event, h.opts.Logger)
	r, err := inv.request(ctx, &h.opts)
	if bad, ok := errors.AsType[badPathError](err); ok { // as net/http's server answers it
		http.Error(w, "400 Bad Request: "+bad.Error(), http.StatusBadRequest)
		return nil, w, nil
	}
	if err != nil {
		return nil, nil, &EventError{err}
	}
	return r, w, nil
}

// other answers an event that is no request, for the reason given.
func (h *Handler) other(ctx context.Context, payload []byte, reason error) (out []byte, err error) {
	defer func() {
		if v := recover(); v != nil {
			h.opts.Logger.ErrorContext(ctx, "event handler panicked", "panic", fmt.Sprint(v), "stack", string(debug.Stack()))
			out, err = nil, fmt.Errorf("answer event: panic: %v", v)
		}
	}()
	switch {
	case errors.Is(reason, errWarmUp):
		if h.opts.WarmUp == nil {
			return []byte("null"), nil
		}
		if err := h.opts.WarmUp(ctx); err != nil {
			return nil, fmt.Errorf("warm up: %w", err)
		}
		return []byte("null"), nil
	case h.opts.Other == nil:
		return nil, &EventError{reason}
	}
	return h.opts.Other(ctx, payload)
}

// errBegun is a panic that came too late for an answer of 500.
var errBegun = errors.New("handler panicked after the response had begun")

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
		if !w.reset() {
			err = fmt.Errorf("answer %s %s: %w", r.Method, r.URL.Path, errBegun)
			return
		}
		w.Header().Set("Content-Type", "application/problem+json")
		w.WriteHeader(http.StatusInternalServerError)
		_, _ = w.Write([]byte(`{"title":"Internal Server Error","status":500}`))
	}()
	h.http.ServeHTTP(w, r)
	return nil
}
