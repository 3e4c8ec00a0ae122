package gateway_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/apigatewayv2"
	"github.com/aws/smithy-go"

	"github.com/apigen-go/apigen/gateway"
)

// v2 is a client of the calls for HTTP APIs.
func (w *world) v2() *apigatewayv2.Client {
	return apigatewayv2.NewFromConfig(aws.Config{
		Region: "us-east-1", BaseEndpoint: aws.String(w.URL()), HTTPClient: w.http, RetryMaxAttempts: 1,
		Credentials: credentials.NewStaticCredentialsProvider("local", "local", ""),
	})
}

// importHTTP imports a document and serves it at the stages $default, where
// every change is deployed, and dev.
func (w *world) importHTTP(t *testing.T, doc string) string {
	t.Helper()
	api, err := w.v2().ImportApi(t.Context(), &apigatewayv2.ImportApiInput{Body: &doc, FailOnWarnings: aws.Bool(true)})
	if err != nil {
		t.Fatal(err)
	}
	variables := map[string]string{"function": "pets"}
	for name, auto := range map[string]bool{"$default": true, "dev": false} {
		if _, err := w.v2().CreateStage(t.Context(), &apigatewayv2.CreateStageInput{
			ApiId: api.ApiId, StageName: &name, AutoDeploy: &auto, StageVariables: variables,
		}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := w.v2().CreateDeployment(t.Context(), &apigatewayv2.CreateDeploymentInput{ApiId: api.ApiId, StageName: aws.String("dev")}); err != nil {
		t.Fatal(err)
	}
	return *api.ApiId
}

// event echoes the event as the body of a 200.
func event(_ context.Context, payload []byte) ([]byte, error) { return payload, nil }

func openPets(t *testing.T) (*world, string) {
	t.Helper()
	w := open(t, gateway.Config{Functions: []gateway.FunctionConfig{{Name: "pets", Handler: event}}, OpenFunctions: true})
	return w, w.importHTTP(t, string(document(t, "pets.yaml")))
}

// decode reads the event a function answered with.
func decode(t *testing.T, r reply) map[string]any {
	t.Helper()
	var e map[string]any
	if err := json.Unmarshal([]byte(r.body), &e); err != nil {
		t.Fatalf("got %d %s: %v", r.status, r.body, err)
	}
	return e
}

func at(e map[string]any, path string) any {
	var v any = e
	for key := range strings.SplitSeq(path, ".") {
		m, _ := v.(map[string]any)
		v = m[key]
	}
	return v
}

// The members of payload 2.0, named as in the guide and in captured events.
// Easily wrong, line 7: what is empty is absent, and cookies take the place of
// the cookie header; line 6: repeated values are joined by commas; line 5: a named
// stage stands in rawPath, a trailing slash stays there and not in parameters.
func TestHTTPEvent2(t *testing.T) {
	w, api := openPets(t)
	e := decode(t, w.call(t, "GET", w.InvokeURL(api, "dev")+"/capture/a/b/?x=1&x=2&y=a%2Bb", "", "Cookie", "session=abc; theme=dark", "X-Probe", "first", "X-Probe", "second", "User-Agent", "test"))
	for path, want := range map[string]any{
		"version": "2.0", "routeKey": "ANY /capture/{proxy+}", "rawPath": "/dev/capture/a/b/", "rawQueryString": "x=1&x=2&y=a%2Bb",
		"headers.x-probe": "first,second", "headers.cookie": nil, "headers.content-length": "0", "headers.x-forwarded-port": "443",
		"queryStringParameters.x": "1,2", "queryStringParameters.y": "a+b", "pathParameters.proxy": "a/b",
		"stageVariables.function": "pets", "isBase64Encoded": false, "body": nil,
		"requestContext.accountId": "123456789012", "requestContext.apiId": api, "requestContext.stage": "dev",
		"requestContext.domainName": api + ".execute-api.localhost", "requestContext.domainPrefix": api,
		"requestContext.http.method": "GET", "requestContext.http.path": "/dev/capture/a/b/", "requestContext.http.protocol": "HTTP/1.1",
		"requestContext.http.sourceIp": "127.0.0.1", "requestContext.http.userAgent": "test", "requestContext.routeKey": "ANY /capture/{proxy+}",
		"requestContext.authorizer": nil,
	} {
		if got := at(e, path); got != want {
			t.Errorf("%s: got %v, want %v", path, got, want)
		}
	}
	if cookies, _ := e["cookies"].([]any); len(cookies) != 2 || cookies[0] != "session=abc" || cookies[1] != "theme=dark" {
		t.Errorf("cookies: got %v", e["cookies"])
	}
	if _, there := e["body"]; there {
		t.Error("an empty body must be absent")
	}
	bare := decode(t, w.call(t, "GET", w.InvokeURL(api, "$default")+"/pets", ""))
	for _, name := range []string{"cookies", "queryStringParameters", "pathParameters", "body"} {
		if _, there := bare[name]; there {
			t.Errorf("%s must be absent when it is empty", name)
		}
	}
	if bare["rawPath"] != "/pets" || bare["rawQueryString"] != "" {
		t.Errorf("default stage: got %v %v", bare["rawPath"], bare["rawQueryString"])
	}
}

// Payload 1.0: the keys of the REST event with a version, null when empty.
func TestHTTPEvent1(t *testing.T) {
	answered := make(chan []byte, 1)
	keep := func(_ context.Context, payload []byte) ([]byte, error) {
		answered <- payload
		return []byte(`{"statusCode": 200}`), nil
	}
	w := open(t, gateway.Config{Functions: []gateway.FunctionConfig{{Name: "pets", Handler: keep}}, OpenFunctions: true})
	api := w.importHTTP(t, string(document(t, "pets.yaml")))
	w.call(t, "GET", w.InvokeURL(api, "dev")+"/old?a=1&a=2", "", "X-Probe", "first", "X-Probe", "second")
	var e map[string]any
	if err := json.Unmarshal(<-answered, &e); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]any{
		"version": "1.0", "resource": "/old", "path": "/dev/old", "httpMethod": "GET", "headers.x-probe": "second", "headers.Content-Length": "0",
		"queryStringParameters.a": "2", "requestContext.resourcePath": "/old", "requestContext.path": "/dev/old",
		"requestContext.identity.sourceIp": "127.0.0.1", "requestContext.authorizer.claims": nil, "isBase64Encoded": false,
	} {
		if got := at(e, path); got != want {
			t.Errorf("%s: got %v, want %v", path, got, want)
		}
	}
	for _, name := range []string{"body", "pathParameters"} {
		if value, there := e[name]; !there || value != nil {
			t.Errorf("%s: got %v, want null", name, value)
		}
	}
	if id := at(e, "requestContext.requestId"); id != at(e, "requestContext.extendedRequestId") || len(id.(string)) != 16 {
		t.Errorf("request id: got %v", id)
	}
}

// Easily wrong, line 4: the path of an HTTP API is decoded, even twice. The
// table was captured from the service on 2026-07-10.
func TestHTTPPathDecoding(t *testing.T) {
	w, api := openPets(t)
	for sent, want := range map[string]string{
		"/capture/space%20value":                     "/capture/space value",
		"/capture/question%3Fvalue":                  "/capture/question",
		"/capture/hash%23value":                      "/capture/hash#value",
		"/capture/slash%2Fvalue":                     "/capture/slash/value",
		"/capture/unicode-%CE%BB-%E4%B8%96%E7%95%8C": "/capture/unicode-λ-世界",
		"/capture/literal%252Fvalue":                 "/capture/literal/value",
		"/capture/literal%253Fvalue":                 "/capture/literal?value",
		"/capture/literal%2525value":                 "/capture/literal%value",
		"/capture/trailing/":                         "/capture/trailing/",
	} {
		got := w.call(t, "GET", w.InvokeURL(api, "$default")+sent, "")
		if got.status != 200 || decode(t, got)["rawPath"] != want {
			t.Errorf("%s: got %d %s, want %s", sent, got.status, got.body, want)
		}
	}
	for _, refused := range []string{"/capture/percent%25done", "/capture/nul%00", "/capture/overlong%C0%AF", "/capture/%2e%2e/pets", "/capture/%252e%252e/pets"} {
		if got := w.call(t, "GET", w.InvokeURL(api, "$default")+refused, ""); got.status != 400 {
			t.Errorf("%s: got %d %s, want 400", refused, got.status, got.body)
		}
	}
}

// Easily wrong, lines 1 and 3: an unknown route, method or stage of an HTTP API
// is 404 Not Found.
func TestHTTPNotFound(t *testing.T) {
	w, api := openPets(t)
	for _, tt := range []struct{ method, url string }{
		{"GET", w.InvokeURL(api, "$default") + "/nothing"},
		{"DELETE", w.InvokeURL(api, "$default") + "/pets"},
		{"HEAD", w.InvokeURL(api, "$default") + "/pets"},
		{"GET", w.InvokeURL(api, "prod") + "/pets"},
		{"GET", w.InvokeURL(api, "$default")},
		{"OPTIONS", w.InvokeURL(api, "$default") + "/pets"},
	} {
		got := w.call(t, tt.method, tt.url, "")
		if got.status != 404 || tt.method != "HEAD" && got.body != `{"message":"Not Found"}` {
			t.Errorf("%s %s: got %d %s", tt.method, tt.url, got.status, got.body)
		}
		if id := got.header.Get("Apigw-Requestid"); len(id) != 16 {
			t.Errorf("%s %s: request id %q", tt.method, tt.url, id)
		}
		if got.header.Get("x-amzn-RequestId") != "" {
			t.Errorf("%s %s: has the request id of REST APIs", tt.method, tt.url)
		}
	}
	byHost := w.call(t, "GET", w.URL()+"/pets", "", "Host", api+".execute-api.localhost:4567")
	if byHost.status != 200 {
		t.Errorf("by host: got %+v", byHost)
	}
}

// Easily wrong, line 22: insufficient scope is 403 on HTTP APIs, and line 7 of
// the JWT table: claims are texts.
func TestHTTPJWT(t *testing.T) {
	w, api := openPets(t)
	url := w.InvokeURL(api, "$default")
	token := func(r gateway.TokenRequest) string {
		r.Pool, r.Subject = pool, "jane"
		text, err := w.Token(r)
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	good := token(gateway.TokenRequest{Scopes: []string{"pets/write", "pets/read"}, Groups: []string{"admin", "poweruser"}, Claims: map[string]any{"n": 7, "yes": true, "o": map[string]any{"a": 1}, "none": nil}})
	parts := strings.Split(good, ".")
	for _, tt := range []struct {
		name, token   string
		status        int
		body, wwwAuth string
	}{
		{"none", "", 401, `{"message":"Unauthorized"}`, "Bearer"},
		{"no JWT", "x", 401, `{"message":"Unauthorized"}`, `Bearer scope="" error="invalid_token" error_description="token contains an invalid number of segments"`},
		{"nested JWE", "a.b.c.d.e", 401, `{"message":"Unauthorized"}`, `Bearer scope="" error="invalid_token" error_description="token contains an invalid number of segments"`},
		{"audience", token(gateway.TokenRequest{ClientID: "other", Scopes: []string{"pets/write"}}), 401, `{"message":"Unauthorized"}`, `Bearer scope="" error="invalid_token" error_description="the token does not have a valid audience"`},
		{"expired", token(gateway.TokenRequest{ValidFor: -1, Scopes: []string{"pets/write"}}), 401, `{"message":"Unauthorized"}`, `Bearer scope="" error="invalid_token" error_description="the token has expired"`},
		{"not yet valid", token(gateway.TokenRequest{Claims: map[string]any{"nbf": 99999999999}}), 401, `{"message":"Unauthorized"}`, ""},
		{"other issuer", token(gateway.TokenRequest{Claims: map[string]any{"iss": "https://evil.example.com"}}), 401, `{"message":"Unauthorized"}`, ""},
		{"tampered", parts[0] + "." + parts[1][:len(parts[1])-4] + "AAAA." + parts[2], 401, `{"message":"Unauthorized"}`, ""},
		{"alg none", "eyJhbGciOiJub25lIiwia2lkIjoiYSJ9." + parts[1] + ".", 401, `{"message":"Unauthorized"}`, ""},
		{"HS256", "eyJhbGciOiJIUzI1NiIsImtpZCI6ImEifQ." + parts[1] + "." + parts[2], 401, `{"message":"Unauthorized"}`, ""},
		{"no key id", "eyJhbGciOiJSUzI1NiJ9." + parts[1] + "." + parts[2], 401, `{"message":"Unauthorized"}`, ""},
		{"scope", token(gateway.TokenRequest{Scopes: []string{"pets/read"}}), 403, `{"message":"Forbidden"}`, `Bearer scope="pets/write" error="insufficient_scope" error_description="expected scopes: [pets/write]"`},
		{"good", good, 200, "", ""},
		{"with Bearer", "Bearer " + good, 200, "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var header []string
			if tt.token != "" {
				header = []string{"Authorization", tt.token}
			}
			got := w.call(t, "POST", url+"/pets", "{}", header...)
			if got.status != tt.status || tt.body != "" && got.body != tt.body {
				t.Fatalf("got %d %s, want %d %s", got.status, got.body, tt.status, tt.body)
			}
			if tt.wwwAuth != "" && got.header.Get("Www-Authenticate") != tt.wwwAuth {
				t.Errorf("www-authenticate: got %q, want %q", got.header.Get("Www-Authenticate"), tt.wwwAuth)
			}
		})
	}
	e := decode(t, w.call(t, "POST", url+"/pets", "{}", "Authorization", good))
	for path, want := range map[string]any{
		"requestContext.authorizer.jwt.claims.sub": "jane", "requestContext.authorizer.jwt.claims.n": "7",
		"requestContext.authorizer.jwt.claims.yes": "true", "requestContext.authorizer.jwt.claims.o": `{"a":1}`,
		"requestContext.authorizer.jwt.claims.cognito:groups": "[admin poweruser]", "requestContext.authorizer.jwt.claims.none": nil,
	} {
		if got := at(e, path); got != want {
			t.Errorf("%s: got %v, want %v", path, got, want)
		}
	}
	if scopes, _ := at(e, "requestContext.authorizer.jwt.scopes").([]any); len(scopes) != 2 {
		t.Errorf("scopes: got %v", scopes)
	}
	e = decode(t, w.call(t, "GET", url+"/pets/7", "", "Authorization", good))
	if scopes := at(e, "requestContext.authorizer.jwt.scopes"); scopes != nil {
		t.Errorf("scopes of a route without: got %v, want null", scopes)
	}
}

// The CORS configuration answers preflights that no route takes, and replaces
// the headers of the backend (http-api-cors).
func TestHTTPCORS(t *testing.T) {
	answer := func(context.Context, []byte) ([]byte, error) {
		return []byte(`{"statusCode": 200, "headers": {"Access-Control-Allow-Origin": "*", "X-Total": "3"}}`), nil
	}
	w := open(t, gateway.Config{Functions: []gateway.FunctionConfig{{Name: "pets", Handler: answer}}, OpenFunctions: true})
	url := w.InvokeURL(w.importHTTP(t, string(document(t, "pets.yaml"))), "$default")
	const origin = "https://pets.example.com"
	preflight := func(path, origin string) reply {
		return w.call(t, "OPTIONS", url+path, "", "Origin", origin, "Access-Control-Request-Method", "POST")
	}
	got := preflight("/pets", origin)
	for name, want := range map[string]string{
		"Access-Control-Allow-Origin": origin, "Access-Control-Allow-Methods": "GET,POST", "Access-Control-Allow-Headers": "authorization",
		"Access-Control-Max-Age": "300", "Access-Control-Allow-Credentials": "true", "Access-Control-Expose-Headers": "",
	} {
		if got.status != 204 || got.header.Get(name) != want {
			t.Errorf("preflight: got %d, %s: %q, want %q", got.status, name, got.header.Get(name), want)
		}
	}
	if got := preflight("/pets", "https://other.example.com"); got.status != 204 || got.header.Get("Access-Control-Allow-Origin") != "" {
		t.Errorf("preflight of another origin: got %+v", got)
	}
	if got := preflight("/capture/x", origin); got.status != 200 || got.header.Get("Access-Control-Allow-Origin") != origin {
		t.Errorf("a preflight that a route takes: got %+v", got)
	}
	if got := w.call(t, "GET", url+"/pets", "", "Origin", origin); got.header.Get("Access-Control-Allow-Origin") != origin || got.header.Get("Access-Control-Expose-Headers") != "x-total" {
		t.Errorf("a request: got %v", got.header)
	}
	if got := w.call(t, "GET", url+"/pets", ""); got.header.Get("Access-Control-Allow-Origin") != "" {
		t.Errorf("a request without origin: got %v", got.header)
	}
	if got := w.call(t, "POST", url+"/pets", "{}", "Origin", origin); got.status != 401 || got.header.Get("Access-Control-Allow-Origin") != origin {
		t.Errorf("an error: got %d %v", got.status, got.header)
	}
}

// What a function may answer in payload 2.0 (http-api-develop-integrations-lambda)
// and what becomes a 500 with capitals. Easily wrong, line 11: base64 is decoded
// whatever the caller accepts.
func TestHTTPFunctionAnswers(t *testing.T) {
	var result string
	var failed error
	handler := func(context.Context, []byte) ([]byte, error) { return []byte(result), failed }
	w := open(t, gateway.Config{Functions: []gateway.FunctionConfig{{Name: "pets", Handler: handler}}, OpenFunctions: true})
	url := w.InvokeURL(w.importHTTP(t, string(document(t, "pets.yaml"))), "$default")
	const wrong = `{"message":"Internal Server Error"}`
	for _, tt := range []struct {
		name, path, result string
		err                error
		status             int
		body, contentType  string
	}{
		{"object", "/pets", `{"hello": "world"}`, nil, 200, `{"hello":"world"}`, "application/json"},
		{"list", "/pets", `["hello", 3, true]`, nil, 200, `["hello",3,true]`, "application/json"},
		{"string", "/pets", `"hello"`, nil, 200, "hello", "application/json"},
		{"number", "/pets", `3.1`, nil, 200, "3.1", "application/json"},
		{"status alone", "/pets", `{"statusCode": 201}`, nil, 201, "", "text/plain;charset=UTF-8"},
		{"status as text", "/pets", `{"statusCode": "418", "body": "x"}`, nil, 418, "x", "text/plain;charset=UTF-8"},
		{"unknown members", "/pets", `{"statusCode": 200, "statusDescription": "x", "body": "b", "headers": {"Content-Type": "text/html", "n": 3}}`, nil, 200, "b", "text/html"},
		{"base64 is always decoded", "/pets", `{"statusCode": 200, "body": "aGVsbG8=", "isBase64Encoded": true}`, nil, 200, "hello", ""},
		{"bad base64", "/pets", `{"statusCode": 200, "body": "?", "isBase64Encoded": true}`, nil, 500, wrong, ""},
		{"body that is no string", "/pets", `{"statusCode": 200, "body": {}}`, nil, 500, wrong, ""},
		{"bad status", "/pets", `{"statusCode": "x"}`, nil, 500, wrong, ""},
		{"status 1xx", "/pets", `{"statusCode": 101}`, nil, 500, wrong, ""},
		{"broken header", "/pets", `{"statusCode": 200, "headers": {"a b": "c"}}`, nil, 500, wrong, ""},
		{"header injection", "/pets", `{"statusCode": 200, "headers": {"a": "b\r\nSet-Cookie: c"}}`, nil, 500, wrong, ""},
		{"no JSON", "/pets", `hello`, nil, 500, wrong, ""},
		{"function error", "/pets", ``, errors.New("boom"), 500, wrong, ""},
		{"1.0 without status", "/old", `{"hello": "world"}`, nil, 500, wrong, ""},
		{"1.0 string", "/old", `"hello"`, nil, 500, wrong, ""},
		{"1.0", "/old", `{"statusCode": 200, "body": "b", "extra": 1}`, nil, 200, "b", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			result, failed = tt.result, tt.err
			got := w.call(t, "GET", url+tt.path, "")
			if got.status != tt.status || got.body != tt.body || tt.contentType != "" && got.header.Get("Content-Type") != tt.contentType {
				t.Errorf("got %d %q %q, want %d %q %q", got.status, got.body, got.header.Get("Content-Type"), tt.status, tt.body, tt.contentType)
			}
		})
	}
	result, failed = `{"statusCode": 200, "cookies": ["a=b; Secure", "c=d"], "multiValueHeaders": {"x": ["y"]}}`, nil
	if got := w.call(t, "GET", url+"/pets", ""); strings.Join(got.header.Values("Set-Cookie"), "|") != "a=b; Secure|c=d" || got.header.Get("x") != "" {
		t.Errorf("2.0 cookies: got %v", got.header)
	}
	result = `{"statusCode": 200, "headers": {"x": "z"}, "multiValueHeaders": {"Set-Cookie": ["a=b", "c=d"], "X": ["y"]}}`
	if got := w.call(t, "GET", url+"/old", ""); strings.Join(got.header.Values("Set-Cookie"), "|") != "a=b|c=d" || strings.Join(got.header.Values("X"), "|") != "y|z" {
		t.Errorf("1.0 multi values: got %v", got.header)
	}
}

