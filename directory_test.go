package apigen_test

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/apigen-go/apigen/api"
	"github.com/apigen-go/apigen/caller"
	"github.com/apigen-go/apigen/generated/server"
	"github.com/apigen-go/apigen/serve"
)

const location = `{"name":"Lisbon","address":{"street":"Rua Augusta 1","city":"Lisboa","country":"PT"}}`

// directoryCalls is a day in the life of the directory: everything that is
// decided by the handlers, none that the gateway answers before them.
var directoryCalls = []call{
	{name: "empty list", method: "GET", path: "/personnel", want: 200},
	{name: "create a location", method: "POST", path: "/locations", body: location, want: 201, keep: "location"},
	{name: "get it", method: "GET", path: "/locations/$location", want: 200},
	{name: "no two of a name", method: "POST", path: "/locations", body: location, want: 409},
	{name: "store a department", method: "PUT", path: "/departments/engineering", body: `{"name":"Engineering","locationId":"$location","costCenter":4711}`, want: 201},
	{name: "store it again", method: "PUT", path: "/departments/engineering", body: `{"name":"Engineering","locationId":"$location"}`, want: 200},
	{name: "a department nowhere", method: "POST", path: "/departments", body: `{"name":"Sales","locationId":"nowhere"}`, want: 422},
	{name: "create a person", method: "POST", path: "/personnel", body: `{"firstName":"Ana","lastName":"Ünal <b>","email":"ana@example.com","departmentId":"engineering","status":"active","skills":["go","sql"],"phones":{"office":"12"}}`, want: 201, keep: "ana"},
	{name: "create another", method: "POST", path: "/personnel", body: `{"firstName":"Bo","lastName":"Berg","email":"bo@example.com","departmentId":"engineering","managerId":"$ana","status":"on-leave"}`, want: 201, keep: "bo"},
	{name: "an e-mail address is taken", method: "POST", path: "/personnel", body: `{"firstName":"Cy","lastName":"C","email":"bo@example.com","departmentId":"engineering","status":"active"}`, want: 409},
	{name: "get a person", method: "GET", path: "/personnel/$ana", want: 200},
	{name: "unknown person", method: "GET", path: "/personnel/00000000-0000-4000-8000-000000000000", want: 404},
	{name: "filter and sort", method: "GET", path: "/personnel?department=engineering&sort=-lastName&limit=1", want: 200},
	{name: "filter by status", method: "GET", path: "/personnel?status=on-leave", want: 200},
	{name: "a word with a space and a percent", method: "GET", path: "/personnel?q=100%25%20sure", want: 200},
	{name: "change one member", method: "PATCH", path: "/personnel/$bo", body: `{"jobTitle":"Engineer"}`, want: 200},
	{name: "replace", method: "PUT", path: "/personnel/$bo", body: `{"firstName":"Bo","lastName":"Berg","email":"bo@example.com","departmentId":"engineering","status":"active"}`, want: 200},
	{name: "no photo yet", method: "GET", path: "/personnel/$ana/photo", want: 404},
	{name: "search everything", method: "GET", path: "/all?q=e", want: 200},
	{name: "a department with people stays", method: "DELETE", path: "/departments/engineering", want: 409},
	{name: "a location with departments stays", method: "DELETE", path: "/locations/$location", want: 409},
	{name: "delete a person", method: "DELETE", path: "/personnel/$bo", want: 204},
	{name: "and again", method: "DELETE", path: "/personnel/$bo", want: 404},
	{name: "a broken cursor", method: "GET", path: "/personnel?cursor=%21%21", want: 400},
}

// TestSameAnswersEverywhere makes the same calls to the service alone, to the
// service behind the gateway by HTTP, and to the Lambda function behind the
// gateway, and wants the same answers of the handlers.
func TestSameAnswersEverywhere(t *testing.T) {
	alone := play(t, startServer(t), nil, directoryCalls)

	behind := startUp(t, "--no-generate", "--function", "directory="+startServer(t))
	proxied := play(t, behind.InvokeURL, behind.credentials(), directoryCalls)

	function := startUp(t, "--no-generate", "--function", "directory="+programs.lambda)
	invoked := play(t, function.InvokeURL, function.credentials(), directoryCalls)

	if diff := cmp.Diff(alone, proxied); diff != "" {
		t.Errorf("the service behind the gateway answers otherwise than alone (-alone +behind):\n%s", diff)
	}
	if diff := cmp.Diff(alone, invoked); diff != "" {
		t.Errorf("the function answers otherwise than the service alone (-alone +function):\n%s", diff)
	}
}

