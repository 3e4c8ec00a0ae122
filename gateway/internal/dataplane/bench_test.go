package dataplane

import (
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/apigen-go/apigen/gateway/internal/trace"
)

// BenchmarkServe measures the gateway's own share of a request to a Lambda
// proxy integration.
func BenchmarkServe(b *testing.B) {
	w := newWorld(b, "/personnel: GET POST", "/personnel/{id}: GET", "/{proxy+}: ANY")
	w.answer = `{"statusCode":200,"multiValueHeaders":{"Content-Type":["application/json"]},"body":"{}","isBase64Encoded":false}`
	w.server.AccessLog = io.Discard
	w.server.Traces = trace.NewRecorder(100)
	w.deploy()
	r := httptest.NewRequestWithContext(b.Context(), http.MethodGet, "/dev/personnel/7?view=full", nil)
	r.Header.Set("Accept", "application/json")
	b.ReportAllocs()
	for b.Loop() {
		w.server.Serve(httptest.NewRecorder(), r, testAPI, "/dev/personnel/7")
	}
}
