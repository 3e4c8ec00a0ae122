package conformance

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"

	"github.com/apigen-go/apigen/gateway"
)

// controlFolder holds the project's own cases of the control plane.
const controlFolder = "testdata/control"

// A binding says where the members of a call's input go.
type binding struct {
	Method string            `json:"method"`
	Path   string            `json:"path"`
	Labels map[string]string `json:"labels"` // label of the path -> member
	Query  map[string]string `json:"query"`  // member -> parameter
	Header map[string]string `json:"header"` // member -> header
	Names  map[string]string `json:"names"`  // member -> its name in the body, where that is another
	Body   string            `json:"body"`   // the member that is the body; empty makes JSON of the rest
}

// A client makes control-plane calls as they were recorded. testdata/calls.json
// says how each is written as an HTTP request, from the service's own model. The
// SDKs are no clients here: they refuse some of the recorded inputs themselves.
type client struct {
	t        *testing.T
	url      string
	http     *http.Client
	bindings map[string]binding
	match    *matcher
}

func newClient(t *testing.T) *client {
	t.Helper()
	text, err := os.ReadFile("testdata/calls.json")
	if err != nil {
		t.Fatal(err)
	}
	c := &client{t: t, http: &http.Client{Transport: &http.Transport{}}, match: &matcher{bound: map[string]string{}}}
	if err := json.Unmarshal(text, &c.bindings); err != nil {
		t.Fatal(err)
	}
	g, err := gateway.Open(t.Context(), gateway.Config{AccountID: "111111111111", OpenFunctions: true, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		c.http.CloseIdleConnections()
		if err := g.Close(); err != nil {
			t.Error(err)
		}
	})
	c.url = g.URL()
	return c
}

// A reply is the answer to a control-plane call.
type reply struct {
	status int
	code   string // of an error
	header http.Header
	raw    []byte
	body   any // nil when the answer is no JSON
}

func (r *reply) member(name string) any {
	object, _ := r.body.(map[string]any)
	return object[name]
}

// call makes a call whose symbols are put in already.
func (c *client) call(name string, input map[string]any) (*reply, error) {
	b, ok := c.bindings[name]
	if !ok {
		return nil, fmt.Errorf("%s is no call of API Gateway", name)
	}
	rest := map[string]any{}
	for member, value := range input {
		rest[member] = value
	}
	path := b.Path
	for label, member := range b.Labels {
		text, ok := rest[member].(string)
		if !ok {
			return nil, fmt.Errorf("%s: %s is no text", name, member)
		}
		path = strings.Replace(path, "{"+label+"}", url.PathEscape(text), 1)
		delete(rest, member)
	}
	query := url.Values{}
	for member, parameter := range b.Query {
		addQuery(query, parameter, rest[member])
		delete(rest, member)
	}
	if len(query) > 0 {
		sep := "?"
		if strings.Contains(path, "?") {
			sep = "&"
		}
		path += sep + query.Encode()
	}
	header := http.Header{}
	for member, name := range b.Header {
		if text, ok := rest[member].(string); ok {
			header.Set(name, text)
		}
		delete(rest, member)
	}
	for member, name := range b.Names {
		if value, ok := rest[member]; ok {
			rest[name] = value
			delete(rest, member)
		}
	}
	var body []byte
	switch {
	case b.Body != "":
		text, _ := rest[b.Body].(string)
		body = []byte(text)
	case len(rest) > 0:
		var err error
		if body, err = json.Marshal(rest); err != nil {
			return nil, err
		}
	}
	return c.send(b.Method, path, header, body)
}

func addQuery(query url.Values, name string, value any) {
	switch v := value.(type) {
	case nil:
	case map[string]any:
		for key, value := range v {
			addQuery(query, key, value)
		}
	case []any:
		for _, item := range v {
			query.Add(name, fmt.Sprint(item))
		}
	default:
		query.Add(name, fmt.Sprint(v))
	}
}

