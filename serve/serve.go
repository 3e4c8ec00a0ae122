// Package serve is what generated servers share at run time: reading
// parameters and bodies, writing answers and problems, and the headers of
// cross-origin requests.
//
// It is called by the code in generated/server and has little to say to anybody
// else: an application meets its [Option] values alone.
//
//	h := server.New(directory, serve.ErrorLog(report), serve.MaxBody(1<<20))
//
// Everything wrong with a request becomes one problem.Problem with a violation
// for each parameter and each place in the body, in words of JSON: no name of a
// Go type reaches a caller. [InvalidRequests] chooses another form. Errors that are not problems become a 500
// whose text stays in the log.
//
// The package does nothing when the program starts and uses no reflection
// besides that of encoding/json.
package serve

import (
	"context"
	"log/slog"
	"net/http"

	"github.com/labstack/echo/v4"
)

// Generated2 is the version of the interface between generated code and this
// package. Generated code refers to it, so that a file made by another version
// of apigen does not compile; "apigen generate" writes a fitting one.
const Generated2 = true

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
	operations []OperationMiddleware
	invalid    func(http.ResponseWriter, *http.Request, *Invalid)
	closed     bool
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

// A HandlerFunc calls the handler of an operation. The request is the generated
// request object, read and found to keep to the contract.
type HandlerFunc = func(c echo.Context, request any) (response any, err error)

// An OperationMiddleware wraps the handler of the operation of that name.
type OperationMiddleware = func(next HandlerFunc, operationID string) HandlerFunc

// Operations runs m around every operation's handler, after the request was
// read and judged and before the answer is written; the last one is the
// outermost. An error it returns is answered as a handler's.
func Operations(m ...OperationMiddleware) Option {
	return func(s *settings) { s.operations = append(s.operations, m...) }
}

// InvalidRequests has requests that do not keep to the contract answered by
// answer: [AsProblem], which is the default, [AsGateway], or a function of one's
// own.
func InvalidRequests(answer func(http.ResponseWriter, *http.Request, *Invalid)) Option {
	return func(s *settings) { s.invalid = answer }
}

// RefuseUnknown has members that the contract does not list refused in every
// body. Without it, only objects the contract closes refuse them, as with API
// Gateway, and others are ignored.
func RefuseUnknown() Option {
	return func(s *settings) { s.closed = true }
}

// Params gives the values of the contract's gen.Param that the server needs
// itself: the origin that may call. Without its value no answer names an
// origin, so that browsers on other origins show none.
func Params(values map[string]string) Option {
	return func(s *settings) { s.params = values }
}

func newSettings(opts []Option) settings {
	s := settings{errorLog: logError, maxBody: DefaultMaxBody, invalid: AsProblem}
	for _, o := range opts {
		o(&s)
	}
	if s.errorLog == nil {
		s.errorLog = logError
	}
	if s.invalid == nil {
		s.invalid = AsProblem
	}
	if s.maxBody < 1 {
		s.maxBody = DefaultMaxBody
	}
	return s
}

func logError(ctx context.Context, err error) {
	slog.ErrorContext(ctx, "request failed", "error", err)
}
