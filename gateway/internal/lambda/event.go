package lambda

import "fmt"

// InvokeEvent calls a function without waiting for it, as an invocation of type
// Event does. What it answers is logged when it failed; closing the host ends
// it.
func (h *Host) InvokeEvent(inv Invocation) error {
	if _, ok := h.Function(inv.Function); !ok {
		return fmt.Errorf("function %s: %w", inv.Function, ErrNoFunction)
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed {
		return ErrClosed
	}
	h.events.Add(1)
	go func() {
		defer h.events.Done()
		inv.Event = true
		res, err := h.Invoke(h.running, inv)
		switch {
		case err != nil:
			h.config.Log.Warn("asynchronous invocation", "function", inv.Function, "error", err)
		case res.FunctionError != "":
			h.config.Log.Warn("asynchronous invocation", "function", inv.Function, "functionError", res.FunctionError, "payload", string(res.Payload))
		}
	}()
	return nil
}

// endEvents ends asynchronous invocations and waits for them.
func (h *Host) endEvents() {
	h.mu.Lock()
	h.closed = true
	h.mu.Unlock()
	h.end()
	h.events.Wait()
}