// Which bodies arrive as text (measured in August 2026): text, JSON and XML;
// forms, files and what has no type as base64.
func TestHTTPBodyEncoding(t *testing.T) {
	w, api := openPets(t)
	for contentType, encoded := range map[string]bool{
		"application/json": false, "application/problem+json; charset=utf-8": false, "text/csv": false, "application/xml": false,
		"application/x-www-form-urlencoded": true, "multipart/form-data; boundary=x": true, "application/octet-stream": true, "": true,
	} {
		e := decode(t, w.call(t, "POST", w.InvokeURL(api, "$default")+"/capture/x", "hi", "Content-Type", contentType))
		if e["isBase64Encoded"] != encoded || e["body"] != map[bool]string{true: "aGk=", false: "hi"}[encoded] {
			t.Errorf("%q: got %v %v", contentType, e["isBase64Encoded"], e["body"])
		}
	}
}

// Easily wrong, line 23, for HTTP APIs: a stage serves its deployment until
// somebody deploys, one with autoDeploy at once. A missing permission is 500.
func TestHTTPStages(t *testing.T) {
	w := open(t, gateway.Config{Functions: []gateway.FunctionConfig{{Name: "directory", Handler: event}}})
	doc := strings.ReplaceAll(string(document(t, "pets.yaml")), "${stageVariables.function}", "directory")
	api := w.importHTTP(t, doc)
	if got := w.call(t, "GET", w.InvokeURL(api, "dev")+"/pets", ""); got.status != 500 || got.body != `{"message":"Internal Server Error"}` {
		t.Errorf("without a permission: got %+v", got)
	}
	w.permit(t, api)
	changed := strings.Replace(doc, "  /pets:", "  /animals:", 1)
	if _, err := w.v2().ReimportApi(t.Context(), &apigatewayv2.ReimportApiInput{ApiId: &api, Body: &changed}); err != nil {
		t.Fatal(err)
	}
	for url, want := range map[string]int{
		w.InvokeURL(api, "dev") + "/pets": 200, w.InvokeURL(api, "dev") + "/animals": 404,
		w.InvokeURL(api, "$default") + "/pets": 404, w.InvokeURL(api, "$default") + "/animals": 200,
	} {
		if got := w.call(t, "GET", url, ""); got.status != want {
			t.Errorf("%s: got %d %s, want %d", url, got.status, got.body, want)
		}
	}
	if _, err := w.v2().CreateDeployment(t.Context(), &apigatewayv2.CreateDeploymentInput{ApiId: &api, StageName: aws.String("dev")}); err != nil {
		t.Fatal(err)
	}
	if got := w.call(t, "GET", w.InvokeURL(api, "dev")+"/animals", ""); got.status != 200 {
		t.Errorf("after the deployment: got %d %s", got.status, got.body)
	}
}

