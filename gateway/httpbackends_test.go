package gateway_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/apigatewayv2"
	"github.com/aws/aws-sdk-go-v2/service/apigatewayv2/types"

	"github.com/apigen-go/apigen/gateway"
)

// A seen is a request as a backend got it.
type seen struct {
	Method, Path, Query, Host, Body string
	Header                          http.Header
}

// echoServer answers with what it got, and with the status the path ends in.
func echoServer(t *testing.T) *httptest.Server {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		w.Header().Set("X-Backend", "yes")
		w.Header().Set("Server", "echo")
		w.Header().Set("Content-Type", "application/json")
		var status int
		if _, err := fmt.Sscanf(r.URL.Path, "/status/%d", &status); err == nil {
			w.WriteHeader(status)
		}
		_ = json.NewEncoder(w).Encode(seen{r.Method, r.URL.EscapedPath(), r.URL.RawQuery, r.Host, string(body), r.Header})
	}))
	t.Cleanup(s.Close)
	return s
}

func got(t *testing.T, r reply) seen {
	t.Helper()
	var s seen
	if err := json.Unmarshal([]byte(r.body), &s); err != nil {
		t.Fatalf("got %d %s: %v", r.status, r.body, err)
	}
	return s
}

const httpHead = "openapi: 3.0.1\ninfo: {title: T}\n"

// HTTP_PROXY integrations: what the backend gets, and what the caller.
func TestHTTPProxyOfHTTPAPI(t *testing.T) {
	backend := echoServer(t)
	w := open(t, gateway.Config{VPCLinks: map[string]string{"link": backend.URL}})
	api := w.importHTTP(t, httpHead+`paths:
  /plain:
    get: {x-amazon-apigateway-integration: {type: http_proxy, httpMethod: GET, uri: "`+backend.URL+`/fixed?own=1", payloadFormatVersion: "1.0"}}
  /items/{id}:
    x-amazon-apigateway-any-method: {x-amazon-apigateway-integration: {type: http_proxy, httpMethod: ANY, uri: "`+backend.URL+`/things/{id}"}}
  /all/{proxy+}:
    x-amazon-apigateway-any-method: {x-amazon-apigateway-integration: {type: http_proxy, httpMethod: ANY, uri: "`+backend.URL+`/{proxy}"}}
  /mapped/{id}:
    post:
      x-amazon-apigateway-integration:
        type: http_proxy
        httpMethod: PUT
        uri: `+backend.URL+`/things
        requestParameters:
          "overwrite:path": /v2/${request.path.id}
          "append:header.x-added": $request.querystring.q
          "overwrite:header.x-stage": $context.stage-$stageVariables.function
          "remove:header.x-secret": "''"
          "overwrite:querystring.q": new
          "append:querystring.from": $request.body.name
          "append:header.x-none": $request.header.none
  /status/{code}:
    get:
      x-amazon-apigateway-integration:
        type: http_proxy
        httpMethod: GET
        uri: `+backend.URL+`/status/{code}
        responseParameters:
          "404": {"overwrite:statuscode": "410", "append:header.x-gone": $response.header.x-backend, "remove:header.x-backend": "''"}
          "500": {"overwrite:header.x-code": $response.body.Path}
  /private/{proxy+}:
    get:
      x-amazon-apigateway-integration:
        type: http_proxy
        httpMethod: GET
        uri: arn:aws:elasticloadbalancing:us-east-1:123456789012:listener/app/lb/1/2
        connectionType: VPC_LINK
        connectionId: link
  /refused:
    get: {x-amazon-apigateway-integration: {type: http_proxy, httpMethod: GET, uri: "http://127.0.0.1:1/"}}
`)
	url := w.InvokeURL(api, "dev")

	plain := w.call(t, "GET", url+"/plain?a=1&a=2&b=x%20y", "", "X-Custom", "c", "X-Forwarded-For", "192.0.2.7", "Te", "trailers")
	s := got(t, plain)
	if s.Path != "/fixed" || s.Query != "own=1&a=1&a=2&b=x%20y" || s.Header.Get("X-Custom") != "c" || s.Header.Get("Te") != "" {
		t.Errorf("plain: got %+v", s)
	}
	if f := s.Header.Get("Forwarded"); f != "by=127.0.0.1;for=127.0.0.1;host="+api+".execute-api.localhost;proto=https" || s.Header.Get("X-Forwarded-For") != "" {
		t.Errorf("X-Forwarded-* must become one Forwarded header: got %q, %v", f, s.Header)
	}
	if !strings.HasPrefix(s.Header.Get("X-Amzn-Trace-Id"), "Root=1-") || s.Host != strings.TrimPrefix(backend.URL, "http://") {
		t.Errorf("plain: got %+v", s)
	}
	if plain.header.Get("X-Backend") != "yes" || plain.header.Get("Apigw-Requestid") == "" {
		t.Errorf("answer: got %v", plain.header)
	}
	if s := got(t, w.call(t, "DELETE", url+"/items/a%20b", "")); s.Method != "DELETE" || s.Path != "/things/a%20b" {
		t.Errorf("path variable: got %+v", s)
	}
	if s := got(t, w.call(t, "POST", url+"/all/a/b%20c/?x=1", "body", "Content-Type", "text/plain")); s.Path != "/a/b%20c" || s.Query != "x=1" || s.Body != "body" {
		t.Errorf("greedy variable: got %+v", s)
	}
	s = got(t, w.call(t, "POST", url+"/mapped/7?q=old&r=1", `{"name":"jane"}`, "X-Secret", "s"))
	if s.Method != "PUT" || s.Path != "/v2/7" || s.Query != "r=1&q=new&from=jane" {
		t.Errorf("mapped: got %+v", s)
	}
	if s.Header.Get("X-Added") != "old" || s.Header.Get("X-Secret") != "" || s.Header["X-None"] != nil {
		t.Errorf("mapped headers: got %v", s.Header)
	}
	gone := w.call(t, "GET", url+"/status/404", "")
	if gone.status != 410 || gone.header.Get("X-Gone") != "yes" || gone.header.Get("X-Backend") != "" {
		t.Errorf("mapped answer: got %+v", gone)
	}
	if got := w.call(t, "GET", url+"/status/500", ""); got.status != 500 || got.header.Get("X-Code") != "/status/500" {
		t.Errorf("answer of another status: got %+v", got)
	}
	if got := w.call(t, "GET", url+"/status/302", ""); got.status != 302 {
		t.Errorf("redirects are the caller's: got %+v", got)
	}
	if s := got(t, w.call(t, "GET", url+"/private/x?y=1", "")); s.Path != "/dev/private/x" || s.Query != "y=1" {
		t.Errorf("a private integration gets the stage: got %+v", s)
	}
	if got := w.call(t, "GET", url+"/refused", ""); got.status != 503 || got.body != `{"message":"Service Unavailable"}` {
		t.Errorf("a backend that is not there: got %+v", got)
	}
}

