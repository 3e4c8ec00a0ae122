package serve

import (
	"net/http"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/labstack/echo/v4"
)

// treeAfter is how many requests a [Handler] answers before it makes its tree: the
// first ones, of a process that may see no more of them, go without.
const treeAfter = 16

// A Handler serves operations as an echo does that has them as routes, and is ready
// at once: the tree that echo finds routes in, a good part of what a Lambda function
// with many operations does before its first request, is made when a request needs
// it, or after the first few. Until then a request goes to the only operation whose
// path it can be of; where there are several, or none, the tree decides.
type Handler struct {
	router   *Router
	routes   []route
	complex  bool // paths have escapes, which only the tree knows
	contexts sync.Pool

	served atomic.Int64
	whole  atomic.Bool // the tree is there
	mu     sync.Mutex  // of the tree while it is made, and of what contexts are made by
}

// A route is an operation, or what answers OPTIONS requests on its path.
type route struct {
	method, path string
	handle       echo.HandlerFunc
}

// Handler gives the handler of the operations that are registered on r from now on,
// and of nothing else: other requests get a problem. Nobody else may use the echo of
// r.
func (r *Router) Handler() *Handler {
	r.HandleErrors()
	r.later = &Handler{router: r}
	return r.later
}

func (h *Handler) add(method, path string, handle echo.HandlerFunc) {
	h.routes = append(h.routes, route{method, path, handle})
	h.complex = h.complex || strings.Contains(path, `\`)
}

// ServeHTTP implements [http.Handler].
func (h *Handler) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	if !h.whole.Load() {
		if only, ok := h.find(req.Method, echo.GetPath(req)); ok && h.served.Add(1) <= treeAfter {
			h.call(only, w, req)
			return
		}
		h.makeTree()
	}
	h.router.echo.ServeHTTP(w, req)
}

func (h *Handler) makeTree() {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.whole.Load() {
		return
	}
	for _, r := range h.routes {
		h.router.echo.Add(r.method, r.path, r.handle)
	}
	h.whole.Store(true)
}

// find gives the route of a request if no other one could be.
func (h *Handler) find(method, path string) (only *route, ok bool) {
	if h.complex {
		return nil, false
	}
	pattern, sure := "", false
	for i := range h.routes {
		r := &h.routes[i]
		if r.path != pattern { // of the route before
			may, is := match(r.path, path)
			if !may {
				continue
			}
			if pattern != "" || !is {
				return nil, false
			}
			pattern, sure = r.path, true
		}
		if sure && r.method == method {
			only = r
		}
	}
	return only, only != nil
}

// match reports whether a path may be of a pattern, and whether it is without doubt.
// It may be more than it seems: a variable at the end takes what follows it, too,
// slashes included, where the tree has nothing below it.
func match(pattern, path string) (may, is bool) {
	is = true
	for {
		i := strings.IndexAny(pattern, ":*")
		if i < 0 {
			return path == pattern, is
		}
		if !strings.HasPrefix(path, pattern[:i]) {
			return false, false
		}
		path = path[i:]
		if pattern[i] == '*' {
			return true, is && path != ""
		}
		_, rest, more := strings.Cut(pattern[i:], "/")
		value, after, below := strings.Cut(path, "/")
		if is = is && value != ""; !more {
			return true, is && !below
		}
		if !below {
			return false, false
		}
		pattern, path = rest, after
	}
}

// call answers a request by its route, as echo does.
func (h *Handler) call(r *route, w http.ResponseWriter, req *http.Request) {
	c, ok := h.contexts.Get().(echo.Context)
	if !ok {
		h.mu.Lock()
		c = h.router.echo.NewContext(nil, nil)
		h.mu.Unlock()
	}
	c.Reset(req, w)
	c.SetPath(r.path)
	names, values := variables(r.path, echo.GetPath(req))
	c.SetParamNames(names...)
	c.SetParamValues(values...)
	c.SetHandler(r.handle)
	if err := r.handle(c); err != nil {
		h.router.echo.HTTPErrorHandler(err, c)
	}
	h.contexts.Put(c)
}

// variables gives the names of a pattern's variables, and what they are in a path
// that is of it.
func variables(pattern, path string) (names, values []string) {
	for {
		i := strings.IndexAny(pattern, ":*")
		if i < 0 {
			return names, values
		}
		path = path[i:]
		if pattern[i] == '*' {
			return append(names, "*"), append(values, path)
		}
		name, rest, more := strings.Cut(pattern[i+1:], "/")
		value, after, _ := strings.Cut(path, "/")
		names, values = append(names, name), append(values, value)
		if !more {
			return names, values
		}
		pattern, path = rest, after
	}
}
