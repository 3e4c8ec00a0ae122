package lambda

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
)

// maxResponse is the longest response, in bytes, that Lambda passes on: 6 MB and
// a little.
//
// See https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
const maxResponse = 6<<20 + 100

// An invokeEndpoint is a Lambda invoke endpoint elsewhere: another emulator, or
// a runtime interface emulator in a container.
type invokeEndpoint struct {
	target string
	client *http.Client
}

func (e invokeEndpoint) close() { e.client.CloseIdleConnections() }

func (e invokeEndpoint) invoke(ctx context.Context, inv Invocation) (Result, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, e.target, bytes.NewReader(inv.Payload))
	if err != nil {
		return Result{}, err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("X-Amzn-Trace-Id", inv.TraceID)
	want := http.StatusOK
	if inv.Event {
		req.Header.Set("X-Amz-Invocation-Type", "Event")
		want = http.StatusAccepted
	}
	resp, err := e.client.Do(req)
	if err != nil {
		return Result{}, err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxResponse+1))
	if err != nil {
		return Result{}, fmt.Errorf("read answer: %w", err)
	}
	if len(body) > maxResponse {
		return tooLarge(), nil
	}
	// One that knows no asynchronous invocations has answered by now.
	if resp.StatusCode != want && resp.StatusCode != http.StatusOK {
		return Result{}, fmt.Errorf("%s answered %s: %.200s", e.target, resp.Status, body)
	}
	return Result{Payload: body, FunctionError: resp.Header.Get("X-Amz-Function-Error"), RequestID: resp.Header.Get("X-Amzn-Requestid")}, nil
}