// Easily wrong, line 25: a JWT issuer that does not answer is a warning. Without
// failOnWarnings the API is there without its authorizer, its routes open.
func TestHTTPUnreachableIssuer(t *testing.T) {
	w := open(t, gateway.Config{Functions: []gateway.FunctionConfig{{Name: "pets", Handler: event}}, OpenFunctions: true})
	doc := strings.ReplaceAll(string(document(t, "pets.yaml")), "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_staff", "http://127.0.0.1:1/gone")
	_, err := w.v2().ImportApi(t.Context(), &apigatewayv2.ImportApiInput{Body: &doc, FailOnWarnings: aws.Bool(true)})
	var refused smithy.APIError
	const want = "Warnings found during import:\n\tUnable to create Authorizer 'staff': Caught exception when connecting to http://127.0.0.1:1/gone/.well-known/openid-configuration for issuer http://127.0.0.1:1/gone. Please try again later."
	if !errors.As(err, &refused) || refused.ErrorCode() != "BadRequestException" || !strings.HasPrefix(refused.ErrorMessage(), want) {
		t.Fatalf("with failOnWarnings: got %v", err)
	}
	api, err := w.v2().ImportApi(t.Context(), &apigatewayv2.ImportApiInput{Body: &doc})
	if err != nil || len(api.Warnings) != 1 {
		t.Fatalf("got %v, %v", api, err)
	}
	if _, err := w.v2().CreateStage(t.Context(), &apigatewayv2.CreateStageInput{
		ApiId: api.ApiId, StageName: aws.String("$default"), AutoDeploy: aws.Bool(true), StageVariables: map[string]string{"function": "pets"},
	}); err != nil {
		t.Fatal(err)
	}
	if got := w.call(t, "POST", w.InvokeURL(*api.ApiId, "$default")+"/pets", "{}"); got.status != http.StatusOK {
		t.Errorf("the route must be public: got %d %s", got.status, got.body)
	}
}

