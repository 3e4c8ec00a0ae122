// Package trial is what the tests of the examples share: calls of a deployed
// stage with what is expected of their answers, and the emulators behind it.
package trial

import (
	"encoding/json"
	"io"
	"net/http"
	"reflect"
	"strings"
	"testing"
)

// A Call is one request to a stage and what is expected of the answer.
type Call struct {
	Name   string
	Method string
	Path   string            // after the stage's address, with its query
	Header map[string]string // Content-Type is application/json unless it says otherwise
	Body   string

	Status int
	Answer string            // the body: JSON of the same value, or the same text
	With   map[string]string // headers of the answer; empty wants none of that name
}

// Run makes calls one after the other.
func Run(t *testing.T, client *http.Client, base string, calls []Call) {
	t.Helper()
	for _, c := range calls {
		t.Run(c.Name, func(t *testing.T) {
			status, header, body := Do(t, client, base, c)
			if status != c.Status || !sameBody(c.Answer, body) {
				t.Errorf("%s %s: got %d %s, want %d %s", c.Method, c.Path, status, body, c.Status, c.Answer)
			}
			for name, want := range c.With {
				if got := strings.Join(header.Values(name), ", "); got != want {
					t.Errorf("%s %s: header %s is %q, want %q", c.Method, c.Path, name, got, want)
				}
			}
		})
	}
}

// Do makes a call and gives status, headers and body of the answer.
func Do(t *testing.T, client *http.Client, base string, c Call) (int, http.Header, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), c.Method, base+c.Path, strings.NewReader(c.Body))
	if err != nil {
		t.Fatal(err)
	}
	if c.Body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	for name, value := range c.Header {
		req.Header[name] = []string{value} // as it is spelt: to templates case matters
	}
	resp, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, resp.Header, string(body)
}

// sameBody compares bodies as JSON when both are.
func sameBody(want, got string) bool {
	var x, y any
	if json.Unmarshal([]byte(want), &x) != nil || json.Unmarshal([]byte(got), &y) != nil {
		return strings.TrimSpace(want) == strings.TrimSpace(got)
	}
	return reflect.DeepEqual(x, y)
}
