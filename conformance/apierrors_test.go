package conformance

import (
	"encoding/json"
	"errors"
	"fmt"
	"testing"
)

// An errorCase is a control-plane call that API Gateway refused, or took where
// one would expect a refusal.
type errorCase struct {
	Call  string          `json:"call"`
	Input json.RawMessage `json:"input"`
	Setup []setupCall     `json:"setup"`

	Expected json.RawMessage `json:"expected"`
}

// An errorExpectation is a refusal, or the answer of a call that was taken.
type errorExpectation struct {
	refusal
	Response json.RawMessage `json:"response"`
}

func TestAPIErrors(t *testing.T) {
	runControl(t, "api_errors", (*client).errorCase)
}

func (c *client) errorCase(e *errorCase) error {
	for _, s := range e.Setup {
		input, err := c.object(s.Input)
		if err != nil {
			return err
		}
		r, err := c.must(s.Call, input)
		if err == nil {
			err = c.bind(s.Result, r)
		}
		if err != nil {
			return fmt.Errorf("set up: %w", err)
		}
	}
	input, err := c.object(e.Input)
	if err != nil {
		return err
	}
	r, err := c.call(e.Call, input)
	if err != nil {
		return err
	}
	var expected errorExpectation
	if err := json.Unmarshal(e.Expected, &expected); err != nil {
		return err
	}
	if expected.Response == nil {
		return errors.Join(c.checkRefusal(expected.refusal, r), c.checkMembers(e.Expected, r))
	}
	if r.status != expected.Status {
		return fmt.Errorf("got %d %s, want %d", r.status, r.raw, expected.Status)
	}
	want, err := decode(string(expected.Response))
	if err != nil {
		return err
	}
	return c.match.value(onWire(want), dates(want, r.body), exact, "answer")
}

// checkMembers compares what an error holds besides its code and message.
func (c *client) checkMembers(expected json.RawMessage, r *reply) error {
	v, err := decode(string(expected))
	if err != nil {
		return err
	}
	want, _ := v.(map[string]any)
	for _, name := range []string{"status", "code", "message"} {
		delete(want, name)
	}
	if len(want) == 0 {
		return nil
	}
	return c.match.value(want, r.body, partial, "error")
}

// onWire writes a recorded answer as it is on the wire: the SDK of the recorder
// calls the list items.
func onWire(v any) any {
	object, ok := v.(map[string]any)
	if !ok {
		return v
	}
	out := map[string]any{}
	for name, value := range object {
		if name == "items" {
			name = "item"
		}
		out[name] = value
	}
	return out
}

// dates puts "datetime" in the place of times where the recording has that.
func dates(want, got any) any {
	w, ok := want.(map[string]any)
	g, isObject := got.(map[string]any)
	if !ok || !isObject {
		return got
	}
	out := map[string]any{}
	for name, value := range g {
		out[name] = value
		if _, isTime := value.(json.Number); isTime && w[name] == "datetime" {
			out[name] = "datetime"
		}
	}
	return out
}

var errNoAPI = errors.New("the answer has no API id")
