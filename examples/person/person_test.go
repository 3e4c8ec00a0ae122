package person_test

import (
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/apigen-go/apigen/call"
	"github.com/apigen-go/apigen/examples/internal/trial"
	"github.com/apigen-go/apigen/examples/person/api"
	"github.com/apigen-go/apigen/examples/person/generated/client"
	"github.com/apigen-go/apigen/examples/person/generated/server"
	"github.com/apigen-go/apigen/examples/person/handlers"
	"github.com/apigen-go/apigen/gateway"
	"github.com/apigen-go/apigen/internal/generate"
)

// TestHTTP has the backend behind http_proxy: a server of its own on a port.
func TestHTTP(t *testing.T) {
	t.Parallel()
	backend := httptest.NewServer(server.New(new(handlers.People)))
	t.Cleanup(backend.Close)
	gw := gateway.Start(t, gateway.Document("api/openapi.yaml"),
		gateway.Stage("dev", map[string]string{"backend": strings.TrimPrefix(backend.URL, "http://")}))
	try(t, gw)
}

// TestLambda has the same service as a function, by the build tag alone.
func TestLambda(t *testing.T) {
	t.Setenv("GOFLAGS", "-tags=lambda")
	made, err := generate.Run(t.Context(), generate.Config{})
	if err != nil {
		t.Fatal(err)
	}
	if len(made.Document) == 0 || made.Diagnostics.HasErrors() {
		t.Fatalf("the contract has findings: %v", made.Diagnostics)
	}
	if document := string(made.Document); !strings.Contains(document, "type: aws_proxy") || strings.Contains(document, "http_proxy") {
		t.Fatalf("the build tag changes no integration:\n%s", document)
	}
	gw := gateway.Start(t, gateway.DocumentText(string(made.Document)), gateway.Function("person", server.New(new(handlers.People))))
	try(t, gw)
}

func try(t *testing.T, gw *gateway.Running) {
	t.Helper()
	key := map[string]string{"x-api-key": gw.APIKey()}
	jane := `{"person":{"name":"Jane Doe","age":40}}`
	trial.Run(t, gw.Client(), gw.URL(), []trial.Call{
		{Name: "no key", Method: "POST", Path: "/create-person", Body: jane, Status: 403, Answer: `{"message":"Forbidden"}`},
		{Name: "a key nobody knows", Method: "POST", Path: "/create-person", Header: map[string]string{"x-api-key": "guessed"}, Body: jane, Status: 403, Answer: `{"message":"Forbidden"}`},
		{Name: "the first person", Method: "POST", Path: "/create-person", Header: key, Body: jane, Status: 200, Answer: `{"person_id":1}`},
		{Name: "the gateway knows the model", Method: "POST", Path: "/create-person", Header: key, Body: `{"person":{"name":"Jane Doe","age":"forty"}}`, Status: 400, Answer: `{"message":"Invalid request body"}`},
		{Name: "another method", Method: "GET", Path: "/create-person", Header: key, Status: 403, Answer: `{"message":"Missing Authentication Token"}`},
	})

	people, err := client.New(gw.URL(), call.HTTPClient(gw.Client()), call.APIKey(gw.APIKey()))
	if err != nil {
		t.Fatal(err)
	}
	made, err := people.CreatePerson(t.Context(), &api.CreatePersonRequest{Person: api.Person{Name: "John Doe", Age: 41}})
	if err != nil || made.PersonID != 2 {
		t.Errorf("CreatePerson by the generated client: got %v, %v, want person 2", made, err)
	}
}
