package conformance

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
)

// deviationsFile lists cases that are known to fail, each with the reason.
// docs/conformance.md repeats them. One that passes has to leave the list.
const deviationsFile = "testdata/requests/deviations.json"

func TestRequests(t *testing.T) {
	text, err := os.ReadFile(deviationsFile)
	if err != nil {
		t.Fatal(err)
	}
	var deviations map[string]string
	if err := json.Unmarshal(text, &deviations); err != nil {
		t.Fatalf("%s: %v", deviationsFile, err)
	}
	for _, dir := range folders(t, "testdata/requests") {
		cases := readCases[requestCase](t, dir, "requests.jsonl")
		passed := 0
		for i := range cases {
			c := &cases[i]
			t.Run(c.id, func(t *testing.T) {
				err := c.broken
				if err == nil {
					err = c.value.run(t)
				}
				reason, known := deviations[c.id]
				if err == nil {
					passed++
				}
				switch {
				case err == nil && known:
					t.Errorf("passes, so it has to leave %s", deviationsFile)
				case err == nil:
				case known:
					t.Logf("known to fail: %s\n%v", reason, err)
				default:
					t.Error(err)
				}
			})
		}
		fmt.Printf("requests: %d of %d\n", passed, len(cases))
	}
}

// TestDeviationsAreDocumented keeps docs/conformance.md complete.
func TestDeviationsAreDocumented(t *testing.T) {
	text, err := os.ReadFile(deviationsFile)
	if err != nil {
		t.Fatal(err)
	}
	var deviations map[string]string
	if err := json.Unmarshal(text, &deviations); err != nil {
		t.Fatal(err)
	}
	doc, err := os.ReadFile("../docs/conformance.md")
	if err != nil {
		t.Fatal(err)
	}
	for id := range deviations {
		if !bytes.Contains(doc, []byte("`"+id+"`")) {
			t.Errorf("docs/conformance.md does not list %s", id)
		}
	}
}

func (c *requestCase) run(t *testing.T) error {
	a, err := newArena(t, c)
	if err != nil {
		return err
	}
	switch c.Request.Kind {
	case "":
	case "TestInvokeMethod":
		return a.testInvoke(&c.Request, &c.Expected)
	default:
		return fmt.Errorf("%s is not known to the runner", c.Request.Kind)
	}
	resp, body, err := a.send(&c.Request)
	if err != nil {
		return err
	}
	if err := errors.Join(a.checkAnswer(&c.Expected, resp, body), a.checkBackend(&c.Expected)); err != nil {
		return fmt.Errorf("%w\n%s", err, a.log)
	}
	return nil
}

// patience bounds one exchange with the gateway.
const patience = 30 * time.Second

// send writes the request as it was recorded, hop-by-hop headers included, which
// net/http's client would not.
func (a *arena) send(r *requestInput) (*http.Response, []byte, error) {
	body, err := r.body()
	if err != nil {
		return nil, nil, err
	}
	var head bytes.Buffer
	fmt.Fprintf(&head, "%s %s HTTP/1.1\r\n", r.Method, a.match.filled(r.Target))
	headers := map[string]string{}
	for _, name := range sortedNames(r.Headers) {
		for _, value := range r.Headers[name] {
			headers[strings.ToLower(name)] = value
			fmt.Fprintf(&head, "%s: %s\r\n", name, a.match.filled(value))
		}
	}
	if _, ok := headers["host"]; !ok {
		fmt.Fprintf(&head, "Host: %s\r\n", a.match.bound["<api-host>"])
	}
	if strings.EqualFold(headers["transfer-encoding"], "chunked") {
		head.WriteString("\r\n")
		if len(body) > 0 {
			fmt.Fprintf(&head, "%x\r\n%s\r\n", len(body), body)
		}
		head.WriteString("0\r\n\r\n")
	} else {
		if _, ok := headers["content-length"]; !ok && (len(body) > 0 || r.Method != http.MethodGet) {
			fmt.Fprintf(&head, "Content-Length: %d\r\n", len(body))
		}
		head.WriteString("\r\n")
		head.Write(body)
	}
	conn, err := net.Dial("tcp", strings.TrimPrefix(a.gateway.URL(), "http://"))
	if err != nil {
		return nil, nil, err
	}
	defer conn.Close()
	if err := conn.SetDeadline(time.Now().Add(patience)); err != nil {
		return nil, nil, err
	}
	if _, err := conn.Write(head.Bytes()); err != nil {
		return nil, nil, err
	}
	reader := bufio.NewReader(conn)
	for {
		resp, err := http.ReadResponse(reader, &http.Request{Method: r.Method})
		if err != nil {
			return nil, nil, err
		}
		if resp.StatusCode < 200 {
			continue
		}
		defer resp.Body.Close()
		answer, err := io.ReadAll(resp.Body)
		return resp, answer, err
	}
}

