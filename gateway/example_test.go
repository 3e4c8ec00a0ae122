package gateway_test

import (
	"fmt"
	"io"
	"net/http"

	"github.com/apigen-go/apigen/gateway"
)

// A test gets a gateway with its API by one call. Here an example stands in for
// the test.
func ExampleStart() {
	t := &example{}
	defer t.end()

	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, "%s %s", r.Method, r.URL.Path)
	})
	gw := gateway.Start(t, gateway.Document("testdata/directory.yaml"), gateway.Function("directory", handler),
		gateway.Stage("dev", map[string]string{"function": "directory"}))

	for _, path := range []string{"/health", "/nothing"} {
		resp, err := gw.Client().Get(gw.URL() + path)
		if err != nil {
			t.Fatalf("%v", err)
		}
		body, _ := io.ReadAll(resp.Body)
		resp.Body.Close()
		fmt.Println(resp.StatusCode, string(body))
		fmt.Println(gw.Trace(resp).Route)
	}
	// Output:
	// 200 GET /health
	// GET /health
	// 403 {"message":"Missing Authentication Token"}
}

type example struct{ cleanup []func() }

func (e *example) Helper()                           {}
func (e *example) Cleanup(f func())                  { e.cleanup = append(e.cleanup, f) }
func (e *example) Fatalf(format string, args ...any) { panic(fmt.Sprintf(format, args...)) }
func (e *example) end() {
	for _, f := range e.cleanup {
		f()
	}
}
