package conformance

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// A received is a request that a backend got.
type received struct {
	method, path, rawQuery string
	query                  url.Values
	host                   string
	header                 http.Header
	body                   []byte
	service                string   // empty for an HTTP backend
	by                     *backend // who answered; nil when nobody did
}

// parameters are those of a call of a service: the Query protocol takes them in
// the query and in a form alike.
func (g *received) parameters() url.Values {
	form, err := url.ParseQuery(string(g.body))
	if g.service == "" || err != nil || !strings.HasPrefix(g.header.Get("Content-Type"), "application/x-www-form-urlencoded") {
		return g.query
	}
	all := url.Values{}
	for _, values := range []url.Values{g.query, form} {
		for name, v := range values {
			all[name] = append(all[name], v...)
		}
	}
	return all
}

// action is the name of what a service is asked to do: for S3 the method.
func (g *received) action() string {
	if target := g.header.Get("X-Amz-Target"); target != "" {
		return target[strings.LastIndexByte(target, '.')+1:]
	}
	if action := g.parameters().Get("Action"); action != "" {
		return action
	}
	return g.method
}

// A recorder stands for all backends of a case and keeps what they got. Each host
// and each service has a server of its own.
type recorder struct {
	t        *testing.T
	backends []*backend
	servers  map[string]*httptest.Server

	mu     sync.Mutex
	got    []*received // by HTTP backends and services
	events [][]byte    // by functions
	called chan struct{}
}

const functionPath = "/2015-03-31/functions/"

// recordedHost is an address of the recorder's backends.
var recordedHost = regexp.MustCompile(`https?://[a-z0-9.-]+\.backend\.test(:\d+)?`)

func newRecorder(t *testing.T, backends []*backend) *recorder {
	return &recorder{t: t, backends: backends, servers: map[string]*httptest.Server{}, called: make(chan struct{}, 1)}
}

// redirect has a text name our servers instead of the recorder's.
func (r *recorder) redirect(text []byte) []byte {
	return recordedHost.ReplaceAllFunc(text, func(host []byte) []byte { return []byte(r.host(string(host)).URL) })
}

func (r *recorder) host(origin string) *httptest.Server {
	return r.server(origin, func(w http.ResponseWriter, q *received) {
		var best *backend
		for _, b := range r.backends {
			if b.Kind != "http" || recordedHost.FindString(b.URL) != origin {
				continue
			}
			if prefix := strings.TrimPrefix(b.URL, origin); strings.HasPrefix(q.path, prefix) && (best == nil || len(b.URL) > len(best.URL)) {
				best = b
			}
		}
		r.answer(w, q, best)
	})
}

func (r *recorder) service(name string) *httptest.Server {
	return r.server(name, func(w http.ResponseWriter, q *received) {
		q.service = name
		var all []*backend
		for _, b := range r.backends {
			if b.Kind == "aws" && b.Service == name {
				all = append(all, b)
			}
		}
		if i := slices.IndexFunc(all, func(b *backend) bool { return b.Action == q.action() }); i >= 0 {
			all = all[i:]
		}
		if len(all) == 0 {
			all = []*backend{nil}
		}
		r.answer(w, q, all[0])
	})
}

func (r *recorder) functions() *httptest.Server {
	return r.server("functions", nil)
}

// server starts the server of a place, once.
func (r *recorder) server(place string, answer func(http.ResponseWriter, *received)) *httptest.Server {
	if s := r.servers[place]; s != nil {
		return s
	}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		body, err := io.ReadAll(q.Body)
		if err != nil {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		if rest, ok := strings.CutPrefix(q.URL.Path, functionPath); ok && answer == nil {
			r.function(w, strings.TrimSuffix(rest, "/invocations"), body)
			return
		}
		got := &received{
			method: q.Method, path: q.URL.EscapedPath(), rawQuery: q.URL.RawQuery, query: q.URL.Query(), host: q.Host,
			header: q.Header.Clone(), body: body,
		}
		if got.header.Get("Pragma") == "no-cache" {
			got.header.Del("Cache-Control") // net/http makes it of Pragma
		}
		got.header.Set("Content-Length", strconv.Itoa(len(body)))
		answer(w, got)
	}))
	r.t.Cleanup(s.Close)
	r.servers[place] = s
	return s
}

// answer notes a request and answers as the backend does.
func (r *recorder) answer(w http.ResponseWriter, q *received, b *backend) {
	q.by = b
	r.mu.Lock()
	r.got = append(r.got, q)
	r.mu.Unlock()
	if b == nil {
		w.WriteHeader(http.StatusNotImplemented)
		return
	}
	if b.Behaviour == "echo-body" {
		_, _ = w.Write(q.body)
		return
	}
	text, err := b.body()
	if err != nil {
		w.WriteHeader(http.StatusNotImplemented)
		return
	}
	w.Header()["Content-Type"] = nil // net/http would guess one
	for name, values := range b.Answer.Headers {
		w.Header()[name] = values
	}
	w.WriteHeader(b.Answer.Status)
	_, _ = w.Write(text)
}

// function answers an invocation as Lambda's invoke endpoint does.
func (r *recorder) function(w http.ResponseWriter, name string, event []byte) {
	r.mu.Lock()
	r.events = append(r.events, event)
	r.mu.Unlock()
	select {
	case r.called <- struct{}{}:
	default:
	}
	for _, b := range r.backends {
		if b.Kind != "lambda" || b.Function != name {
			continue
		}
		payload, err := b.result(event)
		if err != nil {
			w.WriteHeader(http.StatusInternalServerError)
			return
		}
		switch b.Behaviour {
		case "fail":
			w.Header().Set("X-Amz-Function-Error", "Unhandled")
		case "accept-event":
			w.WriteHeader(http.StatusAccepted)
		}
		_, _ = w.Write(payload)
		return
	}
	w.WriteHeader(http.StatusNotFound)
}

// result is what the function returns for an event.
func (b *backend) result(event []byte) ([]byte, error) {
	switch b.Behaviour {
	case "proxy-echo":
		return json.Marshal(map[string]any{"statusCode": 200, "body": string(event), "isBase64Encoded": false})
	case "echo-event":
		return event, nil
	case "body-as-result":
		var e struct {
			Body            string `json:"body"`
			IsBase64Encoded bool   `json:"isBase64Encoded"`
		}
		err := json.Unmarshal(event, &e)
		if err == nil && e.IsBase64Encoded {
			return base64.StdEncoding.DecodeString(e.Body)
		}
		return []byte(e.Body), err
	case "static", "fail":
		if b.PayloadText != nil {
			return []byte(*b.PayloadText), nil
		}
		return b.Payload, nil
	case "accept-event":
		return nil, nil
	}
	return nil, fmt.Errorf("unknown behaviour %q", b.Behaviour)
}

// seen gives what the backends got so far.
func (r *recorder) seen() ([]*received, [][]byte) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.got), slices.Clone(r.events)
}

// waitForEvent gives a function that nobody waits for the time to be called.
func (r *recorder) waitForEvent() {
	ctx, cancel := context.WithTimeout(r.t.Context(), patience)
	defer cancel()
	select {
	case <-r.called:
	case <-ctx.Done():
	}
}
