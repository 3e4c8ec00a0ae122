package gateway_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/apigen-go/apigen/gateway"
)

// calls makes control-plane calls and gives status and answer.
func calls(t *testing.T, gw *gateway.Running) func(method, path, body string) (int, map[string]any) {
	t.Helper()
	return func(method, path, body string) (int, map[string]any) {
		t.Helper()
		req, err := http.NewRequestWithContext(t.Context(), method, gw.Gateway.URL()+path, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		resp, err := gw.Client().Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		text, err := io.ReadAll(resp.Body)
		if err != nil {
			t.Fatal(err)
		}
		out := map[string]any{}
		if len(text) > 0 {
			if err := json.Unmarshal(text, &out); err != nil {
				t.Fatalf("%s %s: %v in %s", method, path, err, text)
			}
		}
		return resp.StatusCode, out
	}
}

func doc(paths, more string) string {
	return `{"openapi":"3.0.1","info":{"title":"corners","version":"1"},"paths":{` + paths + `}` + more + `}`
}

// The documents and the control plane. Line 25, about HTTP APIs, has its test in
// http_test.go; rates of control-plane calls (31) a local gateway does not limit.
func TestEasilyWrongDocuments(t *testing.T) {
	t.Parallel()
	gw := gateway.Start(t)
	call := calls(t, gw)
	imported := func(t *testing.T, document string) map[string]any {
		t.Helper()
		status, api := call("POST", "/restapis?mode=import", document)
		if status != 201 {
			t.Fatalf("import: %d %v", status, api)
		}
		return api
	}
	authorizationOf := func(t *testing.T, id any, path string) any {
		t.Helper()
		_, list := call("GET", fmt.Sprintf("/restapis/%v/resources?embed=methods", id), "")
		for _, item := range list["item"].([]any) {
			if r := item.(map[string]any); r["path"] == path {
				return r["resourceMethods"].(map[string]any)["GET"].(map[string]any)["authorizationType"]
			}
		}
		t.Fatalf("no resource %s", path)
		return nil
	}
	t.Run("24 schemes without an authorizer only warn, and methods become public", func(t *testing.T) {
		for kind, scheme := range map[string]string{
			"http": `{"type":"http","scheme":"bearer"}`, "oauth2": `{"type":"oauth2","flows":{}}`, "openIdConnect": `{"type":"openIdConnect","openIdConnectUrl":"https://x"}`,
		} {
			api := imported(t, doc(`"/a":{"get":`+proxy(`,"security":[{"s":[]}]`)+`}`, `,"components":{"securitySchemes":{"s":`+scheme+`}}`))
			if warnings, _ := api["warnings"].([]any); len(warnings) == 0 {
				t.Errorf("%s: no warning", kind)
			}
			if got := authorizationOf(t, api["id"], "/a"); got != "NONE" {
				t.Errorf("%s: authorization %v", kind, got)
			}
		}
	})
	const pool = `{"type":"apiKey","in":"header","name":"Authorization","x-amazon-apigateway-authtype":"cognito_user_pools","x-amazon-apigateway-authorizer":{"type":"cognito_user_pools","providerARNs":["arn:aws:cognito-idp:us-east-1:123456789012:userpool/us-east-1_a"]}}`
	t.Run("26 security of the root is applied, and 30 every scheme becomes an authorizer", func(t *testing.T) {
		api := imported(t, doc(`"/a/{id}":{"get":`+proxy("")+`}`, `,"security":[{"used":[]}],"components":{"securitySchemes":{"used":`+pool+`,"unused":`+pool+`}}`))
		if got := authorizationOf(t, api["id"], "/a/{id}"); got != "COGNITO_USER_POOLS" {
			t.Errorf("authorization %v", got)
		}
		_, list := call("GET", fmt.Sprintf("/restapis/%v/authorizers", api["id"]), "")
		if len(list["item"].([]any)) != 2 {
			t.Errorf("authorizers: %v", list)
		}
		_, resources := call("GET", fmt.Sprintf("/restapis/%v/resources?embed=methods", api["id"]), "")
		if text, _ := json.Marshal(resources); !strings.Contains(string(text), `"method.request.path.id":true`) {
			t.Errorf("an undeclared path variable is not a required parameter: %s", text)
		}
	})
	t.Run("27 a put merges by default, renames, and unites binary types", func(t *testing.T) {
		api := imported(t, doc(`"/a":{"get":`+proxy("")+`}`, `,"x-amazon-apigateway-binary-media-types":["image/png"]`))
		put := strings.Replace(doc(`"/b":{"get":`+proxy("")+`}`, `,"x-amazon-apigateway-binary-media-types":["image/gif"]`), "corners", "renamed", 1)
		status, got := call("PUT", fmt.Sprintf("/restapis/%v", api["id"]), put)
		if status != 200 || got["name"] != "renamed" || len(got["binaryMediaTypes"].([]any)) != 2 {
			t.Errorf("put: %d %v", status, got)
		}
		if got := authorizationOf(t, api["id"], "/a"); got != "NONE" {
			t.Errorf("/a is gone: %v", got)
		}
	})
	t.Run("28 one schema name or two variables at one place fail the import", func(t *testing.T) {
		for name, document := range map[string]string{
			"a name":        doc(`"/a":{"get":`+proxy("")+`}`, `,"components":{"schemas":{"Not_Alphanumeric":{"type":"object"}}}`),
			"two variables": doc(`"/a/{x}":{"get":`+proxy("")+`},"/a/{y}":{"get":`+proxy("")+`}`, ""),
			"two locations": doc(`"/a/{x}":{"get":`+proxy(`,"parameters":[{"name":"x","in":"path","required":true,"schema":{"type":"string"}},{"name":"x","in":"query","schema":{"type":"string"}}]`)+`}`, ""),
		} {
			if status, got := call("POST", "/restapis?mode=import", document); status != 400 {
				t.Errorf("%s: %d %v", name, status, got)
			}
		}
	})
	t.Run("29 OpenAPI 3.1 is refused in three words", func(t *testing.T) {
		status, got := call("POST", "/restapis?mode=import", strings.Replace(doc("", ""), "3.0.1", "3.1.0", 1))
		if message, _ := got["message"].(string); status != 400 || !strings.Contains(message, "Invalid OpenAPI input.") {
			t.Errorf("got %d %v", status, got)
		}
	})
	t.Run("31 an import without a word about it is EDGE", func(t *testing.T) {
		api := imported(t, doc(`"/a":{"get":`+proxy("")+`}`, ""))
		if text := fmt.Sprint(api["endpointConfiguration"]); !strings.Contains(text, "EDGE") {
			t.Errorf("endpoint configuration %s", text)
		}
	})
	t.Run("32 an export is lossy, and its base path is the stage", func(t *testing.T) {
		api := imported(t, doc(`"/a":{"get":`+proxy(`,"description":"words"`)+`}`, ""))
		if status, got := call("POST", fmt.Sprintf("/restapis/%v/deployments", api["id"]), `{"stageName":"prod"}`); status != 201 {
			t.Fatalf("deploy: %d %v", status, got)
		}
		_, export := call("GET", fmt.Sprintf("/restapis/%v/stages/prod/exports/oas30?extensions=integrations", api["id"]), "")
		text, err := json.Marshal(export)
		if err != nil {
			t.Fatal(err)
		}
		if export["openapi"] != "3.0.1" || !strings.Contains(string(text), `"basePath":{"default":"prod"}`) && !strings.Contains(string(text), `"default":"/prod"`) || strings.Contains(string(text), "EDGE") {
			t.Errorf("export: %s", text)
		}
		status, again := call("POST", "/restapis?mode=import&basepath=prepend", string(text))
		if status != 201 {
			t.Fatalf("import of the export: %d %v", status, again)
		}
		if got := authorizationOf(t, again["id"], "/prod/a"); got != "NONE" {
			t.Errorf("the stage is no resource: %v", got)
		}
	})
	t.Run("33 what is no boolean is false, a limit below zero is no error", func(t *testing.T) {
		_, key := call("POST", "/apikeys", `{"name":"k","enabled":true}`)
		status, got := call("PATCH", fmt.Sprintf("/apikeys/%v", key["id"]), `{"patchOperations":[{"op":"replace","path":"/enabled","value":"not-a-boolean"}]}`)
		if status != 200 || got["enabled"] != false {
			t.Errorf("enabled: %d %v", status, got)
		}
		if status, got := call("GET", "/apikeys?limit=-1", ""); status != 200 {
			t.Errorf("limit: %d %v", status, got)
		}
		status, got = call("PUT", "/restapis/nosuchapi0", "a: [b")
		if status != 400 {
			t.Errorf("a bad document for an API there is not: %d %v", status, got)
		}
	})
}