func (a *arena) checkAnswer(e *requestExpected, resp *http.Response, body []byte) error {
	var all []error
	fail := func(err error) {
		if err != nil {
			all = append(all, err)
		}
	}
	switch {
	case e.Status != 0 && resp.StatusCode != e.Status,
		e.StatusClass == "success" && resp.StatusCode >= 400,
		e.StatusClass == "error" && resp.StatusCode < 400:
		fail(fmt.Errorf("status %d, want %d%s: %.400s", resp.StatusCode, e.Status, e.StatusClass, body))
	}
	if e.Body != nil {
		fail(a.checkBody(e.Body, body))
	}
	if resp.ContentLength >= 0 && resp.Header.Get("Content-Length") == "" {
		resp.Header.Set("Content-Length", fmt.Sprint(resp.ContentLength))
	}
	fail(a.checkHeaders(resp.Header, e.Headers, "answer"))
	for _, name := range e.HeadersPresent {
		if resp.Header.Values(name) == nil {
			fail(fmt.Errorf("the answer has no header %s", name))
		}
	}
	for _, name := range e.HeadersAbsent {
		if resp.Header.Values(name) != nil {
			fail(fmt.Errorf("the answer has the header %s", name))
		}
	}
	for name, part := range e.HeaderContains {
		if v := strings.Join(resp.Header.Values(name), ","); !strings.Contains(v, part) {
			fail(fmt.Errorf("the answer's header %s is %q, want %q in it", name, v, part))
		}
	}
	if e.HeaderNames != nil {
		fail(sameNames(resp.Header, e.HeaderNames, "answer", "connection", "date"))
	}
	return errors.Join(all...)
}

// sameNames compares the names of all headers.
func sameNames(h http.Header, want []string, what string, ignored ...string) error {
	var got []string
	for name := range h {
		name = strings.ToLower(name)
		if !slices.Contains(ignored, name) && !addedByEdge(name) {
			got = append(got, name)
		}
	}
	slices.Sort(got)
	want = slices.Clone(want)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		return fmt.Errorf("the headers of the %s are\n%q, want\n%q", what, got, want)
	}
	return nil
}

func (a *arena) checkHeaders(h http.Header, want lines, what string) error {
	var all []error
	for _, name := range sortedNames(want) {
		values := h.Values(name)
		if values == nil {
			all = append(all, fmt.Errorf("the %s has no header %s", what, name))
			continue
		}
		if err := a.match.text(strings.Join(want[name], ", "), strings.Join(values, ", ")); err != nil {
			all = append(all, fmt.Errorf("header %s of the %s: %w", name, what, err))
		}
	}
	return errors.Join(all...)
}

func (a *arena) checkBody(e *expectedBody, body []byte) error {
	switch {
	case e.Text != nil:
		if err := a.match.text(string(*e.Text), string(body)); err != nil {
			return fmt.Errorf("body: %w", err)
		}
	case e.Base64 != nil:
		if got := base64.StdEncoding.EncodeToString(body); got != *e.Base64 {
			return fmt.Errorf("body: got %s, want %s", got, *e.Base64)
		}
	case e.JSON != nil:
		return a.match.jsonBody(e.JSON, body, exact, "body")
	case e.JSONSubset != nil:
		return a.match.jsonBody(e.JSONSubset, body, partial, "body")
	case e.EqualsBackend:
		got, _ := a.backends.seen()
		if len(got) == 0 || got[len(got)-1].by == nil {
			return errors.New("no backend answered")
		}
		want, err := got[len(got)-1].by.body()
		if err != nil {
			return err
		}
		if !bytes.Equal(want, body) {
			return fmt.Errorf("body: got %q, want the backend's %q", body, want)
		}
	case e.EqualsEvent:
		_, events := a.backends.seen()
		if len(events) == 0 {
			return errors.New("the function got no event")
		}
		return a.match.jsonBody(events[len(events)-1], body, exact, "body")
	}
	return nil
}

