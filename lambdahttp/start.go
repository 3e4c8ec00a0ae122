package lambdahttp

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"time"

	"github.com/aws/aws-lambda-go/lambdacontext"
)

// Start serves the invocations of this Lambda function with h. It does not
// return: it ends the process when Lambda's Runtime API is gone.
//
// It stands in for lambda.Start of aws-lambda-go, does the same for handlers
// (deadline, lambdacontext, trace id), and starts faster. A program that needs
// lambda.Start itself, for instance for its options, passes it [New].
func Start(h http.Handler, opts Options) {
	handler := New(h, opts)
	err := handler.run(os.Getenv("AWS_LAMBDA_RUNTIME_API"), lambdacontext.MaxConcurrency())
	handler.opts.Logger.Error("function ends", "error", err)
	os.Exit(1)
}

// run serves invocations until there are none to have. Managed instances run
// several at a time in one process.
//
// See https://docs.aws.amazon.com/lambda/latest/dg/lambda-managed-instances.html
func (h *Handler) run(address string, concurrency int) error {
	if address == "" {
		return errors.New("AWS_LAMBDA_RUNTIME_API is not set: start this program as a Lambda function, on AWS or by apigen local --lambda NAME=TARGET")
	}
	if concurrency <= 1 {
		return h.loop(&runtimeAPI{address: address, dial: dialAlone}, true)
	}
	ended := make(chan error, concurrency)
	for range concurrency {
		go func() { ended <- h.loop(&runtimeAPI{address: address, dial: dial}, false) }()
	}
	return <-ended
}

// loop serves one invocation after the other. Alone says that there is no other
// loop, so that what belongs to an invocation may be in the environment.
func (h *Handler) loop(api *runtimeAPI, alone bool) error {
	for {
		t, err := api.next()
		if err != nil {
			return err
		}
		err = h.do(api, t, alone)
		if status, ok := errors.AsType[*statusError](err); ok && status.code < 500 {
			// The answer is not wanted, say because it came too late. Of a 500 the
			// documentation says that the runtime should exit.
			h.opts.Logger.Error("answer refused", "requestId", t.id, "error", err)
			continue
		}
		if err != nil {
			return err
		}
	}
}

// do answers an invocation.
func (h *Handler) do(api *runtimeAPI, t *task, alone bool) error {
	ctx, cancel, err := t.context()
	defer cancel()
	if err != nil {
		return h.failed(context.Background(), api, t, err)
	}
	if alone {
		_ = os.Setenv("_X_AMZN_TRACE_ID", t.header.Get(headerTraceID)) // where the X-Ray SDK looks; the name is a valid one
	}
	if h.opts.Stream {
		answer, err := h.InvokeStream(ctx, t.payload)
		if err != nil {
			return h.failed(ctx, api, t, err)
		}
		defer func() { _ = answer.Close() }() // never fails
		if answer.ContentType() == typeStream {
			return api.stream(t.id, answer)
		}
		whole, _ := io.ReadAll(answer) // it is in memory
		return api.respond(t.id, whole)
	}
	answer, err := h.Invoke(ctx, t.payload)
	if err != nil {
		return h.failed(ctx, api, t, err)
	}
	return api.respond(t.id, answer)
}

func (h *Handler) failed(ctx context.Context, api *runtimeAPI, t *task, reason error) error {
	h.opts.Logger.ErrorContext(ctx, "invocation failed", "error", reason)
	return api.fail(t.id, reason)
}

// context is that of an invocation: it ends at its deadline and knows what
// aws-lambda-go would tell of it.
func (t *task) context() (context.Context, context.CancelFunc, error) {
	nothing := func() {}
	deadline, err := strconv.ParseInt(t.header.Get(headerDeadline), 10, 64)
	if err != nil {
		return nil, nothing, fmt.Errorf("read deadline: %w", err)
	}
	about := &lambdacontext.LambdaContext{
		AwsRequestID:       t.id,
		InvokedFunctionArn: t.header.Get(headerFunctionARN),
		TenantID:           t.header.Get(headerTenantID),
	}
	if text := t.header.Get(headerClient); text != "" {
		if err := json.Unmarshal([]byte(text), &about.ClientContext); err != nil {
			return nil, nothing, fmt.Errorf("read client context: %w", err)
		}
	}
	if text := t.header.Get(headerIdentity); text != "" {
		if err := json.Unmarshal([]byte(text), &about.Identity); err != nil {
			return nil, nothing, fmt.Errorf("read Cognito identity: %w", err)
		}
	}
	ctx, cancel := context.WithDeadline(context.Background(), time.UnixMilli(deadline))
	ctx = lambdacontext.NewContext(ctx, about)
	ctx = context.WithValue(ctx, "x-amzn-trace-id", t.header.Get(headerTraceID)) //nolint:staticcheck // the key that the X-Ray SDK looks for
	return ctx, cancel, nil
}
