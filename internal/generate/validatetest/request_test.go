package validatetest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/apigen-go/apigen/api"
	"github.com/apigen-go/apigen/generated/server"
	"github.com/apigen-go/apigen/internal/generate/contract"
	"github.com/apigen-go/apigen/serve"
)

// errReached is what a request that was taken is answered with.
var errReached = echo.NewHTTPError(http.StatusTeapot)

// reached stops every request that was found to keep to the contract.
func reached(serve.HandlerFunc, string) serve.HandlerFunc {
	return func(echo.Context, any) (any, error) { return nil, errReached }
}

// TestRequestsEquivalence makes 10,000 random requests, good and broken, for the
// operations of the reference contract, parameters and bodies, and wants the
// server to take those that keep to the emitted schemas, and to answer all others
// with 400.
func TestRequestsEquivalence(t *testing.T) {
	t.Parallel()
	c := read(t, "./api")
	compiled := compile(t, c)
	h := server.New(struct{ api.Directory }{}, serve.Operations(reached), serve.ErrorLog(func(context.Context, error) {}))
	operations := slices.DeleteFunc(slices.Clone(c.Operations), func(op *contract.Operation) bool {
		return op.Request == nil || op.Request.Body != nil && op.Request.Body.Binary
	})
	m := maker{rand.New(rand.NewPCG(3, 4))}
	const runs = 10_000
	taken := 0
	for i := range runs {
		op := operations[i%len(operations)]
		r, good := m.request(t, op, compiled)
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		want := http.StatusBadRequest
		if good {
			want = http.StatusTeapot
			taken++
		}
		if w.Code != want {
			t.Errorf("%s %s: %d %s, want %d", r.Method, r.URL, w.Code, w.Body, want)
		}
	}
	if taken < runs/10 || taken > runs*9/10 {
		t.Errorf("%d of %d requests are good, which shows little", taken, runs)
	}
	t.Logf("%d requests: %d taken", runs, taken)
}

// request makes a request of op and tells whether it keeps to the schemas.
func (m maker) request(t *testing.T, op *contract.Operation, compiled func(string) *jsonschema.Schema) (*http.Request, bool) {
	t.Helper()
	good, path, query := true, op.Path, url.Values{}
	for i, p := range op.Request.Parameters {
		text, given := m.parameter(p)
		pointer := "/paths/" + strings.ReplaceAll(op.Path, "/", "~1") + "/" + strings.ToLower(op.Method) + "/parameters/" + strconv.Itoa(i) + "/schema"
		switch {
		case p.In == contract.Path && (text == "" || strings.Contains(text, "/")):
			text = "x" // another route
			fallthrough
		case given:
			good = good && (!p.Required || strings.TrimSpace(text) != "") && keeps(compiled(pointer), p, text)
		default:
			good = good && !p.Required
		}
		if p.In == contract.Path {
			path = strings.Replace(path, "{"+p.Name+"}", url.PathEscape(text), 1)
		} else if given {
			query.Set(p.Name, text)
		}
	}
	var body []byte
	if b := op.Request.Body; b != nil {
		v := m.good(b.Schema, 0)
		for range m.IntN(2) {
			v = m.broken(b.Schema, v)
		}
		var err error
		if body, err = json.Marshal(v); err != nil {
			t.Fatal(err)
		}
		instance, err := jsonschema.UnmarshalJSON(bytes.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		good = good && compiled(b.Schema.Ref.Name).Validate(instance) == nil
	}
	r, err := http.NewRequestWithContext(t.Context(), op.Method, path+"?"+query.Encode(), bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	return r, good
}

// parameter makes the text of a parameter, good or not, or leaves it away.
func (m maker) parameter(p *contract.Parameter) (text string, given bool) {
	s := p.Schema
	if s.Ref != nil {
		s = s.Ref
	}
	if p.In != contract.Path && m.IntN(6) == 0 {
		return "", false
	}
	v := m.good(s, 0)
	if m.IntN(8) == 0 {
		v = m.broken(s, v)
	}
	switch v := v.(type) {
	case string:
		return v, true
	case json.Number:
		return v.String(), true
	}
	return " ", true
}

// keeps reports whether the text of a parameter keeps to its schema.
func keeps(s *jsonschema.Schema, p *contract.Parameter, text string) bool {
	var v any = text
	if p.Schema.Kind == contract.Integer {
		if _, err := strconv.ParseInt(text, 10, 64); err != nil {
			return false
		}
		v = json.Number(text)
	}
	err := s.Validate(v)
	var invalid *jsonschema.ValidationError
	return !errors.As(err, &invalid)
}
