package dataplane

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/apigen-go/apigen/vtl"
)

// What $context has of one variable is what it has when all are made.
func TestContextOneByOne(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "/a/{id}: GET")
	w.deploy()
	x := w.server.newExchange(httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/dev/a/7", nil), testAPI, "/dev/a/7")
	if ans := x.findStage(); ans != nil {
		t.Fatal(ans.status)
	}
	maker := (*contextMaker)(x)
	alone := 0
	for name, want := range maker.All().Entries() {
		got, ok := maker.One(name)
		if !ok {
			continue
		}
		alone++
		if got.String() != want.String() || got.Kind() != vtl.KindString {
			t.Errorf("%s: got %s, want %s", name, got.String(), want.String())
		}
	}
	if alone < 5 {
		t.Errorf("%d variables are made alone", alone)
	}
	if _, ok := maker.One("nothing"); ok {
		t.Error("there is no variable nothing")
	}
}
