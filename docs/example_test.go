// Package docs_test runs the examples of the pages in this folder.
package docs_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/apigen-go/apigen/api"
	"github.com/apigen-go/apigen/call"
	"github.com/apigen-go/apigen/caller"
	"github.com/apigen-go/apigen/generated/client"
	"github.com/apigen-go/apigen/generated/server"
	"github.com/apigen-go/apigen/generated/validate"
	"github.com/apigen-go/apigen/problem"
	"github.com/apigen-go/apigen/serve"
)

// office is a service that knows nobody.
type office struct{ api.Directory }

func (office) GetPerson(ctx context.Context, in *api.GetPersonRequest) (*api.Person, error) {
	c := caller.From(ctx)
	fmt.Println(c.Principal, c.RequestID, c.Stage, c.HasScope("directory/write"))
	return nil, api.ErrPersonNotFound.WithDetail("no person has id %s", in.PersonID)
}

// quiet is an office that prints nothing.
type quiet struct{ api.Directory }

func (quiet) GetPerson(_ context.Context, in *api.GetPersonRequest) (*api.Person, error) {
	return nil, api.ErrPersonNotFound.WithDetail("no person has id %s", in.PersonID)
}

func (quiet) ListPersonnel(context.Context, *api.ListPersonnelRequest) (*api.PersonPage, error) {
	return &api.PersonPage{}, nil
}

func report(context.Context, error) {}

// ask makes a request and returns status, content type and body.
func ask(h http.Handler, method, target, body string, header ...string) string {
	r := httptest.NewRequest(method, target, strings.NewReader(body))
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	text, contentType := w.Body.String(), w.Header().Get("Content-Type")
	if contentType == problem.ContentType {
		var b bytes.Buffer
		_ = json.Indent(&b, w.Body.Bytes(), "", "  ")
		text = "\n" + b.String()
		return fmt.Sprintf("%d %s%s", w.Code, contentType, text)
	}
	return fmt.Sprintf("%d %s %s", w.Code, contentType, text)
}

func Example_violations() {
	directory := quiet{}
	h := server.New(directory, serve.ErrorLog(report), serve.MaxBody(1<<20))
	resp := ask(h, "PUT", "/departments/Art!", `{"name": "", "costCenter": "x"}`)
	fmt.Println(resp)
	// Output:
	// 400 application/problem+json
	// {
	//   "type": "invalid-request",
	//   "title": "The request is not valid",
	//   "status": 400,
	//   "violations": [
	//     {
	//       "pointer": "/name",
	//       "detail": "is shorter than 1 character"
	//     },
	//     {
	//       "pointer": "/costCenter",
	//       "detail": "is a string, want an integer within its range"
	//     },
	//     {
	//       "pointer": "/locationId",
	//       "detail": "is required"
	//     },
	//     {
	//       "parameter": "departmentId",
	//       "detail": "does not match the pattern ^[a-z0-9-]+$"
	//     }
	//   ]
	// }
}

func Example_asProblem() {
	directory := quiet{}
	h := server.New(directory, serve.InvalidRequests(serve.AsProblem))
	fmt.Println(ask(h, "GET", "/all", ""))
	// Output:
	// 400 application/problem+json
	// {
	//   "type": "invalid-request",
	//   "title": "The request is not valid",
	//   "status": 400,
	//   "violations": [
	//     {
	//       "parameter": "q",
	//       "detail": "is required"
	//     }
	//   ]
	// }
}

func Example_order() {
	directory := quiet{}
	m := func(name string) echo.MiddlewareFunc {
		return func(next echo.HandlerFunc) echo.HandlerFunc {
			return func(c echo.Context) error { fmt.Print(name, " "); return next(c) }
		}
	}
	o := func(name string) serve.OperationMiddleware {
		return func(next serve.HandlerFunc, _ string) serve.HandlerFunc {
			return func(c echo.Context, request any) (any, error) { fmt.Print(name, " "); return next(c, request) }
		}
	}
	h := server.New(directory, serve.Middleware(m("first"), m("second")), serve.Operations(o("third"), o("fourth")))
	fmt.Println(ask(h, "GET", "/personnel", ""))
	fmt.Println(ask(h, "GET", "/personnel?limit=x", "")[:3])
	// Output:
	// first second third fourth 200 application/json {"items":[]}
	// first second 400
}