// An integration that takes too long: 504 of HTTP backends, 503 of functions.
func TestHTTPTimeouts(t *testing.T) {
	release := make(chan struct{})
	slow := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		select {
		case <-release:
		case <-r.Context().Done():
		}
	}))
	t.Cleanup(slow.Close)
	t.Cleanup(func() { close(release) }) // before Close, which waits for requests
	w := open(t, gateway.Config{OpenFunctions: true, Functions: []gateway.FunctionConfig{{Name: "slow", Target: slow.URL + "/invocations", Timeout: 5 * time.Second}}})
	api := w.importHTTP(t, httpHead+`paths:
  /http: {get: {x-amazon-apigateway-integration: {type: http_proxy, httpMethod: GET, uri: "`+slow.URL+`", timeoutInMillis: 50}}}
  /function: {get: {x-amazon-apigateway-integration: {type: aws_proxy, uri: "arn:aws:lambda:us-east-1:123456789012:function:slow", timeoutInMillis: 50}}}
`)
	for path, want := range map[string]string{"/http": `504 {"message":"Gateway Timeout"}`, "/function": `503 {"message":"Service Unavailable"}`} {
		r := w.call(t, "GET", w.InvokeURL(api, "dev")+path, "")
		if got := fmt.Sprintf("%d %s", r.status, r.body); got != want {
			t.Errorf("%s: got %s, want %s", path, got, want)
		}
	}
}

