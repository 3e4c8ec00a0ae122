package trace

import (
	"net/http/httptest"
	"strings"
	"testing"
)

func TestRecorderKeepsTheLatest(t *testing.T) {
	t.Parallel()
	r := NewRecorder(3)
	for _, id := range []string{"a", "b", "c", "d", "e"} {
		r.Add(&Request{ID: id}, httptest.NewRequestWithContext(t.Context(), "GET", "/", nil))
	}
	var got []string
	for _, q := range r.Latest() {
		got = append(got, q.ID)
	}
	if s := strings.Join(got, ""); s != "edc" {
		t.Errorf("Latest: got %s, want edc", s)
	}
	if r.Get("a") != nil || r.Get("d") == nil {
		t.Error("Get must find what is kept and nothing else")
	}
}