func (a *arena) checkBackend(e *requestExpected) error {
	if e.Event != nil || e.BackendCalled != nil && *e.BackendCalled {
		if got, events := a.backends.seen(); len(got)+len(events) == 0 {
			a.backends.waitForEvent() // nobody waits for an asynchronous function
		}
	}
	got, events := a.backends.seen()
	if called := len(got)+len(events) > 0; e.BackendCalled != nil && *e.BackendCalled != called {
		return fmt.Errorf("the backend was called: %t, want %t", called, *e.BackendCalled)
	}
	if e.BackendRequest != nil {
		if len(got) == 0 {
			return errors.New("the backend got no request")
		}
		if err := a.checkReceived(e.BackendRequest, got[len(got)-1]); err != nil {
			return err
		}
	}
	if e.Event == nil && e.EventHeadersAbsent == nil {
		return nil
	}
	if len(events) == 0 {
		return errors.New("the function got no event")
	}
	return a.checkEvent(e, events[len(events)-1]) // the first may be an authorizer's
}

func (a *arena) checkEvent(e *requestExpected, event []byte) error {
	got, err := decode(string(event))
	if err != nil {
		return fmt.Errorf("event: %w", err)
	}
	if object, ok := got.(map[string]any); ok {
		headers, _ := object["headers"].(map[string]any)
		for name := range headers {
			if slices.ContainsFunc(e.EventHeadersAbsent, func(absent string) bool { return strings.EqualFold(absent, name) }) {
				return fmt.Errorf("event: the header %s is there", name)
			}
		}
	}
	s := partial
	switch {
	case e.EventExact:
		s = exact
	case e.EventComplete:
		s = edge
	}
	if e.Event == nil {
		return nil
	}
	return a.match.value(e.Event, got, s, "event")
}

func (a *arena) checkReceived(e *expectedRequest, got *received) error {
	var all []error
	fail := func(format string, args ...any) { all = append(all, fmt.Errorf("backend: "+format, args...)) }
	if e.Method != "" && e.Method != got.method {
		fail("method %s, want %s", got.method, e.Method)
	}
	if e.Path != nil {
		if err := a.match.text(string(*e.Path), got.path); err != nil {
			fail("path: %w", err)
		}
	}
	all = append(all, a.checkQuery(e.Query, got))
	h := got.header.Clone()
	h.Set("Host", got.host)
	if err := a.checkHeaders(h, e.Headers, "backend's request"); err != nil {
		all = append(all, err)
	}
	if e.HeaderNames != nil {
		// The recordings leave out what stands in front of the backend added or took.
		if err := sameNames(h, e.HeaderNames, "backend's request", "x-amzn-trace-id"); err != nil {
			all = append(all, err)
		}
	}
	all = append(all, a.checkReceivedBody(e, got))
	return errors.Join(all...)
}

// checkQuery compares the parameters of a backend's request. The name of a
// service's action is API Gateway's own to send; a recording may leave it out.
func (a *arena) checkQuery(want lines, got *received) error {
	if want == nil {
		return nil
	}
	parameters := got.parameters()
	if got.service != "" {
		parameters = maps.Clone(parameters)
		for _, name := range []string{"Action", "Version"} {
			if want[name] == nil {
				delete(parameters, name)
			}
		}
	}
	if len(want) != len(parameters) {
		return fmt.Errorf("backend: query %s, want %v", parameters.Encode(), want)
	}
	for _, name := range sortedNames(want) {
		if err := a.match.text(strings.Join(want[name], ","), strings.Join(parameters[name], ",")); err != nil {
			return fmt.Errorf("backend: query %s: %w", name, err)
		}
	}
	return nil
}

func (a *arena) checkReceivedBody(e *expectedRequest, got *received) error {
	if e.Body != nil {
		want, err := decode(string(e.Body))
		if err != nil {
			return err
		}
		if err := a.match.value(want, string(got.body), exact, "backend: body"); err != nil {
			return err
		}
	}
	if e.BodyBase64 != nil {
		if b := base64.StdEncoding.EncodeToString(got.body); b != *e.BodyBase64 {
			return fmt.Errorf("backend: body %s, want %s", b, *e.BodyBase64)
		}
	}
	if e.JSON != nil {
		return a.match.jsonBody(e.JSON, got.body, exact, "backend: body")
	}
	return nil
}
