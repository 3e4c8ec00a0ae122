package dataplane

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/apigen-go/apigen/gateway/internal/state"
	"github.com/apigen-go/apigen/internal/apigw"
	"github.com/google/go-cmp/cmp"
)

const anyARN = "arn:aws:execute-api:us-east-1:123456789012:" + testAPI

// says is an authorizer's answer with one statement.
func says(effect, resource, more string) string {
	return `{"principalId":"jane","policyDocument":{"Version":"2012-10-17","Statement":[{"Action":"execute-api:Invoke","Effect":"` + effect + `","Resource":"` + resource + `"}]}` + more + `}`
}

// guarded makes an API all of whose methods have the authorizer.
func guarded(t testing.TB, a *apigw.Authorizer, lines ...string) *world {
	t.Helper()
	w := newWorld(t, lines...)
	a.Name, a.ID = "guard", "auth12"
	a.URI = strings.Replace(functionURI, "directory", "guard", 1)
	w.def.Authorizers = []*apigw.Authorizer{a}
	for m := range w.def.Methods() {
		m.AuthorizationType, m.Authorizer = apigw.AuthorizationCustom, "guard"
	}
	w.guard = says("Allow", "*", "")
	return w
}

func seconds(n int) *int { return &n }

func tokenAuthorizer() *apigw.Authorizer {
	return &apigw.Authorizer{Type: "TOKEN", IdentitySource: "method.request.header.Authorization"}
}