// First-class service integrations call the endpoint of the service.
func TestHTTPService(t *testing.T) {
	var form string
	queue := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		form = string(body)
		w.Header().Set("Content-Type", "text/xml")
		w.Header().Set("x-amzn-RequestId", "q-1")
		_, _ = w.Write([]byte("<SendMessageResponse/>"))
	}))
	t.Cleanup(queue.Close)
	log := &lockedLog{}
	w := open(t, gateway.Config{Services: map[string]string{"sqs": queue.URL}, AccessLog: log})
	const doc = httpHead + `paths:
  /queue:
    post:
      x-amazon-apigateway-integration:
        type: aws_proxy
        integrationSubtype: SQS-SendMessage
        credentials: arn:aws:iam::123456789012:role/queue
        payloadFormatVersion: "1.0"
        requestParameters: {QueueUrl: "https://sqs.us-east-1.amazonaws.com/123456789012/q", MessageBody: $request.body.text}
        responseParameters: {"200": {"overwrite:statuscode": "202"}}
`
	api := w.importHTTP(t, doc)
	if _, err := w.v2().UpdateStage(t.Context(), updateLog(api, "$context.integration.requestId $context.awsEndpointRequestId $context.integrationStatus $context.status $context.requestId")); err != nil {
		t.Fatal(err)
	}
	sent := w.call(t, "POST", w.InvokeURL(api, "dev")+"/queue", `{"text":"hello"}`)
	if sent.status != 202 || sent.body != "<SendMessageResponse/>" || !strings.Contains(form, "MessageBody=hello") {
		t.Errorf("got %+v, the queue got %s", sent, form)
	}
	if got := log.text(); !strings.HasPrefix(got, "q-1 q-1 200 202 ") {
		t.Errorf("the access log has %s", got)
	}
	if r := w.call(t, "POST", w.InvokeURL(api, "dev")+"/queue", `{}`); r.status != 400 || r.body != `{"message":"Bad Request"}` {
		t.Errorf("a parameter that has no value: got %+v", r)
	}
	wrong := strings.Replace(doc, "MessageBody", "Body", 1)
	if _, err := w.v2().ImportApi(t.Context(), &apigatewayv2.ImportApiInput{Body: &wrong}); err == nil || !strings.Contains(err.Error(), "Operation: SQS-SendMessage requires enabling passthrough") {
		t.Errorf("a missing parameter: got %v", err)
	}
	mapped := httpHead + `paths: {/a: {get: {x-amazon-apigateway-integration: {type: http_proxy, httpMethod: GET, uri: "https://x.test", requestParameters: {"overwrite:header.Host": x, "append:header.authorization": y}}}}}`
	if _, err := w.v2().ImportApi(t.Context(), &apigatewayv2.ImportApiInput{Body: &mapped}); err == nil || !strings.Contains(err.Error(), "append:header.authorization (/paths/~1a/get/x-amazon-apigateway-integration)") {
		t.Errorf("a reserved header: got %v", err)
	}
}

