package serve

import (
	"errors"
	"fmt"
	"net/http"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/apigen-go/apigen/problem"
)

// A Router registers operations on an echo, each with what all of them have in
// common: the body limit, the cross-origin headers, errors answered as
// problems. It has the methods oapi-codegen's RegisterHandlers asks for.
type Router struct {
	echo *echo.Echo
	settings
	cors   *CORS
	greedy map[string]bool // paths whose last variable takes the rest
	later  *Handler        // that routes are kept for; nil puts them into the tree of echo
}

// NewRouter returns a router that registers on e. Cors is nil when the contract
// lets no other origin call.
func NewRouter(e *echo.Echo, cors *CORS, opts ...Option) *Router {
	s := newSettings(opts)
	return &Router{echo: e, settings: s, cors: cors.with(s.params)}
}

// HandleErrors makes r answer what e has no route for: 404 and 405, as
// problems.
func (r *Router) HandleErrors() {
	r.echo.HTTPErrorHandler = func(err error, c echo.Context) {
		r.cors.answer(c.Response().Header())
		r.fail(c, err)
	}
}

// Preflight answers OPTIONS requests on path, in echo's form, with the methods
// that browsers may use there. Behind API Gateway they never arrive: a mock
// integration answers them there, in the same words. It does nothing without
// CORS settings.
func (r *Router) Preflight(path, methods string) {
	if r.cors == nil {
		return
	}
	r.route(http.MethodOptions, path, func(c echo.Context) error {
		r.cors.preflight(c.Response().Header(), methods)
		c.Response().WriteHeader(http.StatusOK)
		return nil
	})
}

// route makes a route now, or leaves it to r.later, of which nobody has the route.
func (r *Router) route(method, path string, h echo.HandlerFunc) *echo.Route {
	if r.later != nil {
		r.later.add(method, path, h)
		return nil
	}
	return r.echo.Add(method, path, h)
}

// Greedy makes the last variable of a path, in echo's form, take the rest of the
// path, as {path+} does in API Gateway. It comes before the path's operations.
func (r *Router) Greedy(path string) {
	if r.greedy == nil {
		r.greedy = map[string]bool{}
	}
	r.greedy[path] = true
}

// rest gives the wildcard path of a greedy one, and a handler that calls what
// the wildcard matched by the name of the variable.
func rest(path string, h echo.HandlerFunc) (string, echo.HandlerFunc) {
	colon := strings.LastIndexByte(path, ':')
	name := path[colon+1:]
	return path[:colon] + "*", func(c echo.Context) error {
		names := slices.Clone(c.ParamNames())
		names[len(names)-1] = name
		c.SetParamNames(names...)
		return h(c)
	}
}

func (r *Router) add(method, path string, h echo.HandlerFunc, m []echo.MiddlewareFunc) *echo.Route {
	if r.greedy[path] {
		path, h = rest(path, h)
	}
	for i := len(m) - 1; i >= 0; i-- {
		h = m[i](h)
	}
	for i := len(r.middleware) - 1; i >= 0; i-- {
		h = r.middleware[i](h)
	}
	return r.route(method, path, func(c echo.Context) error {
		r.cors.answer(c.Response().Header())
		if r.closed {
			c.Set(closedKey, true)
		}
		if req := c.Request(); req.Body != nil && req.Body != http.NoBody {
			req.Body = http.MaxBytesReader(c.Response(), req.Body, r.maxBody)
		}
		if err := run(h, c); err != nil {
			r.fail(c, err)
		}
		return nil
	})
}

// Operations are the middlewares around each operation's handler, in the order in
// which oapi-codegen's strict handler puts them on: the innermost first.
func (r *Router) Operations() []OperationMiddleware {
	inward := slices.Clone(r.operations)
	slices.Reverse(inward)
	return inward
}

const closedKey = "github.com/apigen-go/apigen/serve.closed"

