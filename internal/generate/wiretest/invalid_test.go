package wiretest

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"

	"github.com/apigen-go/apigen/generated/server"
	finder "github.com/apigen-go/apigen/internal/generate/bind/testdata/parameters/server"
	"github.com/apigen-go/apigen/problem"
	"github.com/apigen-go/apigen/serve"
)

// What is wrong with the parameters and what is wrong with the body is said at
// once.
func TestEveryViolationAtOnce(t *testing.T) {
	t.Parallel()
	h := server.New(&office{})
	w := send(t, h, "PUT", "/departments/Bad_Name", `{"name":"","costCenter":"x"}`, "Content-Type", "application/json")
	wantViolations(t, w,
		problem.Violation{Pointer: "/name", Detail: "is shorter than 1 character"},
		problem.Violation{Pointer: "/costCenter", Detail: "is a string, want an integer within its range"},
		problem.Violation{Pointer: "/locationId", Detail: "is required"},
		problem.Violation{Parameter: "departmentId", Detail: "does not match the pattern ^[a-z0-9-]+$"},
	)
	wantViolations(t, send(t, h, "GET", "/all?q=&limit=x", ""),
		problem.Violation{Parameter: "q", Detail: "is required"},
		problem.Violation{Parameter: "limit", Detail: "is not an integer"},
	)
	wantViolations(t, send(t, finder.New(echoes{}), "GET", "/areas/ABC/x?q=a&tags=up,left,down&count=7", ""),
		problem.Violation{Parameter: "depth", Detail: "is not an integer"},
		problem.Violation{Parameter: "X-Trace", Detail: "is required"},
		problem.Violation{Parameter: "area", Detail: "does not match the pattern ^[a-zé/%]+$"},
		problem.Violation{Parameter: "q", Detail: "is shorter than 2 characters"},
		problem.Violation{Parameter: "count", Detail: "is not a multiple of 5"},
		problem.Violation{Parameter: "tags", Detail: "has more than 2 items"},
		problem.Violation{Parameter: "tags", Detail: "is not one of up, down"},
	)
}

func TestInvalidRequestsAsTheGatewayAnswers(t *testing.T) {
	t.Parallel()
	h := server.New(&office{}, serve.InvalidRequests(serve.AsGateway))
	for _, tt := range []struct {
		name, method, target, body, want string
	}{
		{"parameter", "GET", "/all", "", `{"message": "Missing required request parameters: [q]"}`},
		{"blank parameter", "GET", "/all?q=%20", "", `{"message": "Missing required request parameters: [q]"}`},
		{"body", "POST", "/personnel", `{"firstName":"Ana"}`, `{"message": "Invalid request body"}`},
		{"syntax", "POST", "/personnel", `{"firstName":`, `{"message": "Invalid request body"}`},
		{"no body", "POST", "/personnel", "", `{"message": "Invalid request body"}`},
	} {
		w := send(t, h, tt.method, tt.target, tt.body, "Content-Type", "application/json")
		if w.Code != 400 || w.Body.String() != tt.want || w.Header().Get("x-amzn-ErrorType") != "BadRequestException" || w.Header().Get("Content-Type") != "application/json" {
			t.Errorf("%s: %d %s %v, want %s", tt.name, w.Code, w.Body, w.Header(), tt.want)
		}
	}
	// An empty body is an empty object for API Gateway: it finds nothing wrong with
	// it where the model requires nothing. The service does.
	wantViolations(t, send(t, h, "PATCH", "/personnel/x", ""), problem.Violation{Detail: "a body is required"})
	// API Gateway does not look at the values of parameters; the service does.
	wantViolations(t, send(t, h, "GET", "/personnel?limit=0", ""), problem.Violation{Parameter: "limit", Detail: "is less than 1"})
	f := finder.New(echoes{}, serve.InvalidRequests(serve.AsGateway))
	if got, want := send(t, f, "GET", "/areas/a/1", "").Body.String(), `{"message": "Missing required request parameters: [X-Trace, q]"}`; got != want {
		t.Errorf("two parameters: %s, want %s", got, want)
	}
}

func TestOwnAnswerToInvalidRequests(t *testing.T) {
	t.Parallel()
	h := server.New(&office{}, serve.InvalidRequests(func(w http.ResponseWriter, _ *http.Request, e *serve.Invalid) {
		http.Error(w, e.Problem.Violations[0].Parameter, http.StatusUnprocessableEntity)
	}))
	if w := send(t, h, "GET", "/all", ""); w.Code != 422 || strings.TrimSpace(w.Body.String()) != "q" {
		t.Errorf("got %d %s", w.Code, w.Body)
	}
}

func TestUnknownMembers(t *testing.T) {
	t.Parallel()
	const body = `{"jobTitle":"x","job":"y"}`
	if w := send(t, server.New(&office{}), "PATCH", "/personnel/x", body); w.Code == 400 {
		t.Errorf("an open object: %d %s", w.Code, w.Body)
	}
	wantViolations(t, send(t, server.New(&office{}, serve.RefuseUnknown()), "PATCH", "/personnel/x", body),
		problem.Violation{Pointer: "/job", Detail: "is not a member the contract has"})
}

// Middleware runs before the request is read, Operations after it was judged.
func TestMiddlewareOrder(t *testing.T) {
	t.Parallel()
	var order []string
	before := func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			order = append(order, "before")
			return next(c)
		}
	}
	around := func(name string) serve.OperationMiddleware {
		return func(next serve.HandlerFunc, operation string) serve.HandlerFunc {
			return func(c echo.Context, request any) (any, error) {
				order = append(order, name+" "+operation)
				if _, ok := request.(server.SearchAllRequestObject); !ok {
					return nil, errors.New("no request object")
				}
				return next(c, request)
			}
		}
	}
	h := server.New(&office{}, serve.Middleware(before), serve.Operations(around("outer"), around("inner")))
	send(t, h, "GET", "/all", "")
	if got, want := strings.Join(order, ", "), "before"; got != want {
		t.Errorf("a refused request passes %s, want %s", got, want)
	}
	order = nil
	if w := send(t, h, "GET", "/all?q=a", ""); w.Code != 200 && w.Code != 500 {
		t.Errorf("got %d %s", w.Code, w.Body)
	}
	if got, want := strings.Join(order, ", "), "before, outer SearchAll, inner SearchAll"; got != want {
		t.Errorf("a request passes %s, want %s", got, want)
	}
}
