// Package authorizer asks Lambda functions who may call a method or a route,
// for REST and HTTP APIs alike: where the identity comes from ([Sources]), what
// the function's answer means ([Read]), and how long it counts ([Cache]).
//
// The event a function gets is the caller's to write, and so is the gateway's
// answer to an error: both differ between the two kinds of API. See
// https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-use-lambda-authorizer.html
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html
package authorizer

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/apigen-go/apigen/gateway/internal/lambda"
)

var (
	// ErrUnauthorized is returned when the function failed with the text
	// Unauthorized, which is its way to say 401.
	ErrUnauthorized = errors.New("the authorizer says Unauthorized")
	// ErrFailed is returned when the function failed in another way, or did not
	// answer in time.
	ErrFailed = errors.New("the authorizer failed")
	// ErrMalformed is returned for an answer that is none.
	ErrMalformed = errors.New("the authorizer's answer is malformed")
)

// A Question is what is asked of a function for one request.
type Question struct {
	Key Key
	// TTL is how long the answer counts for requests with the same key; zero
	// asks each time.
	TTL     time.Duration
	Timeout time.Duration
	Format  Format
	// Event makes the function's event. It is not called for a cached answer.
	Event func() []byte
	// Invoke calls the function.
	Invoke func(ctx context.Context, payload []byte) (lambda.Result, error)
}

// Ask gives the answer the cache holds or the function gives. Errors are not
// remembered.
func (c *Cache) Ask(ctx context.Context, q *Question) (ans *Answer, cached bool, err error) {
	if q.TTL > 0 {
		if ans := c.get(q.Key); ans != nil {
			return ans, true, nil
		}
	}
	ctx, cancel := context.WithTimeout(ctx, q.Timeout)
	defer cancel()
	res, err := q.Invoke(ctx, q.Event())
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return nil, false, fmt.Errorf("%w: it took longer than %s", ErrFailed, q.Timeout)
	case err != nil:
		return nil, false, fmt.Errorf("%w: %w", ErrFailed, err)
	case res.FunctionError != "":
		var e struct{ ErrorMessage string }
		_ = json.Unmarshal(res.Payload, &e) // an error of another shape has no message
		if strings.TrimSpace(e.ErrorMessage) == "Unauthorized" {
			return nil, false, ErrUnauthorized
		}
		return nil, false, fmt.Errorf("%w: %s", ErrFailed, res.Payload)
	}
	if ans, err = Read(res.Payload, q.Format); err != nil {
		return nil, false, err
	}
	if q.TTL > 0 {
		c.put(q.Key, ans, q.TTL)
	}
	return ans, false, nil
}
