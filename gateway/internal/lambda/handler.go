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
	type outcome struct {
		payload []byte
		err     error
	}
	done := make(chan outcome, 1)
	own, cancel := context.WithTimeout(context.WithoutCancel(ctx), h.f.Timeout)
	go func() {
		defer cancel()
		defer func() {
			if p := recover(); p != nil {
				done <- outcome{err: fmt.Errorf("panic: %v", p)}
			}
		}()
		payload, err := h.f.Handler(own, inv.Payload)
		done <- outcome{payload, err}
	}()
	select {
	case o := <-done:
		if o.err != nil {
			return Result{Payload: errorPayload("errorString", o.err.Error()), FunctionError: "Unhandled"}, nil
		}
		return Result{Payload: o.payload}, nil
	case <-ctx.Done():
		return Result{}, ctx.Err()
	case <-own.Done():
		return timedOut(h.f), nil
	}
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
