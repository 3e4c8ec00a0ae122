// Package serve is what generated servers share at run time: reading
// parameters and bodies, writing answers and problems, and the headers of
// cross-origin requests.
//
// It is called by the code in generated/server and has little to say to anybody
// else: an application meets its [Option] values alone.
//
//	h := server.New(directory, serve.ErrorLog(report), serve.MaxBody(1<<20))
//
// Everything wrong with a request becomes a problem.Problem with violations
// that name the parameter or the place in the body, in words of JSON: no name
// of a Go type reaches a caller. Errors that are not problems become a 500
// whose text stays in the log.
//
// The package does nothing when the program starts and uses no reflection
// besides that of encoding/json.
package serve

import (
	"context"
	"log/slog"

	"github.com/labstack/echo/v4"
)

// Generated1 is the version of the interface between generated code and this
// package. Generated code refers to it, so that a file made by another version
// of apigen does not compile; "apigen generate" writes a fitting one.
const Generated1 = true

// DefaultMaxBody is the largest request body that is read unless [MaxBody] says
// otherwise, in bytes: what API Gateway lets through.
//
// See https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html
const DefaultMaxBody = 10 << 20

// An Option changes how a server answers. Without any, bodies up to
// [DefaultMaxBody] are read and errors go to the default logger of log/slog.
type Option func(*settings)

type settings struct {
	errorLog   func(context.Context, error)
	maxBody    int64
	middleware []echo.MiddlewareFunc
	params     map[string]string
}

// ErrorLog has errors that callers only see as a 500 reported to f, those of
// panics with their stack. A nil f stands for the default.
func ErrorLog(f func(ctx context.Context, err error)) Option {
	return func(s *settings) { s.errorLog = f }
}

// MaxBody sets the largest request body in bytes; a larger one is answered
// with 413. Less than 1 stands for the default.
func MaxBody(bytes int64) Option {
	return func(s *settings) { s.maxBody = bytes }
}

// Middleware runs m around every operation, after the route is known and
// before the request is read. An error it returns is answered as a handler's.
func Middleware(m ...echo.MiddlewareFunc) Option {
	return func(s *settings) { s.middleware = append(s.middleware, m...) }
}

// Params gives the values of the contract's gen.Param that the server needs
// itself: the origin that may call. Without its value no answer names an
// origin, so that browsers on other origins show none.
func Params(values map[string]string) Option {
	return func(s *settings) { s.params = values }
}

func newSettings(opts []Option) settings {
	s := settings{errorLog: logError, maxBody: DefaultMaxBody}
	for _, o := range opts {
		o(&s)
	}
	if s.errorLog == nil {
		s.errorLog = logError
	}
	if s.maxBody < 1 {
		s.maxBody = DefaultMaxBody
	}
	return s
}

func logError(ctx context.Context, err error) {
	slog.ErrorContext(ctx, "request failed", "error", err)
}
