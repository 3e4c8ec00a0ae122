package wiretest

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/apigen-go/apigen/problem"
	"github.com/apigen-go/apigen/serve"
)

// An errorLog keeps what a server logs.
type errorLog struct {
	mu   sync.Mutex
	errs []string
}

func (l *errorLog) option() serve.Option {
	return serve.ErrorLog(func(_ context.Context, err error) {
		l.mu.Lock()
		defer l.mu.Unlock()
		l.errs = append(l.errs, err.Error())
	})
}

func (l *errorLog) all() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return append([]string(nil), l.errs...)
}

// send serves one request. Headers are pairs of name and value.
func send(t testing.TB, h http.Handler, method, target, body string, headers ...string) *httptest.ResponseRecorder {
	t.Helper()
	var reader io.Reader
	if body != "" {
		reader = strings.NewReader(body)
	}
	r := httptest.NewRequestWithContext(t.Context(), method, target, reader)
	for i := 0; i < len(headers); i += 2 {
		r.Header.Add(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// decodeProblem checks that w is a problem and returns it.
func decodeProblem(t testing.TB, w *httptest.ResponseRecorder) problem.Problem {
	t.Helper()
	if got := w.Header().Get("Content-Type"); got != problem.ContentType {
		t.Fatalf("Content-Type = %q, want %q; status %d, body %s", got, problem.ContentType, w.Code, w.Body)
	}
	var p problem.Problem
	if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil {
		t.Fatalf("body %s: %v", w.Body, err)
	}
	if p.Status != w.Code {
		t.Errorf("member status = %d, status %d", p.Status, w.Code)
	}
	return p
}

// wantViolations checks that w is a 400 with exactly these violations.
func wantViolations(t testing.TB, w *httptest.ResponseRecorder, want ...problem.Violation) {
	t.Helper()
	p := decodeProblem(t, w)
	if p.Status != http.StatusBadRequest || p.Type != "invalid-request" {
		t.Errorf("got problem %d %q, want 400 invalid-request", p.Status, p.Type)
	}
	if diff := cmp.Diff(want, p.Violations); diff != "" {
		t.Errorf("violations (-want +got):\n%s", diff)
	}
}
