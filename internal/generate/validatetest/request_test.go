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
	own "github.com/apigen-go/apigen/internal/generate/bind/testdata/own/api"
	ownserver "github.com/apigen-go/apigen/internal/generate/bind/testdata/own/server"
	payments "github.com/apigen-go/apigen/internal/generate/bind/testdata/payments/api"
	paymentsserver "github.com/apigen-go/apigen/internal/generate/bind/testdata/payments/server"
	"github.com/apigen-go/apigen/internal/generate/contract"
	"github.com/apigen-go/apigen/problem"
	"github.com/apigen-go/apigen/serve"
)

// errReached is what a request that was taken is answered with.
var errReached = echo.NewHTTPError(http.StatusTeapot)

// reached stops every request that was found to keep to the contract.
func reached(serve.HandlerFunc, string) serve.HandlerFunc {
	return func(echo.Context, any) (any, error) { return nil, errReached }
}

// TestRequestsEquivalence makes 10,000 random requests, good and broken, for the
// operations of the reference contract, parameters and bodies, and some for a
// contract of sealed interfaces and one of types that decode themselves. It wants
// the servers to take those that keep to the emitted schemas, and to answer all
// others with 400.
func TestRequestsEquivalence(t *testing.T) {
	t.Parallel()
	opts := []serve.Option{serve.Operations(reached), serve.ErrorLog(func(context.Context, error) {})}
	for _, tt := range []struct {
		dir  string
		runs int
		h    http.Handler
	}{
		{"./api", 10_000, server.New(struct{ api.Directory }{}, opts...)},
		{"./internal/generate/bind/testdata/payments/api", 2000, paymentsserver.New(struct{ payments.Service }{}, opts...)},
		{"./internal/generate/bind/testdata/own/api", 2000, ownserver.New(struct{ own.Service }{}, opts...)},
	} {
		t.Run(tt.dir, func(t *testing.T) {
			t.Parallel()
			c := read(t, tt.dir)
			compiled := compile(t, c)
			operations := slices.DeleteFunc(slices.Clone(c.Operations), func(op *contract.Operation) bool {
				return op.Request == nil || op.Request.Body != nil && op.Request.Body.Binary
			})
			m := maker{rand.New(rand.NewPCG(3, 4))}
			taken, disagreed := 0, 0
			for i := range tt.runs {
				r, good := m.request(t, operations[i%len(operations)], compiled)
				w := httptest.NewRecorder()
				tt.h.ServeHTTP(w, r)
				switch {
				case good == (w.Code == http.StatusTeapot) && (good || w.Code == http.StatusBadRequest):
				case good && isStricter(w):
					disagreed++
				default:
					t.Errorf("%s %s: %d %s, keeps to the schema: %t", r.Method, r.URL, w.Code, w.Body, good)
				}
				if w.Code == http.StatusTeapot {
					taken++
				}
			}
			if taken < tt.runs/10 || taken > tt.runs*9/10 {
				t.Errorf("%d of %d requests are good, which shows little", taken, tt.runs)
			}
			t.Logf("%d requests: %d taken, %d documented disagreements", tt.runs, taken, disagreed)
		})
	}
}

// isStricter reports whether a request was refused for what schemas cannot say
// alone.
func isStricter(w *httptest.ResponseRecorder) bool {
	var p problem.Problem
	if w.Code != http.StatusBadRequest || json.Unmarshal(w.Body.Bytes(), &p) != nil || len(p.Violations) == 0 {
		return false
	}
	return !slices.ContainsFunc(p.Violations, func(v problem.Violation) bool { return !slices.Contains(stricter, v.Detail) })
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
