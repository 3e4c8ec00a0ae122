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

// TestRecorderLeavesAloneWhatWasSeen: what somebody has looked at, or watches, is
// theirs; the room of anything else is used again, and holds nothing of it.
func TestRecorderLeavesAloneWhatWasSeen(t *testing.T) {
	t.Parallel()
	r := NewRecorder(1)
	serve := func(id string) {
		q, e := r.NewRequest(), r.NewExchange()
		if len(q.Steps) != 0 || len(q.Texts) != 0 || q.Log != nil || q.Integration != nil || q.Error != "" || len(e.Body) != 0 || e.Cut || e.Header != nil {
			t.Errorf("request %s does not begin empty: %+v %+v", id, q, e)
		}
		q.ID, q.Error = id, "E"
		q.Steps = append(q.Steps, Step{Name: id})
		q.Texts = append(q.Texts, NewText(id, []byte(id)))
		q.Log = append(q.Log, id)
		q.Called(id, []string{id})
		e.Host, e.Cut, e.Body = id, true, append(e.Body, id...)
		r.Add(q, httptest.NewRequestWithContext(t.Context(), "GET", "/", nil))
		r.Attach(id, e)
	}
	want := func(q *Request, id string) {
		t.Helper()
		if q.ID != id || q.Steps[0].Name != id || q.Texts[0].Text() != id || q.Log[0] != id || q.Integration.URI != id ||
			q.Exchange != nil && (q.Exchange.Host != id || string(q.Exchange.Body) != id) {
			t.Errorf("request %s has changed: %+v %+v", id, q, q.Exchange)
		}
	}
	serve("a")
	seen := r.Get("a")
	for range 10 {
		serve("b")
	}
	want(seen, "a")
	latest := r.Latest()[0]
	watched, stop := r.Watch()
	serve("c")
	stop()
	for range 10 {
		serve("d")
	}
	want(latest, "b")
	want(<-watched, "c")
}