// The state of HTTP APIs is kept, too.
func TestHTTPStateIsKept(t *testing.T) {
	c := gateway.Config{Dir: t.TempDir(), Functions: []gateway.FunctionConfig{{Name: "pets", Handler: event}}, OpenFunctions: true}
	first := open(t, c)
	api := first.importHTTP(t, string(document(t, "pets.yaml")))
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	second := open(t, c)
	if got := second.call(t, "GET", second.InvokeURL(api, "dev")+"/pets", ""); got.status != 200 {
		t.Errorf("after a restart: got %d %s", got.status, got.body)
	}
}

// The inspector shows HTTP APIs and their requests, step by step.
func TestHTTPInspector(t *testing.T) {
	w, api := openPets(t)
	r := w.call(t, "GET", w.InvokeURL(api, "dev")+"/pets/7", "")
	index := w.call(t, "GET", w.InspectorURL()+"index.json", "")
	for _, want := range []string{`"kind": "HTTP"`, `"GET /pets/{id}"`, `"invokeUrl": "` + w.InvokeURL(api, "$default") + `"`, `"behind": false`} {
		if !strings.Contains(index.body, want) {
			t.Errorf("the index has no %s", want)
		}
	}
	request := w.call(t, "GET", w.InspectorURL()+"requests/"+r.header.Get("Apigw-Requestid")+".json", "")
	for _, want := range []string{`"route": "GET /pets/{id}"`, `"name": "authorizer"`, `401 Unauthorized: no token in header Authorization`} {
		if !strings.Contains(request.body, want) {
			t.Errorf("the request has no %s: %s", want, request.body)
		}
	}
}
