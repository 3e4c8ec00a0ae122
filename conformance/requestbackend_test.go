package conformance

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// A received is a request that a backend got.
type received struct {
	method, path, rawQuery string
	query                  map[string][]string
	host                   string
	header                 http.Header
	body                   []byte
}

// A recorder stands for all backends of a case and keeps what they got.
type recorder struct {
	*httptest.Server
	backends []*backend

	mu     sync.Mutex
	got    *received // of an HTTP backend or a service
	events [][]byte  // of functions
}

const functionPath = "/2015-03-31/functions/"

func newRecorder(t *testing.T, backends []*backend) *recorder {
	r := &recorder{backends: backends}
	r.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		body, err := io.ReadAll(q.Body)
		if err != nil {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		if rest, ok := strings.CutPrefix(q.URL.Path, functionPath); ok {
			r.function(w, strings.TrimSuffix(rest, "/invocations"), body)
			return
		}
		r.mu.Lock()
		r.got = &received{
			method: q.Method, path: q.URL.EscapedPath(), rawQuery: q.URL.RawQuery, query: q.URL.Query(), host: q.Host,
			header: q.Header.Clone(), body: body,
		}
		if r.got.header.Get("Pragma") == "no-cache" {
			r.got.header.Del("Cache-Control") // net/http makes it of Pragma
		}
		r.got.header.Set("Content-Length", strconv.Itoa(len(body)))
		r.mu.Unlock()
		r.answer(w, body)
	}))
	t.Cleanup(r.Close)
	return r
}

// answer is that of the one HTTP backend or service of the case.
func (r *recorder) answer(w http.ResponseWriter, body []byte) {
	for _, b := range r.backends {
		if b.Kind == "lambda" {
			continue
		}
		if b.Behaviour == "echo-body" {
			_, _ = w.Write(body)
			return
		}
		text, err := b.body()
		if err != nil {
			break
		}
		w.Header()["Content-Type"] = nil // net/http would guess one
		for name, value := range b.Answer.Headers {
			w.Header()[name] = []string{value}
		}
		w.WriteHeader(b.Answer.Status)
		_, _ = w.Write(text)
		return
	}
	w.WriteHeader(http.StatusNotImplemented)
}

// function answers an invocation as Lambda's invoke endpoint does.
func (r *recorder) function(w http.ResponseWriter, name string, event []byte) {
	r.mu.Lock()
	r.events = append(r.events, event)
	r.mu.Unlock()
	for _, b := range r.backends {
		if b.Kind != "lambda" || b.Function != name {
			continue
		}
		payload, err := b.result(event)
		if err != nil {
			w.WriteHeader(http.StatusInternalServerError)
			return
		}
		if b.Behaviour == "fail" {
			w.Header().Set("X-Amz-Function-Error", "Unhandled")
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
func (r *recorder) seen() (*received, [][]byte) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.got, r.events
}