// TestCallerBehindTheGateway wants a server behind the gateway to know who calls,
// as a function does: the token's subject, and API Gateway's id of the request.
func TestCallerBehindTheGateway(t *testing.T) {
	url, log := startServerWith(t, "-trust-gateway")
	u := startUp(t, "--no-generate", "--function", "directory="+url)
	header := u.credentials()
	header[caller.ContextHeader] = `{"requestId":"forged"}`
	resp, body := request(t, "GET", u.InvokeURL+"/personnel", nil, header)
	if resp.StatusCode != http.StatusOK {
		t.Fatalf("GET /personnel: %d %s", resp.StatusCode, body)
	}
	want := `"request_id":"` + resp.Header.Get("x-amzn-RequestId") + `","caller":"11111111-2222-4333-8444-555555555555"`
	deadline := time.Now().Add(10 * time.Second)
	for !strings.Contains(log.String(), want) { // the line follows the answer
		if time.Now().After(deadline) {
			t.Fatalf("the log has no %s:\n%s", want, log)
		}
		time.Sleep(10 * time.Millisecond)
	}
}

func (u *up) credentials() map[string]string {
	return map[string]string{"Authorization": u.Token, "x-api-key": u.APIKey}
}

// TestGatewayInFront shows what the gateway answers before any handler does.
func TestGatewayInFront(t *testing.T) {
	u := startUp(t, "--no-generate", "--function", "directory="+programs.lambda)
	key := map[string]string{"x-api-key": u.APIKey}
	both := u.credentials()
	json := map[string]string{"Authorization": u.Token, "x-api-key": u.APIKey, "Content-Type": "application/json"}
	for _, tt := range []struct {
		name, method, path, body string
		header                   map[string]string
		status                   int
		text                     string
	}{
		{"no token", "GET", "/personnel", "", key, 401, `{"message":"Unauthorized"}`},
		{"no key", "GET", "/personnel", "", map[string]string{"Authorization": u.Token}, 403, `{"message":"Forbidden"}`},
		{"a body without its members", "POST", "/personnel", `{"firstName":"Ana"}`, json, 400, `{"message": "Invalid request body"}`},
		{"a body that is no JSON", "POST", "/personnel", `{"firstName":`, json, 400, `{"message": "Invalid request body"}`},
		{"a required parameter is missing", "GET", "/all", "", both, 400, `{"message": "Missing required request parameters: [q]"}`},
		{"an unknown route", "GET", "/nowhere", "", key, 403, `{"message":"Missing Authentication Token"}`},
		{"a method the resource has not", "DELETE", "/personnel", "", key, 403, `{"message":"Missing Authentication Token"}`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			resp, body := request(t, tt.method, u.InvokeURL+tt.path, strings.NewReader(tt.body), tt.header)
			if resp.StatusCode != tt.status || string(body) != tt.text {
				t.Errorf("%s %s: %d %s, want %d %s", tt.method, tt.path, resp.StatusCode, body, tt.status, tt.text)
			}
			for _, h := range []string{"x-amzn-RequestId", "x-amzn-ErrorType"} {
				if resp.Header.Get(h) == "" {
					t.Errorf("%s %s: no %s header", tt.method, tt.path, h)
				}
			}
			if got := resp.Header.Get("Access-Control-Allow-Origin"); got != webOrigin {
				t.Errorf("%s %s: Access-Control-Allow-Origin %q: a browser could not read the error", tt.method, tt.path, got)
			}
		})
	}
	t.Run("preflight", func(t *testing.T) {
		resp, body := request(t, "OPTIONS", u.InvokeURL+"/personnel", nil, map[string]string{
			"Origin": webOrigin, "Access-Control-Request-Method": "POST",
		})
		if resp.StatusCode != 200 || resp.Header.Get("Access-Control-Allow-Origin") != webOrigin {
			t.Errorf("preflight: %d %v %s", resp.StatusCode, resp.Header, body)
		}
		if got := resp.Header.Get("Access-Control-Allow-Methods"); got != "GET,POST,OPTIONS" {
			t.Errorf("Access-Control-Allow-Methods %q", got)
		}
	})
	t.Run("photo", func(t *testing.T) { testPhoto(t, u) })
	t.Run("API reference", func(t *testing.T) {
		resp, body := request(t, "GET", u.DocsURL+"openapi.yaml", nil, nil)
		if resp.StatusCode != 200 || !strings.Contains(string(body), "\nservers:\n  - url: "+u.InvokeURL+"\n") {
			t.Errorf("the document of the API reference: %d, no server %s", resp.StatusCode, u.InvokeURL)
		}
	})
}