func (c *client) send(method, path string, header http.Header, body []byte) (*reply, error) {
	req, err := http.NewRequestWithContext(c.t.Context(), method, c.url+path, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	req.Header = header
	resp, err := c.http.Do(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	out := &reply{status: resp.StatusCode, header: resp.Header, code: resp.Header.Get("X-Amzn-Errortype")}
	if out.raw, err = io.ReadAll(resp.Body); err != nil {
		return nil, err
	}
	if v, err := decode(string(out.raw)); err == nil {
		out.body = v
	}
	return out, nil
}

// must makes a call that has to succeed.
func (c *client) must(name string, input map[string]any) (*reply, error) {
	r, err := c.call(name, input)
	if err == nil && r.status >= 300 {
		err = fmt.Errorf("%s: %d %s %s", name, r.status, r.code, r.raw)
	}
	return r, err
}

// all gives every entity of a list, page after page.
func (c *client) all(name string, input map[string]any) ([]map[string]any, error) {
	var out []map[string]any
	for {
		r, err := c.must(name, input)
		if err != nil {
			return nil, err
		}
		items, ok := r.member("item").([]any)
		if !ok {
			return nil, fmt.Errorf("%s: no list in %s", name, r.raw)
		}
		for _, item := range items {
			object, _ := item.(map[string]any)
			out = append(out, object)
		}
		position, more := r.member("position").(string)
		if !more {
			return out, nil
		}
		input["position"] = position
	}
}

// object decodes a recorded input and puts in what its symbols stand for.
func (c *client) object(recorded json.RawMessage) (map[string]any, error) {
	v, err := decode(string(recorded))
	if err != nil {
		return nil, err
	}
	out, ok := c.fill(v).(map[string]any)
	if !ok {
		return nil, errors.New("the input is no object")
	}
	return out, nil
}

func (c *client) fill(v any) any {
	switch v := v.(type) {
	case string:
		for name, value := range c.match.bound {
			v = strings.ReplaceAll(v, name, value)
			v = strings.ReplaceAll(v, strings.ToUpper(name), strings.ToUpper(value))
		}
		return v
	case []any:
		out := make([]any, len(v))
		for i := range v {
			out[i] = c.fill(v[i])
		}
		return out
	case map[string]any:
		if inner, ok := v["$json"]; ok && len(v) == 1 {
			return jsonText(c.fill(inner))
		}
		if repeat, ok := v["$repeat"].([]any); ok && len(v) == 1 && len(repeat) == 2 {
			n, _ := repeat[1].(json.Number).Int64()
			return strings.Repeat(fmt.Sprint(repeat[0]), int(n))
		}
		out := map[string]any{}
		for name, value := range v {
			out[name] = c.fill(value)
		}
		return out
	}
	return v
}

// bind remembers the ids a call of a set-up returned, under their symbols.
func (c *client) bind(result map[string]any, r *reply) error {
	for member, recorded := range result {
		name, ok := recorded.(string)
		if !ok || symbol.FindString(name) != name {
			continue // no id
		}
		value, ok := r.member(member).(string)
		if !ok {
			return fmt.Errorf("the answer has no %s: %s", member, r.raw)
		}
		c.match.bound[name] = value
	}
	return nil
}

// A refusal is a recorded error.
type refusal struct {
	Status  int    `json:"status"`
	Code    string `json:"code"`
	Message string `json:"message"`
}

func (c *client) checkRefusal(want refusal, r *reply) error {
	message, _ := r.member("message").(string)
	if r.status != want.Status || r.code != want.Code {
		return fmt.Errorf("got %d %s %q, want %d %s %q", r.status, r.code, message, want.Status, want.Code, want.Message)
	}
	if err := c.match.text(want.Message, message); err != nil {
		return fmt.Errorf("message: %w", err)
	}
	return nil
}

// runControl runs the cases of one file of recordings.
func runControl[T any](t *testing.T, name string, run func(*client, *T) error) {
	deviations := readDeviations(t)
	for _, dir := range folders(t, controlFolder) {
		cases := readCases[T](t, dir, name+".jsonl")
		passed := 0
		for i := range cases {
			c := &cases[i]
			t.Run(c.id, func(t *testing.T) {
				err := c.broken
				if err == nil {
					err = run(newClient(t), &c.value)
				}
				reason, known := deviations[c.id]
				switch {
				case err == nil && known:
					t.Errorf("passes, so it has to leave %s", controlDeviations)
				case err == nil:
					passed++
				case known:
					t.Logf("known to fail: %s\n%v", reason, err)
				default:
					t.Error(err)
				}
			})
		}
		fmt.Printf("%s: %d of %d\n", name, passed, len(cases))
	}
}

// controlDeviations lists cases of the control plane that are known to fail,
// each with the reason. docs/conformance.md repeats them.
const controlDeviations = controlFolder + "/deviations.json"

func readDeviations(t *testing.T) map[string]string {
	t.Helper()
	text, err := os.ReadFile(controlDeviations)
	if err != nil {
		t.Fatal(err)
	}
	var all map[string]string
	if err := json.Unmarshal(text, &all); err != nil {
		t.Fatalf("%s: %v", controlDeviations, err)
	}
	return all
}

func TestControlDeviationsAreDocumented(t *testing.T) {
	doc, err := os.ReadFile("../docs/conformance.md")
	if err != nil {
		t.Fatal(err)
	}
	for id := range readDeviations(t) {
		if !bytes.Contains(doc, []byte("`"+id+"`")) {
			t.Errorf("docs/conformance.md does not list %s", id)
		}
	}
}