// Easily wrong, lines 8 and 22, and the tables of authorizers.md 3.
func TestTokenAuthorizer(t *testing.T) {
	t.Parallel()
	const denied = `{"Message":"User is not authorized to access this resource"}`
	token := []string{"Authorization", "Bearer abc"}
	for _, tt := range []struct {
		name      string
		change    func(*world)
		header    []string
		status    int
		want      string
		errorType string
		asked     int
	}{
		{name: "allow", header: token, status: 200, asked: 1},
		{name: "no token", status: 401, want: `{"message":"Unauthorized"}`, errorType: "UnauthorizedException"},
		{name: "an empty token", header: []string{"Authorization", ""}, status: 401, want: `{"message":"Unauthorized"}`, errorType: "UnauthorizedException"},
		{name: "the expression matches", change: func(w *world) { w.def.Authorizers[0].IdentityValidationExpression = "^Bearer .+$" }, header: token, status: 200, asked: 1},
		{name: "the expression does not match", change: func(w *world) { w.def.Authorizers[0].IdentityValidationExpression = "Basic .*" }, header: token, status: 401, want: `{"message":"Unauthorized"}`, errorType: "UnauthorizedException"},
		{name: "the expression is Java's", change: func(w *world) { w.def.Authorizers[0].IdentityValidationExpression = `(?=Bearer)\w+ \w{3,}` }, header: token, status: 200, asked: 1},
		{name: "its digits are those of ASCII", change: func(w *world) { w.def.Authorizers[0].IdentityValidationExpression = `Bearer \d+` }, header: []string{"Authorization", "Bearer ٣"}, status: 401, want: `{"message":"Unauthorized"}`},
		{name: "it takes too long", change: func(w *world) { w.def.Authorizers[0].IdentityValidationExpression = `(?=a)(a+)+` }, header: []string{"Authorization", strings.Repeat("a", 60) + "!"}, status: 401, want: `{"message":"Unauthorized"}`},
		{name: "the function says Unauthorized", change: func(w *world) { w.guard, w.broken = `{"errorMessage":"Unauthorized"}`, "Unhandled" }, header: token, status: 401, want: `{"message":"Unauthorized"}`, errorType: "UnauthorizedException", asked: 1},
		{name: "the function crashes", change: func(w *world) { w.guard, w.broken = `{"errorMessage":"boom"}`, "Unhandled" }, header: token, status: 500, want: `{"message":null}`, errorType: "AuthorizerConfigurationException", asked: 1},
		{name: "the answer is none", change: func(w *world) { w.guard = `{"principalId":"jane"}` }, header: token, status: 500, want: `{"message":null}`, errorType: "AuthorizerConfigurationException", asked: 1},
		{name: "the context is nested", change: func(w *world) { w.guard = says("Allow", "*", `,"context":{"a":{}}`) }, header: token, status: 500, want: `{"message":null}`, errorType: "AuthorizerConfigurationException", asked: 1},
		{name: "deny", change: func(w *world) { w.guard = says("Deny", "*", "") }, header: token, status: 403, want: `{"Message":"User is not authorized to access this resource with an explicit deny"}`, errorType: "AccessDeniedException", asked: 1},
		{name: "no matching allow", change: func(w *world) { w.guard = says("Allow", anyARN+"/dev/POST/*", "") }, header: token, status: 403, want: denied, errorType: "AccessDeniedException", asked: 1},
		{name: "another stage", change: func(w *world) { w.guard = says("Allow", anyARN+"/prod/*", "") }, header: token, status: 403, want: denied, errorType: "AccessDeniedException", asked: 1},
		{name: "this method", change: func(w *world) { w.guard = says("Allow", anyARN+"/dev/GET/a/7", "") }, header: token, status: 200, asked: 1},
		{name: "wildcards", change: func(w *world) { w.guard = says("Allow", "arn:aws:execute-api:*:*:"+testAPI+"/*/GE?/a/*", "") }, header: token, status: 200, asked: 1},
		{name: "no permission", change: func(w *world) { w.server.OpenFunctions = false }, header: token, status: 500, want: `{"message":null}`, errorType: "AuthorizerConfigurationException"},
		{name: "credentials need no permission", change: func(w *world) {
			w.server.OpenFunctions = false
			w.def.Authorizers[0].Credentials = "arn:aws:iam::123456789012:role/invoke"
			w.method("/a/{id}").Integration.Credentials = "arn:aws:iam::123456789012:role/invoke"
		}, header: token, status: 200, asked: 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := guarded(t, tokenAuthorizer(), "/a/{id}: GET")
			if tt.change != nil {
				tt.change(w)
			}
			got := w.call(http.MethodGet, "/dev/a/7", "", tt.header...)
			if got.Code != tt.status || tt.want != "" && got.Body.String() != tt.want {
				t.Errorf("got %s, want %d %s", body(got), tt.status, tt.want)
			}
			if tt.errorType != "" && got.Header()["x-amzn-ErrorType"][0] != tt.errorType {
				t.Errorf("x-amzn-ErrorType: got %q, want %s", got.Header()["x-amzn-ErrorType"], tt.errorType)
			}
			if w.asked != tt.asked {
				t.Errorf("the function was asked %d times, want %d", w.asked, tt.asked)
			}
		})
	}
}

// A function's permission names the authorizer.
func TestAuthorizerPermission(t *testing.T) {
	t.Parallel()
	w := guarded(t, tokenAuthorizer(), "/a: GET")
	w.server.OpenFunctions = false
	w.change(func(d *state.Data) {
		d.Policies["guard"] = []state.Permission{{Action: "lambda:InvokeFunction", Principal: "apigateway.amazonaws.com", SourceARN: anyARN + "/authorizers/auth12"}}
		d.Policies["directory"] = []state.Permission{{Action: "lambda:InvokeFunction", Principal: "apigateway.amazonaws.com"}}
	})
	if got := w.call(http.MethodGet, "/dev/a", "", "Authorization", "x"); got.Code != 200 {
		t.Errorf("got %s", body(got))
	}
}