func Example_asGateway() {
	directory := quiet{}
	h := server.New(directory, serve.InvalidRequests(serve.AsGateway))
	fmt.Println(ask(h, "GET", "/all", ""))
	fmt.Println(ask(h, "POST", "/personnel", `{"firstName": "Ana"}`))
	// Output:
	// 400 application/json {"message": "Missing required request parameters: [q]"}
	// 400 application/json {"message": "Invalid request body"}
}

func Example_operations() {
	directory := quiet{}
	audit := func(next serve.HandlerFunc, operation string) serve.HandlerFunc {
		return func(c echo.Context, request any) (any, error) {
			response, err := next(c, request)
			fmt.Println(operation, caller.From(c.Request().Context()).Principal, err)
			return response, err
		}
	}
	h := server.New(directory, serve.Operations(audit))
	r := httptest.NewRequest("GET", "/personnel", nil)
	h.ServeHTTP(httptest.NewRecorder(), r.WithContext(caller.With(r.Context(), caller.Info{Principal: "ana"})))
	// Output: ListPersonnel ana <nil>
}

func Example_caller() {
	directory := office{}
	h := caller.TrustGateway(server.New(directory))
	ask(h, "GET", "/personnel/7", "", caller.ContextHeader,
		`{"requestId":"r-1","stage":"live","authorizer":{"claims":{"sub":"ana","scope":"directory/read directory/write"}}}`)
	// Output: ana r-1 live true
}

func Example_validate() {
	err := validate.NewLocation(&api.NewLocation{Name: "Lisbon", Address: api.Address{City: "Lisboa", Country: "Portugal"}})
	fmt.Println(err)
	// Output:
	// /address/street is shorter than 1 character; /address/country does not match the pattern ^[A-Z]{2}$
}

// connect starts the service and returns a client of it.
func connect() (context.Context, api.Directory, func()) {
	srv := httptest.NewServer(server.New(quiet{}))
	url := srv.URL
	var directory api.Directory
	directory, err := client.New(url, call.APIKey("key"), call.Token(call.StaticToken("token")))
	if err != nil {
		panic(err)
	}
	return context.Background(), directory, srv.Close
}

func Example_clientProblem() {
	ctx, directory, stop := connect()
	defer stop()
	_, err := directory.GetPerson(ctx, &api.GetPersonRequest{PersonID: "00000000-0000-4000-8000-000000000000"})
	fmt.Println(errors.Is(err, api.ErrPersonNotFound), err)
	// Output: true no person has id 00000000-0000-4000-8000-000000000000
}

func Example_clientViolations() {
	ctx, directory, stop := connect()
	defer stop()
	_, err := directory.CreateLocation(ctx, &api.CreateLocationRequest{})
	var p problem.Problem
	if errors.As(err, &p) {
		fmt.Println(p.Violations[0].Pointer, p.Violations[0].Detail)
	}
	// Output: /name is shorter than 1 character
}

func Example_retry() {
	busy := true
	h := server.New(quiet{})
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if busy {
			busy = false
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		h.ServeHTTP(w, r)
	}))
	defer srv.Close()
	url := srv.URL
	directory, err := client.New(url, call.Retry(call.Backoff{Attempts: 4, First: 50 * time.Millisecond}))
	if err != nil {
		panic(err)
	}
	page, err := directory.ListPersonnel(context.Background(), &api.ListPersonnelRequest{})
	fmt.Println(len(page.Items), err)
	// Output: 0 <nil>
}

var goBlock = regexp.MustCompile("(?s)```go\n(.*?)```")

// TestPages wants every line of Go on the pages of the server and the client to
// be one that is run here.
func TestPages(t *testing.T) {
	t.Parallel()
	source, err := os.ReadFile("example_test.go")
	if err != nil {
		t.Fatal(err)
	}
	run := map[string]bool{}
	for line := range strings.Lines(string(source)) {
		run[strings.TrimSpace(line)] = true
	}
	for _, page := range []string{"server.md", "client.md"} {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		blocks := goBlock.FindAllSubmatch(text, -1)
		if len(blocks) == 0 {
			t.Errorf("%s shows no Go", page)
		}
		for _, block := range blocks {
			for line := range strings.Lines(string(block[1])) {
				if !run[strings.TrimSpace(line)] {
					t.Errorf("%s shows a line that is not run: %s", page, line)
				}
			}
		}
	}
}
