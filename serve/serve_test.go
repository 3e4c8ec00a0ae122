package serve

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"

	"github.com/apigen-go/apigen/problem"
)

func TestNumber(t *testing.T) {
	t.Parallel()
	for text, ok := range map[string]bool{
		"0": true, "-1.5": true, "1e3": true, "+2": true, "1E-7": true,
		"": false, "NaN": false, "Inf": false, "0x1p-2": false, "1_000": false, "1,5": false, " 1": false, "1e999": false,
	} {
		r := newReader(t)
		Number[float64](Value{from: r, name: "n", text: text, given: true})
		if got := r.count() == 0; got != ok {
			t.Errorf("Number(%q) accepted = %t, want %t", text, got, ok)
		}
	}
}

func TestIntegerRange(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		text string
		want int8
		ok   bool
	}{{"127", 127, true}, {"-128", -128, true}, {"128", 0, false}, {"99999999999999999999", 0, false}, {"1.0", 0, false}, {"0x1", 0, false}} {
		r := newReader(t)
		if got := Integer[int8](Value{from: r, name: "n", text: tt.text, given: true}); got != tt.want || (r.count() == 0) != tt.ok {
			t.Errorf("Integer[int8](%q) = %d, %v", tt.text, got, r.count())
		}
	}
}

func TestList(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int{"": 0, "a": 1, "a,b": 2, ",": 2} {
		if got := List[[]string](Value{from: newReader(t), name: "l", text: text, given: true}, Text); len(got) != want || got == nil {
			t.Errorf("List(%q) = %q, want %d items", text, got, want)
		}
	}
}

func TestAllowed(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		contentType string
		list        []string
		want        bool
	}{
		{"image/png", []string{"image/png"}, true},
		{"IMAGE/PNG; q=1", []string{"image/jpeg", "image/png"}, true},
		{"image/gif", []string{"image/png"}, false},
		{"image/gif", []string{"image/*"}, true},
		{"text/plain", []string{"image/*"}, false},
		{"text/plain", []string{"*/*"}, true},
		{"", []string{"image/png"}, false},
		{"; bad", []string{"image/png"}, false},
		{"anything", nil, true},
	} {
		if got := Allowed(tt.contentType, tt.list...); got != tt.want {
			t.Errorf("Allowed(%q, %q) = %t", tt.contentType, tt.list, got)
		}
	}
}

func TestIsJSON(t *testing.T) {
	t.Parallel()
	for contentType, want := range map[string]bool{
		"application/json": true, "application/json; charset=utf-8": true, "Application/JSON": true,
		"application/merge-patch+json": true, "text/json": false, "application/xml": false, ";": false,
	} {
		if got := isJSON(contentType); got != want {
			t.Errorf("isJSON(%q) = %t", contentType, got)
		}
	}
}

// An answer that fails half way can get no problem any more; the log has to
// know of it.
func TestErrorAfterTheAnswerBegan(t *testing.T) {
	t.Parallel()
	var logged []error
	e := echo.New()
	r := NewRouter(e, nil, ErrorLog(func(_ context.Context, err error) { logged = append(logged, err) }))
	broken := errors.New("broken pipe")
	r.GET("/", func(c echo.Context) error {
		c.Response().WriteHeader(http.StatusOK)
		return broken
	})
	w := httptest.NewRecorder()
	e.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), "GET", "/", nil))
	if w.Code != 200 || w.Body.Len() != 0 {
		t.Errorf("got %d %s", w.Code, w.Body)
	}
	if len(logged) != 1 || !errors.Is(logged[0], broken) || !strings.HasPrefix(logged[0].Error(), "GET /: write response: ") {
		t.Errorf("log = %v", logged)
	}
}

func TestPanics(t *testing.T) {
	t.Parallel()
	var logged []error
	e := echo.New()
	r := NewRouter(e, nil, ErrorLog(func(_ context.Context, err error) { logged = append(logged, err) }))
	r.GET("/", func(echo.Context) error { panic("secret") })
	r.GET("/abort", func(echo.Context) error { panic(http.ErrAbortHandler) })
	w := httptest.NewRecorder()
	e.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), "GET", "/", nil))
	if w.Code != 500 || strings.Contains(w.Body.String(), "secret") {
		t.Errorf("got %d %s", w.Code, w.Body)
	}
	if len(logged) != 1 || !strings.Contains(logged[0].Error(), "panic: secret\n") || !strings.Contains(logged[0].Error(), "serve_test.go") {
		t.Errorf("log = %v", logged)
	}
	defer func() {
		if v := recover(); v != any(http.ErrAbortHandler) {
			t.Errorf("abort: recovered %v", v)
		}
	}()
	e.ServeHTTP(httptest.NewRecorder(), httptest.NewRequestWithContext(t.Context(), "GET", "/abort", nil))
}

func TestSettings(t *testing.T) {
	t.Parallel()
	s := newSettings([]Option{ErrorLog(nil), MaxBody(0)})
	if s.errorLog == nil || s.maxBody != DefaultMaxBody {
		t.Errorf("settings = %+v", s.maxBody)
	}
}

func TestEncodeJSONError(t *testing.T) {
	t.Parallel()
	if _, err := EncodeJSON(func() {}); err == nil || !strings.HasPrefix(err.Error(), "encode response: ") {
		t.Errorf("EncodeJSON of a func: %v", err)
	}
}

func TestReadErrorOfABrokenConnection(t *testing.T) {
	t.Parallel()
	_, err := ReadBinary(io.MultiReader(strings.NewReader("a"), failing{}), "image/png", true, "image/png")
	var p problem.Problem
	if !errors.As(err, &p) || p.Status != 400 || p.Violations[0].Detail != "the body ends too early" {
		t.Errorf("got %v", err)
	}
}

type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

func newReader(t *testing.T) *Reader {
	r := httptest.NewRequestWithContext(t.Context(), "GET", "/", nil)
	return NewReader(echo.New().NewContext(r, httptest.NewRecorder()))
}
