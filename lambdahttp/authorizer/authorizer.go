// Package authorizer writes Lambda authorizers for Amazon API Gateway: functions
// that say who a caller is and what the caller may call.
//
//	func main() {
//		lambda.Start(authorizer.New(decide, authorizer.Options{}))
//	}
//
//	func decide(ctx context.Context, req *authorizer.Request) (*authorizer.Decision, error) {
//		user, ok := users[req.Token()]
//		if !ok {
//			return nil, authorizer.ErrUnauthorized
//		}
//		return authorizer.Allow(user.ID).With("department", user.Department), nil
//	}
//
// One handler serves TOKEN and REQUEST authorizers of REST APIs and authorizers
// of HTTP APIs in both payload formats (1.0 and 2.0), with policies or simple
// responses. What it answers is checked first: an answer that API Gateway would
// turn into 500 for the caller is an error in the log that says why.
//
// Package jwtauth, below this one, is such a function for the tokens of an identity
// provider.
//
// See https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-use-lambda-authorizer.html
// and https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html
package authorizer

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
)

// ErrUnauthorized is returned for callers that are nobody. REST APIs answer 401;
// HTTP APIs know no such answer of a function and get a denial, which is 403.
var ErrUnauthorized = errors.New("Unauthorized") // API Gateway looks for this very text

// A Func decides about a request. The error [ErrUnauthorized] turns the caller
// away; any other is answered with 500.
type Func func(ctx context.Context, req *Request) (*Decision, error)

// Options say how the authorizer is configured in API Gateway, which its events
// do not tell.
type Options struct {
	// Simple is for HTTP APIs with simple responses enabled: instead of a
	// policy, the answer says whether the request at hand is allowed. It works
	// with payload format 2.0 alone.
	Simple bool
	// Uncached is for authorizers with a TTL of 0. Without it, a policy that
	// allows the called method alone is warned about: REST APIs keep policies
	// for 300 s unless told otherwise, and the caller's next request, to another
	// method, would be answered with 403.
	Uncached bool
	// Logger is told of warnings and panics. Nil is [slog.Default].
	Logger *slog.Logger
}

// A Handler answers the events of authorizers. It implements lambda.Handler, and
// its method Invoke fits lambdahttp.Options.Other, for functions that are API and
// authorizer at once.
type Handler struct {
	decide Func
	opts   Options
}

// New returns a Handler that decides with f.
func New(f Func, opts Options) *Handler {
	if opts.Logger == nil {
		opts.Logger = slog.Default()
	}
	return &Handler{f, opts}
}

// Invoke answers one event. Its error is ErrUnauthorized, unchanged, or says what
// is wrong with the event or the decision.
func (h *Handler) Invoke(ctx context.Context, payload []byte) ([]byte, error) {
	req, err := parse(payload)
	if err != nil {
		return nil, fmt.Errorf("read authorizer event: %w", err)
	}
	d, err := h.call(ctx, req)
	switch {
	case errors.Is(err, ErrUnauthorized) && !req.HTTPAPI():
		// API Gateway compares the text of the error.
		return nil, ErrUnauthorized
	case errors.Is(err, ErrUnauthorized):
		d = Deny("anonymous")
	case err != nil:
		return nil, err
	case d == nil:
		return nil, fmt.Errorf("authorize %s: neither decision nor error", req.Method)
	}
	out, err := h.encode(ctx, req, d)
	if err != nil {
		return nil, fmt.Errorf("authorize %s: %w", req.Method, err)
	}
	return out, nil
}

// call calls the function and makes an error of a panic.
func (h *Handler) call(ctx context.Context, req *Request) (d *Decision, err error) {
	defer func() {
		if v := recover(); v != nil {
			h.opts.Logger.ErrorContext(ctx, "authorizer panicked", "panic", fmt.Sprint(v), "method", req.Method.String(), "stack", string(debug.Stack()))
			err = fmt.Errorf("authorize %s: panic: %v", req.Method, v)
		}
	}()
	return h.decide(ctx, req)
}

func (h *Handler) encode(ctx context.Context, req *Request, d *Decision) ([]byte, error) {
	if h.opts.Simple {
		if req.Version != "2.0" {
			return nil, errors.New("simple responses need payload format 2.0")
		}
		return d.simple(req)
	}
	answer, err := d.policy(req)
	if err != nil {
		return nil, err
	}
	if !h.opts.Uncached && d.onlyThe(req.Method) {
		h.opts.Logger.WarnContext(ctx, "the policy names only the called method; while it is cached, the caller's other requests are answered with 403",
			"method", req.Method.String(), "hint", "allow what the caller may call, with wildcards, or set the authorizer's TTL to 0 and Options.Uncached")
	}
	return json.Marshal(answer)
}
