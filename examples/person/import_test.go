package person_test

import (
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/apigateway"

	"github.com/apigen-go/apigen/examples/internal/trial"
	"github.com/apigen-go/apigen/examples/person/generated/server"
	"github.com/apigen-go/apigen/examples/person/handlers"
	"github.com/apigen-go/apigen/gateway"
)

// TestImport takes the API through the control plane as apigen import does: among
// more APIs than a page of the list has, created, then merged into the API of its
// name, called for real, and refused when two APIs have the name.
func TestImport(t *testing.T) {
	live := trial.Open(t, gateway.Config{})
	backend := httptest.NewServer(server.New(new(handlers.People)))
	t.Cleanup(backend.Close)

	service := apigateway.NewFromConfig(aws.Config{
		Region: "us-east-1", BaseEndpoint: aws.String(live.URL()), Credentials: credentials.NewStaticCredentialsProvider("local", "local", ""),
	})
	create := func(name string) {
		t.Helper()
		if _, err := service.CreateRestApi(t.Context(), &apigateway.CreateRestApiInput{Name: &name}); err != nil {
			t.Fatal(err)
		}
	}
	for i := range 510 { // a page has 500 at most
		create("other " + strconv.Itoa(i))
	}

	cfg := trial.Import(t, "api/openapi.yaml")
	cfg.StageVariables = map[string]string{"backend": strings.TrimPrefix(backend.URL, "http://")}
	first, err := live.Control.Import(t.Context(), cfg)
	if err != nil || !first.Created || first.Key == nil {
		t.Fatalf("first import: %+v, %v", first, err)
	}
	again, err := live.Control.Import(t.Context(), cfg)
	if err != nil || again.ID != first.ID || !again.Unchanged {
		t.Fatalf("second import: %+v, %v; want API %s unchanged", again, err, first.ID)
	}
	trial.Run(t, http.DefaultClient, first.InvokeURL, []trial.Call{{
		Name: "called", Method: "POST", Path: "/create-person", Header: map[string]string{"x-api-key": first.Key.Value},
		Body: `{"person":{"name":"Jane Doe","age":40}}`, Status: 200, Answer: `{"person_id":1}`,
	}})

	create("Person")
	if _, err := live.Control.Import(t.Context(), cfg); err == nil || !strings.Contains(err.Error(), "Person") {
		t.Errorf("import with two APIs of the name: %v, want an error that names them", err)
	}
	cfg.ID = "nothing123"
	if _, err := live.Control.Import(t.Context(), cfg); err == nil {
		t.Error("import into an API that is not there: no error")
	}
}