func TestAuthorizerEvents(t *testing.T) {
	t.Parallel()
	w := guarded(t, tokenAuthorizer(), "/a/{id}: GET")
	w.guard = says("Allow", "*", `,"context":{"text":"x","number":1,"yes":true,"none":null}`)
	w.call(http.MethodGet, "/dev/a/x%20y", "", "Authorization", "Bearer abc")
	want := `{"type":"TOKEN","methodArn":"` + anyARN + `/dev/GET/a/x%20y","authorizationToken":"Bearer abc"}`
	if string(w.ask) != want {
		t.Errorf("TOKEN event: got %s, want %s", w.ask, want)
	}
	var event struct {
		RequestContext struct{ Authorizer map[string]any }
	}
	if err := json.Unmarshal(w.event, &event); err != nil {
		t.Fatal(err)
	}
	got := event.RequestContext.Authorizer
	if _, isNumber := got["integrationLatency"].(float64); !isNumber {
		t.Errorf("integrationLatency: got %v", got["integrationLatency"])
	}
	delete(got, "integrationLatency")
	if diff := cmp.Diff(map[string]any{"principalId": "jane", "text": "x", "number": "1", "yes": "true"}, got); diff != "" {
		t.Error(diff)
	}

	w = guarded(t, &apigw.Authorizer{Type: "REQUEST", IdentitySource: "method.request.header.X-Tenant, stageVariables.function, context.httpMethod"}, "/: POST")
	w.call(http.MethodPost, "/dev?q=1&q=2", `{"a":1}`, "X-Tenant", "t")
	var request map[string]any
	if err := json.Unmarshal(w.ask, &request); err != nil {
		t.Fatal(err)
	}
	if _, hasBody := request["body"]; hasBody || request["type"] != "REQUEST" || request["methodArn"] != anyARN+"/dev/POST/" {
		t.Errorf("REQUEST event: %s", w.ask)
	}
	for member, want := range map[string]any{
		"queryStringParameters":           map[string]any{"q": "2"},
		"multiValueQueryStringParameters": map[string]any{"q": []any{"1", "2"}},
		"pathParameters":                  map[string]any{},
		"stageVariables":                  map[string]any{"function": "directory"},
		"resource":                        "/", "path": "/", "httpMethod": "POST",
	} {
		if diff := cmp.Diff(want, request[member]); diff != "" {
			t.Errorf("%s: %s", member, diff)
		}
	}
	if c := request["requestContext"].(map[string]any); c["stage"] != "dev" || c["authorizer"] != nil {
		t.Errorf("requestContext: %v", c)
	}
}

// Easily wrong, line 22: the answer is remembered 300 seconds unless the
// authorizer says otherwise, and judged anew for every method.
func TestAuthorizerCache(t *testing.T) {
	t.Parallel()
	w := guarded(t, tokenAuthorizer(), "/a: GET", "/b: GET")
	w.guard = says("Allow", anyARN+"/dev/GET/a", "")
	call := func(path, token string) int {
		return w.call(http.MethodGet, "/dev"+path, "", "Authorization", token).Code
	}
	for i, step := range []struct {
		path, token   string
		after         time.Duration
		status, asked int
	}{
		{"/a", "x", 0, 200, 1},
		{"/a", "x", 0, 200, 1},
		{"/b", "x", 0, 403, 1}, // the remembered policy names the other method only
		{"/a", "y", 0, 200, 2},
		{"/a", "x", 299 * time.Second, 200, 2},
		{"/a", "x", 2 * time.Second, 200, 3},
	} {
		w.now = w.now.Add(step.after)
		if got := call(step.path, step.token); got != step.status || w.asked != step.asked {
			t.Errorf("step %d: got %d after %d questions, want %d after %d", i+1, got, w.asked, step.status, step.asked)
		}
	}
	w.server.FlushAuthorizers(testAPI, "dev")
	if call("/a", "x"); w.asked != 4 {
		t.Errorf("after a flush: %d questions", w.asked)
	}

	off := guarded(t, tokenAuthorizer(), "/a: GET")
	off.def.Authorizers[0].ResultTTLInSeconds = seconds(0)
	for range 2 {
		off.call(http.MethodGet, "/dev/a", "", "Authorization", "x")
	}
	if off.asked != 2 {
		t.Errorf("with TTL 0: %d questions", off.asked)
	}
}

