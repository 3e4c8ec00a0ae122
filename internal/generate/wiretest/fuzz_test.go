package wiretest

import (
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/apigen-go/apigen/internal/generate/bind/testdata/json/server"
)

// FuzzBody sends bodies nobody expects: no panic, never a 500, and no Go name
// in what the caller reads.
func FuzzBody(f *testing.F) {
	for _, seed := range []string{
		`{"lines":[{"item":"a","pieces":1,"tags":null}],"parent":{"lines":[{}]}}`,
		`{"lines":[{"item":5}]}`, `{"gift":{"due":"x"}}`, `{"digest":"!"}`, `{"cells":[[1],[2],[3]]}`, `[`, `null`, "\xff", `{"remarks":{"a/b":{}}}`,
		`{"parent":{"secret":"x","placedAt":5}}`, `{"LINES":[[]]}`, `{"lines":[{"pieces":1e400}]}`,
	} {
		f.Add(seed)
	}
	h := server.New(&shop{})
	f.Fuzz(func(t *testing.T, body string) {
		r := httptest.NewRequestWithContext(t.Context(), "POST", "/orders", strings.NewReader(body))
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		switch w.Code {
		case 201, 409:
		case 400:
			p := decodeProblem(t, w)
			for _, v := range p.Violations {
				if strings.Contains(v.Detail, "api.") || strings.Contains(v.Detail, "Go ") || strings.Contains(v.Pointer, "NewOrder") {
					t.Errorf("body %q: %q names Go", body, v)
				}
			}
		default:
			t.Errorf("body %q: %d %s", body, w.Code, w.Body)
		}
	})
}
