package lambda

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"
	"time"
)

// A handler is a function of this process, for tests.
type handler struct{ f Function }

func (h *handler) close() {}

func (h *handler) invoke(ctx context.Context, inv Invocation) (Result, error) {
	own := &handlerContext{caller: ctx, deadline: time.Now().Add(h.f.Timeout), answered: make(chan struct{})}
	go h.answer(own, inv.Payload)
	patience, leaves := h.f.Timeout, false
	if inv.Within > 0 && inv.Within < patience {
		patience, leaves = inv.Within, true
	}
	timer := startTimer(patience)
	defer stopTimer(timer)
	select {
	case <-own.answered:
		return own.result, nil
	case <-ctx.Done():
		return Result{}, ctx.Err()
	case <-timer.C:
	}
	select {
	case <-own.answered:
		return own.result, nil
	default:
	}
	if leaves {
		return Result{}, context.DeadlineExceeded
	}
	return timedOut(h.f), nil
}

// timers are stopped ones: a timer that is started anew sends nothing of before
// (package time, since Go 1.23).
var timers sync.Pool

func startTimer(d time.Duration) *time.Timer {
	if t, ok := timers.Get().(*time.Timer); ok {
		t.Reset(d)
		return t
	}
	return time.NewTimer(d)
}

func stopTimer(t *time.Timer) {
	t.Stop()
	timers.Put(t)
}

// answer calls the function, and ends its context after its result is there.
func (h *handler) answer(own *handlerContext, payload []byte) {
	defer own.end()
	own.result = h.call(own, payload)
	close(own.answered)
}

func (h *handler) call(ctx context.Context, payload []byte) (res Result) {
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

// A handlerContext is the context of one invocation: it has what its caller's
// has, but ends at the deadline of the function or with its answer, and not when
// the caller goes. What that takes is made when the function asks for it, which
// most never do.
type handlerContext struct {
	caller   context.Context
	deadline time.Time
	answered chan struct{} // closed when the result is there
	result   Result

	mu     sync.Mutex
	made   context.Context // may be nil
	cancel context.CancelFunc
	ended  bool
}

func (c *handlerContext) Deadline() (time.Time, bool) { return c.deadline, true }

func (c *handlerContext) Value(key any) any { return c.caller.Value(key) }

func (c *handlerContext) Done() <-chan struct{} { return c.make().Done() }

func (c *handlerContext) Err() error { return c.make().Err() }

func (c *handlerContext) make() context.Context {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.made == nil {
		c.made, c.cancel = context.WithDeadline(context.WithoutCancel(c.caller), c.deadline)
		if c.ended {
			c.cancel()
		}
	}
	return c.made
}

// end ends the context.
func (c *handlerContext) end() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ended = true
	if c.cancel != nil {
		c.cancel()
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
