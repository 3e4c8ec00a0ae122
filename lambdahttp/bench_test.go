package lambdahttp

import (
	"encoding/json"
	"io"
	"net/http"
	"os"
	"strings"
	"testing"
)

type nopHandler struct{}

func (nopHandler) ServeHTTP(http.ResponseWriter, *http.Request) {}

// answer is an application that does next to nothing, so that what is measured
// is the adapter.
type answer struct{ contentType, body []string }

func (a answer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Body != http.NoBody {
		_, _ = io.Copy(io.Discard, r.Body)
	}
	w.Header()["Content-Type"] = a.contentType
	_, _ = io.WriteString(w, a.body[0])
}

var (
	small = answer{[]string{"application/json"}, []string{`{"id":"7c0f","name":"Zoë Quince","tags":["a","b"]}`}}
	large = answer{[]string{"image/png"}, []string{strings.Repeat("\x89PNG\xff", 30_000)}}
)

func postEvent(tb testing.TB, file string) []byte {
	tb.Helper()
	var m map[string]any
	if err := json.Unmarshal(eventFile(tb, file), &m); err != nil {
		tb.Fatal(err)
	}
	m["body"] = `{"people":[` + strings.Repeat(`{"name":"Zoë \"Q\" Quince","email":"zoe@example.com"},`, 15) + `{}]}`
	b, err := json.Marshal(m)
	if err != nil {
		tb.Fatal(err)
	}
	return b
}

func eventFile(tb testing.TB, file string) []byte {
	tb.Helper()
	b, err := os.ReadFile("testdata/events/" + file)
	if err != nil {
		tb.Fatal(err)
	}
	return b
}

func BenchmarkInvoke(b *testing.B) {
	for _, bb := range []struct {
		name  string
		event []byte
		app   answer
	}{
		{"GET/v1", eventFile(b, "rest-cognito.json"), small},
		{"GET/v2", eventFile(b, "http-get.json"), small},
		{"POST/v1", postEvent(b, "rest-post-json.json"), small},
		{"POST/v2", postEvent(b, "http-post-json.json"), small},
		{"binary/v1", eventFile(b, "rest-get.json"), large},
		{"binary/v2", eventFile(b, "http-get.json"), large},
	} {
		b.Run(bb.name, func(b *testing.B) {
			h := New(bb.app, Options{})
			b.ReportAllocs()
			for b.Loop() {
				if _, err := h.Invoke(b.Context(), bb.event); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
