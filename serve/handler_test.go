package serve

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/labstack/echo/v4"
)

// routesOf are the routes a test has a choice of, a bit for each.
var routesOf = []struct{ method, path string }{
	{"GET", "/"},
	{"GET", "/a"},
	{"POST", "/a"},
	{"GET", "/a/:x"},
	{"PUT", "/a/:y"},
	{"GET", "/a/:x/b"},
	{"GET", "/a/b"},
	{"GET", "/a/:x/:y"},
	{"GET", "/a/*"},
	{"GET", "/:p/b/c"},
	{"DELETE", "/v:ver/d"},
	{"GET", "/ab/:x"},
	{"GET", "/d/e/f"},
	{"GET", "/esc\\:aped"},
	{"GET", "/:z"},
	{"POST", "/g/:x"},
}

// both gives an echo with the chosen routes, and a handler of them.
func both(choice uint16) (eager *echo.Echo, lazy *Handler) {
	eager = echo.New()
	r := NewRouter(eager, nil)
	register(r, choice)
	r.HandleErrors()
	r = NewRouter(echo.New(), nil)
	lazy = r.Handler()
	register(r, choice)
	return eager, lazy
}

// register registers handlers that tell what they were given.
func register(r *Router, choice uint16) {
	for i, route := range routesOf {
		if choice>>i&1 == 0 {
			continue
		}
		r.add(route.method, route.path, func(c echo.Context) error {
			if c.QueryParam("fail") != "" {
				return echo.NewHTTPError(http.StatusTeapot)
			}
			return c.String(http.StatusOK, fmt.Sprintf("%s %s %q %q", c.Request().Method, c.Path(), c.ParamNames(), c.ParamValues()))
		}, nil)
	}
}

// answerOf is an answer with what callers see of it.
func answerOf(h http.Handler, method string, u *url.URL) string {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, &http.Request{Method: method, URL: u, Host: "x", Header: http.Header{}, Body: http.NoBody})
	return fmt.Sprint(w.Code, " ", w.Header(), " ", w.Body)
}

func FuzzHandler(f *testing.F) {
	all := uint16(1<<len(routesOf) - 1)
	for _, path := range []string{
		"/", "/a", "/a/", "/a/1", "/a/b", "/a/1/b", "/a/1/2", "/a//b", "/a/b/c", "/q/b/c", "/v1/d", "/ab/1", "/ab/1/2", "/d/e/f", "/d/e", "/esc:aped", "/zz", "/g/1", "", "//", "/a/%2F/b",
	} {
		for _, choice := range []uint16{all, 1 << 3, 1<<3 | 1<<5, 1<<3 | 1<<9, 1 << 8, 1<<8 | 1<<5, all &^ (1<<8 | 1<<14 | 1<<13), 1<<15 | 1<<10} {
			f.Add(choice, byte(0), path)
			f.Add(choice, byte(1), path)
		}
	}
	f.Fuzz(func(t *testing.T, choice uint16, method byte, path string) {
		if strings.ContainsAny(path, "?#") {
			t.Skip()
		}
		eager, lazy := both(choice)
		verb := []string{"GET", "POST", "PUT", "DELETE", "OPTIONS", "HEAD"}[method%6]
		for _, query := range []string{"", "fail=1"} {
			u := &url.URL{Path: path, RawQuery: query}
			if got, want := answerOf(lazy, verb, u), answerOf(eager, verb, u); got != want {
				t.Errorf("%s %q of %016b: got %s, want %s", verb, path, choice, got, want)
			}
		}
	})
}

// TestHandlerMakesNoTree holds that the first requests need no tree, that a
// doubtful one makes it, and so does a process that lives for longer.
func TestHandlerMakesNoTree(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, path string
		requests   int
		want       bool // a tree
	}{
		{"one operation", "/d/e/f", 1, false},
		{"a variable", "/g/1", treeAfter, false},
		{"many requests", "/g/1", treeAfter + 1, true},
		{"no operation", "/nothing/here", 1, true},
		{"several", "/a/1/b", 1, true},
		{"an empty variable", "/g/", 1, true},
	} {
		_, lazy := both(1<<12 | 1<<15 | 1<<3 | 1<<5)
		for range tt.requests {
			method := http.MethodGet
			if strings.HasPrefix(tt.path, "/g") {
				method = http.MethodPost
			}
			answerOf(lazy, method, &url.URL{Path: tt.path})
		}
		if got := lazy.whole.Load(); got != tt.want || got != (len(lazy.router.echo.Routes()) > 0) {
			t.Errorf("%s: has a tree: %t of %d routes, want %t", tt.name, got, len(lazy.router.echo.Routes()), tt.want)
		}
	}
}

func TestHandlerServesManyAtOnce(t *testing.T) {
	t.Parallel()
	eager, lazy := both(1<<len(routesOf) - 1 - 1<<13)
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			for n := range 20 {
				u := &url.URL{Path: []string{"/d/e/f", "/ab/1", "/a/1/2", "/nothing/at/all"}[(i+n)%4]}
				if got, want := answerOf(lazy, "GET", u), answerOf(eager, "GET", u); got != want {
					t.Errorf("%s: got %s, want %s", u, got, want)
				}
			}
		})
	}
	all.Wait()
}
