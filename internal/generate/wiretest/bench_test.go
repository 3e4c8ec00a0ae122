package wiretest

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/apigen-go/apigen/internal/generate/bind/testdata/json/api"
	shopserver "github.com/apigen-go/apigen/internal/generate/bind/testdata/json/server"
	"github.com/apigen-go/apigen/internal/generate/bind/testdata/parameters/server"
)

// discard is a ResponseWriter that keeps nothing but its headers.
type discard struct{ header http.Header }

func (d *discard) Header() http.Header         { return d.header }
func (d *discard) Write(p []byte) (int, error) { return len(p), nil }
func (d *discard) WriteHeader(int)             {}

func BenchmarkNew(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		shopserver.New(&shop{})
	}
}

func BenchmarkGet(b *testing.B) {
	h := shopserver.New(&shop{order: &api.Order{}})
	r := httptest.NewRequestWithContext(b.Context(), "GET", "/orders/a", nil)
	w := &discard{http.Header{}}
	b.ReportAllocs()
	for b.Loop() {
		h.ServeHTTP(w, r)
	}
}

func BenchmarkPost(b *testing.B) {
	h := shopserver.New(&shop{})
	const body = `{"lines":[{"item":"pen","pieces":2,"tags":["a"]}],"digest":"AQI=","cells":[[1],[2]]}`
	w := &discard{http.Header{}}
	b.ReportAllocs()
	for b.Loop() {
		h.ServeHTTP(w, httptest.NewRequestWithContext(b.Context(), "POST", "/orders", strings.NewReader(body)))
	}
}

func BenchmarkParameters(b *testing.B) {
	h := server.New(echoes{})
	r := httptest.NewRequestWithContext(b.Context(), "GET", "/areas/abc/7?q=xy&limit=5&sort=down&level=2", nil)
	r.Header.Set("X-Trace", "t")
	w := &discard{http.Header{}}
	b.ReportAllocs()
	for b.Loop() {
		h.ServeHTTP(w, r)
	}
}
