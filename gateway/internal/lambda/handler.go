package lambda

import (
	"context"
	"encoding/json"
	"fmt"
)

// A handler is a function of this process, for tests.
type handler struct{ f Function }

func (h handler) close() {}

func (h handler) invoke(ctx context.Context, inv Invocation) (Result, error) {
	done := make(chan Result, 1)
	own, cancel := context.WithTimeout(context.WithoutCancel(ctx), h.f.Timeout)
	go func() {
		defer cancel() // after the result is in its channel
		done <- h.call(own, inv.Payload)
	}()
	select {
	case res := <-done:
		return res, nil
	case <-ctx.Done():
		return Result{}, ctx.Err()
	case <-own.Done():
	}
	select {
	case res := <-done:
		return res, nil
	default:
		return timedOut(h.f), nil
	}
}

func (h handler) call(ctx context.Context, payload []byte) (res Result) {
	defer func() {
		if p := recover(); p != nil {
			res = Result{Payload: errorPayload("panic", fmt.Sprintf("panic: %v", p)), FunctionError: "Unhandled"}
		}
	}()
	answer, err := h.f.Handler(ctx, payload)
	if err != nil {
		return Result{Payload: errorPayload("errorString", err.Error()), FunctionError: "Unhandled"}
	}
	return Result{Payload: answer}
}

// errorPayload is an error as a Lambda runtime reports it.
func errorPayload(kind, message string) []byte {
	b, _ := json.Marshal(map[string]string{"errorType": kind, "errorMessage": message}) // strings always encode
	return b
}

// timedOut is what Lambda answers for a function that took too long.
func timedOut(f Function) Result {
	return Result{
		Payload:       errorPayload("Sandbox.Timedout", fmt.Sprintf("Task timed out after %.2f seconds", f.Timeout.Seconds())),
		FunctionError: "Unhandled",
	}
}