// The limits of a route, and those of the stage (http-api-throttling).
func TestHTTPThrottle(t *testing.T) {
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	w := open(t, gateway.Config{
		Functions: []gateway.FunctionConfig{{Name: "pets", Handler: event}}, OpenFunctions: true, Now: func() time.Time { return now },
	})
	api := w.importHTTP(t, string(document(t, "pets.yaml")))
	settings := func(body string) {
		t.Helper()
		req, err := http.NewRequestWithContext(t.Context(), "PATCH", w.URL()+"/v2/apis/"+api+"/stages/dev", strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		resp, err := w.http.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != 200 {
			t.Fatalf("%s: %s", body, resp.Status)
		}
	}
	count := func(path string) (ok int) {
		for range 4 {
			switch r := w.call(t, "GET", w.InvokeURL(api, "dev")+path, ""); {
			case r.status == 200:
				ok++
			case r.status != 429 || r.body != `{"message":"Too Many Requests"}`:
				t.Errorf("got %+v", r)
			}
		}
		return ok
	}
	settings(`{"defaultRouteSettings":{"throttlingRateLimit":1,"throttlingBurstLimit":2},"routeSettings":{"ANY /capture/{proxy+}":{"throttlingBurstLimit":3}}}`)
	if n := count("/pets"); n != 2 {
		t.Errorf("the stage's burst: got %d, want 2", n)
	}
	if n := count("/capture/a"); n != 3 {
		t.Errorf("the route's burst: got %d, want 3", n)
	}
	now = now.Add(time.Second)
	if n := count("/pets"); n != 1 {
		t.Errorf("after a second: got %d, want 1", n)
	}
	if r := w.call(t, "GET", w.InvokeURL(api, "$default")+"/pets", ""); r.status != 200 {
		t.Errorf("another stage: got %+v", r)
	}
}

// A stage's access log has the stage's format (http-api-logging-variables).
func TestHTTPAccessLog(t *testing.T) {
	log := &lockedLog{}
	w := open(t, gateway.Config{Functions: []gateway.FunctionConfig{{Name: "pets", Handler: event}}, OpenFunctions: true, AccessLog: log})
	api := w.importHTTP(t, string(document(t, "pets.yaml")))
	format := `$context.requestId|$context.httpMethod|$context.routeKey|$context.status|$context.path|$context.stage|$context.protocol|$context.identity.sourceIp|` +
		`$context.integrationStatus|$context.error.message|$context.error.responseType|$context.authorizer.claims.sub|$context.customDomain.basePathMatched|$context.integration.requestId`
	if _, err := w.v2().UpdateStage(t.Context(), updateLog(api, format)); err != nil {
		t.Fatal(err)
	}
	r := w.call(t, "GET", w.InvokeURL(api, "dev")+"/pets/7", "", "Authorization", w.token(t, "id"))
	bad := w.call(t, "GET", w.InvokeURL(api, "dev")+"/nothing", "")
	w.call(t, "GET", w.InvokeURL(api, "$default")+"/pets", "")
	lines := strings.Split(strings.TrimSpace(log.text()), "\n")
	for i, want := range []string{
		r.header.Get("Apigw-Requestid") + "|GET|GET /pets/{id}|200|/dev/pets/7|dev|HTTP/1.1|127.0.0.1|200|-|-|jane|-|-",
		bad.header.Get("Apigw-Requestid") + "|GET|-|404|/dev/nothing|dev|HTTP/1.1|127.0.0.1|-|Not Found|NOT_FOUND|-|-|-",
	} {
		if lines[i] != want {
			t.Errorf("line %d: got %s, want %s", i, lines[i], want)
		}
	}
	var line map[string]any
	if err := json.Unmarshal([]byte(lines[2]), &line); err != nil || line["routeKey"] != "GET /pets" {
		t.Errorf("without a format: got %s", lines[2])
	}
	if _, err := w.v2().UpdateStage(t.Context(), updateLog(api, "$context.status")); err == nil {
		t.Error("a format without request id: no error")
	}
}

func updateLog(api, format string) *apigatewayv2.UpdateStageInput {
	return &apigatewayv2.UpdateStageInput{
		ApiId: &api, StageName: aws.String("dev"),
		AccessLogSettings: &types.AccessLogSettings{DestinationArn: aws.String("arn:aws:logs:us-east-1:123456789012:log-group:x"), Format: &format},
	}
}

// What is too large is refused, and the gateway goes on.
func TestHTTPLimits(t *testing.T) {
	w, api := openPets(t)
	url := w.InvokeURL(api, "dev") + "/capture/x"
	if r := w.call(t, "POST", url, strings.Repeat("x", 10<<20+1)); r.status != 413 || r.body != `{"message":"Request Entity Too Large"}` {
		t.Errorf("body: got %d %s", r.status, r.body)
	}
	if r := w.call(t, "GET", url, "", "X-Large", strings.Repeat("x", 10240)); r.status != 431 {
		t.Errorf("headers: got %d %s", r.status, r.body)
	}
	if r := w.call(t, "GET", url, ""); r.status != 200 {
		t.Errorf("afterwards: got %d", r.status)
	}
}

// A lockedLog is an access log that is read while it is written.
type lockedLog struct {
	mu sync.Mutex
	b  strings.Builder
}

func (l *lockedLog) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(b)
}

func (l *lockedLog) text() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// A function may be an HTTP server that knows nothing of Lambda: it gets the
// request as if there were no gateway, from both payloads of HTTP APIs.
func TestHTTPServerAsFunction(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.SetCookie(w, &http.Cookie{Name: "a", Value: "b"})
		http.SetCookie(w, &http.Cookie{Name: "c", Value: "d"})
		body, _ := io.ReadAll(r.Body)
		_ = json.NewEncoder(w).Encode(seen{r.Method, r.URL.EscapedPath(), r.URL.RawQuery, r.Host, string(body), r.Header})
	}))
	t.Cleanup(server.Close)
	w := open(t, gateway.Config{Functions: []gateway.FunctionConfig{{Name: "pets", Target: server.URL}}, OpenFunctions: true})
	doc := string(document(t, "pets.yaml"))
	for _, version := range []string{"2.0", "1.0"} {
		api := w.importHTTP(t, strings.ReplaceAll(doc, `payloadFormatVersion: "2.0"`, `payloadFormatVersion: "`+version+`"`))
		r := w.call(t, "POST", w.InvokeURL(api, "dev")+"/capture/a%20b/?x=1&x=2", "\x00binary", "Cookie", "s=1; t=2", "Content-Type", "application/octet-stream", "X-Probe", "p")
		s := got(t, r)
		if s.Method != "POST" || s.Path != "/capture/a%20b/" || s.Query != "x=1&x=2" || s.Body != "\x00binary" {
			t.Errorf("payload %s: got %+v", version, s)
		}
		if s.Header.Get("Cookie") != "s=1; t=2" || s.Header.Get("X-Probe") != "p" || s.Host != strings.TrimPrefix(w.URL(), "http://") {
			t.Errorf("payload %s: got %+v", version, s)
		}
		if cookies := r.header.Values("Set-Cookie"); len(cookies) != 2 || cookies[0] != "a=b" {
			t.Errorf("payload %s: cookies %v", version, cookies)
		}
	}
}