// TestRefusedEverywhere sends what the gateway refuses to the service alone, which
// refuses it as well, and to a server that answers as the gateway does, which
// says the same.
func TestRefusedEverywhere(t *testing.T) {
	u := startUp(t, "--no-generate", "--function", "directory="+programs.lambda)
	alone := startServer(t)
	asGateway := httptest.NewServer(server.New(struct{ api.Directory }{}, serve.InvalidRequests(serve.AsGateway)))
	t.Cleanup(asGateway.Close)
	header := u.credentials()
	header["Content-Type"] = "application/json"
	for _, tt := range []struct{ name, method, path, body string }{
		{"members that are missing", "POST", "/personnel", `{"firstName":"Ana"}`},
		{"no JSON", "POST", "/personnel", `{"firstName":`},
		{"no body", "POST", "/locations", ""},
		{"null", "PATCH", "/personnel/x", `{"jobTitle":null}`},
		{"a number for a text", "PATCH", "/personnel/x", `{"jobTitle":5}`},
		{"another spelling of a name", "POST", "/locations", strings.Replace(location, `"name"`, `"Name"`, 1)},
		{"a text that is too long", "PATCH", "/personnel/x", `{"firstName":"` + strings.Repeat("é", 81) + `"}`},
		{"a word that is none of the contract's", "PATCH", "/personnel/x", `{"status":"retired"}`},
		{"a pattern deep inside", "POST", "/locations", strings.Replace(location, "PT", "pt", 1)},
		{"a number out of its range", "PATCH", "/departments/x", `{"costCenter":1000000}`},
		{"a list for an object", "PATCH", "/departments/x", `[]`},
		{"too many items", "PATCH", "/personnel/x", `{"skills":[` + strings.Repeat(`"a",`, 50) + `"a"]}`},
		{"a parameter that is missing", "GET", "/all", ""},
		{"a parameter that is blank", "GET", "/all?q=%20", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			resp, want := request(t, tt.method, u.InvokeURL+tt.path, strings.NewReader(tt.body), header)
			if resp.StatusCode != 400 || resp.Header.Get("x-amzn-ErrorType") != "BadRequestException" {
				t.Errorf("the gateway: %d %s", resp.StatusCode, want)
			}
			resp, body := request(t, tt.method, alone+tt.path, strings.NewReader(tt.body), header)
			if resp.StatusCode != 400 || resp.Header.Get("Content-Type") != "application/problem+json" || !bytes.Contains(body, []byte(`"violations":[{`)) {
				t.Errorf("the service alone: %d %s", resp.StatusCode, body)
			}
			resp, body = request(t, tt.method, asGateway.URL+tt.path, strings.NewReader(tt.body), header)
			if resp.StatusCode != 400 || !bytes.Equal(body, want) || resp.Header.Get("x-amzn-ErrorType") != "BadRequestException" {
				t.Errorf("a server that answers as the gateway: %d %s, want %s", resp.StatusCode, body, want)
			}
		})
	}
}

// testPhoto sends every byte there is up and wants it down again.
func testPhoto(t *testing.T, u *up) {
	photo := make([]byte, 100_000)
	for i := range photo {
		photo[i] = byte(i * i >> 3)
	}
	answers := play(t, u.InvokeURL, u.credentials(), []call{
		{name: "location", method: "POST", path: "/locations", body: location, want: 201, keep: "location"},
		{name: "department", method: "PUT", path: "/departments/art", body: `{"name":"Art","locationId":"$location"}`, want: 201},
	})
	if answers[0].Location != "/locations/<id-1>" {
		t.Errorf("Location of the new location is %q", answers[0].Location)
	}
	resp, _ := request(t, "POST", u.InvokeURL+"/personnel", strings.NewReader(`{"firstName":"Dee","lastName":"D","email":"dee@example.com","departmentId":"art","status":"active"}`),
		map[string]string{"Authorization": u.Token, "x-api-key": u.APIKey, "Content-Type": "application/json"})
	path := u.InvokeURL + resp.Header.Get("Location") + "/photo"
	for _, contentType := range []string{"image/png", "image/jpeg"} {
		resp, body := request(t, "PUT", path, bytes.NewReader(photo), map[string]string{"Authorization": u.Token, "x-api-key": u.APIKey, "Content-Type": contentType})
		if resp.StatusCode != 204 {
			t.Fatalf("photo up: %d %s", resp.StatusCode, body)
		}
		resp, body = request(t, "GET", path, nil, map[string]string{"Authorization": u.Token, "x-api-key": u.APIKey, "Accept": contentType})
		if resp.StatusCode != 200 || resp.Header.Get("Content-Type") != contentType || !bytes.Equal(body, photo) {
			t.Errorf("photo down: %d %s, %d bytes, equal %v", resp.StatusCode, resp.Header.Get("Content-Type"), len(body), bytes.Equal(body, photo))
		}
	}
	resp, body := request(t, "PUT", path, bytes.NewReader(photo), map[string]string{"Authorization": u.Token, "x-api-key": u.APIKey, "Content-Type": "image/gif"})
	if resp.StatusCode != 415 || resp.Header.Get("Content-Type") != "application/problem+json" {
		t.Errorf("a GIF: %d %s", resp.StatusCode, body)
	}
}

func request(t *testing.T, method, url string, body io.Reader, header map[string]string) (*http.Response, []byte) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, url, body)
	if err != nil {
		t.Fatal(err)
	}
	for k, v := range header {
		req.Header.Set(k, v)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp, data
}