// Easily wrong, line 22: a missing source is a 401 only while answers are
// remembered.
func TestRequestAuthorizerSources(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name    string
		sources string
		ttl     *int
		header  []string
		status  int
	}{
		{"all there", "method.request.header.X-Tenant,method.request.querystring.v", nil, []string{"X-Tenant", "t"}, 200},
		{"one missing", "method.request.header.X-Tenant,method.request.header.X-Other", nil, []string{"X-Tenant", "t"}, 401},
		{"one empty", "method.request.header.X-Tenant", seconds(60), []string{"X-Tenant", ""}, 401},
		{"one missing, nothing remembered", "method.request.header.X-Tenant", seconds(0), nil, 200},
		{"a stage variable", "stageVariables.function", nil, nil, 200},
		{"a stage variable there is not", "stageVariables.other", nil, nil, 401},
		{"context", "context.identity.sourceIp", nil, nil, 200},
		{"none at all", "", nil, nil, 200},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := guarded(t, &apigw.Authorizer{Type: "REQUEST", IdentitySource: tt.sources, ResultTTLInSeconds: tt.ttl}, "/a: GET")
			got := w.call(http.MethodGet, "/dev/a?v=1", "", tt.header...)
			if got.Code != tt.status || (tt.status == 401) != (w.asked == 0) {
				t.Errorf("got %s after %d questions, want %d", body(got), w.asked, tt.status)
			}
		})
	}
}

// Keys from the authorizer: the header is not looked at.
func TestUsageIdentifierKey(t *testing.T) {
	t.Parallel()
	w := guarded(t, tokenAuthorizer(), "/a: GET")
	w.def.APIKeySource = "AUTHORIZER"
	w.def.Authorizers[0].ResultTTLInSeconds = seconds(0)
	w.method("/a").APIKeyRequired = true
	w.change(func(d *state.Data) {
		d.APIKeys["k1"] = &state.APIKey{ID: "k1", Value: "good", Enabled: true}
		d.UsagePlans["p1"] = &state.UsagePlan{ID: "p1", KeyIDs: []string{"k1"}, Stages: []state.PlanStage{{APIID: testAPI, Stage: "dev"}}}
	})
	if got := w.call(http.MethodGet, "/dev/a", "", "Authorization", "x", "x-api-key", "good"); got.Code != 403 || got.Body.String() != `{"message":"Forbidden"}` {
		t.Errorf("a key in the header: got %s", body(got))
	}
	w.guard = says("Allow", "*", `,"usageIdentifierKey":"good"`)
	if got := w.call(http.MethodGet, "/dev/a", "", "Authorization", "x"); got.Code != 200 || !strings.Contains(string(w.event), `"apiKeyId":"k1"`) {
		t.Errorf("a key of the authorizer: got %s", body(got))
	}
}

func TestLongMethodARN(t *testing.T) {
	t.Parallel()
	long := "/dev/" + strings.Repeat("x", maxMethodARN)
	w := guarded(t, tokenAuthorizer(), "/{proxy+}: GET")
	if got := w.call(http.MethodGet, long, "", "Authorization", "x"); got.Code != 414 || w.asked != 0 {
		t.Errorf("Lambda: got %s", body(got))
	}
	for kind, want := range map[apigw.AuthorizationType]int{apigw.AuthorizationCognito: 414, apigw.AuthorizationIAM: 414, apigw.AuthorizationNone: 200} {
		w := newWorld(t, "/{proxy+}: GET")
		w.def.Authorizers = []*apigw.Authorizer{{Name: "staff", Type: "COGNITO_USER_POOLS", IdentitySource: "method.request.header.Authorization"}}
		w.method("/{proxy+}").AuthorizationType, w.method("/{proxy+}").Authorizer = kind, "staff"
		if got := w.call(http.MethodGet, long, ""); got.Code != want {
			t.Errorf("%s: got %s, want %d", kind, body(got), want)
		}
	}
}