// closed reports whether members the contract does not list are refused.
func closed(c echo.Context) bool { return c.Get(closedKey) != nil }

// run calls h and turns a panic into an error: behind Lambda it would end the
// process and cost the next caller a cold start.
func run(h echo.HandlerFunc, c echo.Context) (err error) {
	defer func() {
		v := recover()
		if v == nil {
			return
		}
		if e, ok := v.(error); ok && errors.Is(e, http.ErrAbortHandler) { // the way to say: cut the connection
			panic(v)
		}
		err = fmt.Errorf("panic: %v\n%s", v, debug.Stack())
	}()
	return h(c)
}

// fail answers with the problem in err's tree. Everything else is a 500 for the
// caller and goes to the log.
func (r *Router) fail(c echo.Context, err error) {
	ctx := c.Request().Context()
	route := c.Request().Method + " " + c.Path()
	if c.Response().Committed {
		r.errorLog(ctx, fmt.Errorf("%s: write response: %w", route, err))
		var cut *cutError
		if errors.As(err, &cut) {
			panic(http.ErrAbortHandler)
		}
		return
	}
	if bad, ok := errors.AsType[*Invalid](err); ok {
		r.invalid(c.Response(), c.Request(), bad)
		return
	}
	p, told := find(err)
	if !told {
		r.errorLog(ctx, fmt.Errorf("%s: %w", route, err))
	}
	problem.Write(c.Response(), p)
}

// find returns the problem that err is for the caller, and whether it says all
// there is to know; otherwise err belongs into the log.
func find(err error) (problem.Problem, bool) {
	if p, ok := errors.AsType[problem.Problem](err); ok {
		if p.Status >= 400 && p.Status <= 599 {
			return p, true
		}
		return internal(), false
	}
	if he, ok := errors.AsType[*echo.HTTPError](err); ok && he.Code >= 400 && he.Code <= 599 {
		return problem.Problem{Status: he.Code, Title: http.StatusText(he.Code)}, he.Code < 500
	}
	return internal(), false
}

func internal() problem.Problem {
	return problem.Problem{Status: http.StatusInternalServerError, Title: http.StatusText(http.StatusInternalServerError)}
}

// The methods below register a handler for one HTTP method.

func (r *Router) CONNECT(path string, h echo.HandlerFunc, m ...echo.MiddlewareFunc) *echo.Route {
	return r.add(http.MethodConnect, path, h, m)
}

func (r *Router) DELETE(path string, h echo.HandlerFunc, m ...echo.MiddlewareFunc) *echo.Route {
	return r.add(http.MethodDelete, path, h, m)
}

func (r *Router) GET(path string, h echo.HandlerFunc, m ...echo.MiddlewareFunc) *echo.Route {
	return r.add(http.MethodGet, path, h, m)
}

func (r *Router) HEAD(path string, h echo.HandlerFunc, m ...echo.MiddlewareFunc) *echo.Route {
	return r.add(http.MethodHead, path, h, m)
}

func (r *Router) OPTIONS(path string, h echo.HandlerFunc, m ...echo.MiddlewareFunc) *echo.Route {
	return r.add(http.MethodOptions, path, h, m)
}

func (r *Router) PATCH(path string, h echo.HandlerFunc, m ...echo.MiddlewareFunc) *echo.Route {
	return r.add(http.MethodPatch, path, h, m)
}

func (r *Router) POST(path string, h echo.HandlerFunc, m ...echo.MiddlewareFunc) *echo.Route {
	return r.add(http.MethodPost, path, h, m)
}

func (r *Router) PUT(path string, h echo.HandlerFunc, m ...echo.MiddlewareFunc) *echo.Route {
	return r.add(http.MethodPut, path, h, m)
}

func (r *Router) TRACE(path string, h echo.HandlerFunc, m ...echo.MiddlewareFunc) *echo.Route {
	return r.add(http.MethodTrace, path, h, m)
}
