package dataplane

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/apigen-go/apigen/gateway/internal/state"
	"github.com/apigen-go/apigen/internal/apigw"
	"github.com/google/go-cmp/cmp"
)

// Easily wrong, line 1, and the bodies and error types of gateway-responses
// recordings (test_routing_not_found and others).
func TestFailures(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", 10300)
	for _, tt := range []struct {
		name      string
		change    func(*world)
		verb      string
		target    string
		body      string
		header    []string
		status    int
		want      string
		errorType string
	}{
		{name: "unknown path", target: "/dev/b", status: 403, want: `{"message":"Missing Authentication Token"}`, errorType: "MissingAuthenticationTokenException"},
		{name: "unknown method", verb: "DELETE", target: "/dev/a", status: 403, want: `{"message":"Missing Authentication Token"}`, errorType: "MissingAuthenticationTokenException"},
		{name: "HEAD does not fall back to GET", verb: "HEAD", target: "/dev/a", status: 403, errorType: "MissingAuthenticationTokenException"},
		{name: "on a miss a token is read as a signature", target: "/dev/b", header: []string{"Authorization", "Bearer x"}, status: 403, want: `{"message":"Invalid key=value pair (missing equal-sign) in Authorization header (hashed with SHA-256 and encoded with Base64): 'LXEWQrcmsEQBYnyp+6wy9chTD7GQPMTbAiWHF5IaSIE='."}`, errorType: "IncompleteSignatureException"},
		{name: "wrong stage", target: "/prod/a", status: 403, want: `{"message":"Forbidden"}`, errorType: "ForbiddenException"},
		{name: "no stage", target: "/", status: 403, want: `{"message":"Forbidden"}`, errorType: "ForbiddenException"},
		{name: "large headers", target: "/dev/a", header: []string{"X-Long", long}, status: 413, want: `{"message":"Request Too Long"}`, errorType: "RequestTooLargeException"},
		{name: "large body", verb: "POST", target: "/dev/a", body: strings.Repeat("x", maxBody+1), status: 413, want: `{"message":"Request Too Long"}`, errorType: "RequestTooLargeException"},
		{name: "event over 6 MB", verb: "POST", target: "/dev/a", body: strings.Repeat("x", 6<<20), status: 413, want: `{"message":"Request Too Long"}`, errorType: "RequestTooLargeException"},
		{name: "function error", change: func(w *world) { w.answer, w.failed = `{"errorMessage":"x"}`, "Unhandled" }, target: "/dev/a", status: 502, want: `{"message": "Internal server error"}`, errorType: "InternalServerErrorException"},
		{name: "malformed answer", change: func(w *world) { w.answer = `"text"` }, target: "/dev/a", status: 502, want: `{"message": "Internal server error"}`, errorType: "InternalServerErrorException"},
		{name: "answer over 6 MB", change: func(w *world) { w.answer = `{"body":"` + strings.Repeat("x", 6<<20) + `"}` }, target: "/dev/a", status: 502, want: `{"message": "Internal server error"}`, errorType: "InternalServerErrorException"},
		{name: "no such function", change: func(w *world) { w.err = errors.New("no such function") }, target: "/dev/a", status: 500, want: `{"message": "Internal server error"}`, errorType: "InternalServerErrorException"},
		{name: "time-out", change: func(w *world) { w.block = true; w.method("/a").Integration.TimeoutInMillis = 50 }, target: "/dev/a", status: 504, want: `{"message": "Endpoint request timed out"}`, errorType: "InternalServerErrorException"},
		{name: "no permission", change: func(w *world) { w.server.OpenFunctions = false }, target: "/dev/a", status: 500, want: `{"message": "Internal server error"}`, errorType: "InternalServerErrorException"},
		{name: "functions are invoked with POST", change: func(w *world) { w.method("/a").Integration.HTTPMethod = "GET" }, target: "/dev/a", status: 500, want: `{"message": "Internal server error"}`, errorType: "InternalServerErrorException"},
		{name: "a header that may not be mapped", change: func(w *world) {
			w.method("/a").Integration.RequestParameters = map[string]string{"integration.request.header.Content-Length": "'0'"}
		}, target: "/dev/a", status: 500, want: `{"message": "Internal server error"}`, errorType: "InternalServerErrorException"},
		{name: "a stage variable that is not set", change: func(w *world) {
			in := w.method("/a").Integration
			in.URI = strings.Replace(in.URI, "directory", "${stageVariables.other}", 1)
		}, target: "/dev/a", status: 500, want: `{"message": "Internal server error"}`, errorType: "InternalServerErrorException"},
		{name: "an integration that is not served", change: func(w *world) { w.method("/a").Integration.Type = apigw.IntegrationHTTP }, target: "/dev/a", status: 500, want: `{"message": "Internal server error"}`, errorType: "InternalServerErrorException"},
		{name: "a disabled endpoint", change: func(w *world) { w.def.DisableExecuteAPIEndpoint = true }, target: "/dev/a", status: 403, want: `{"message":"Forbidden"}`, errorType: "ForbiddenException"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, "/a: GET", "/: GET")
			w.def.Resource("/a").Methods = append(w.def.Resource("/a").Methods, &apigw.Method{HTTPMethod: "POST", Integration: w.method("/a").Integration})
			if tt.change != nil {
				tt.change(w)
			}
			verb := tt.verb
			if verb == "" {
				verb = http.MethodGet
			}
			got := w.call(verb, tt.target, tt.body, tt.header...)
			if got.Code != tt.status || got.Body.String() != tt.want {
				t.Errorf("got %d %s, want %d %s", got.Code, got.Body, tt.status, tt.want)
			}
			h := got.Header()
			if e := h["x-amzn-ErrorType"]; len(e) != 1 || e[0] != tt.errorType {
				t.Errorf("x-amzn-ErrorType is %q, want %s", e, tt.errorType)
			}
			// Easily wrong, line 15: errors carry ids and no trace header.
			if h["x-amzn-RequestId"] == nil || h["x-amz-apigw-id"] == nil || h["X-Amzn-Trace-Id"] != nil {
				t.Errorf("standard headers: %v", h)
			}
			if h.Get("Content-Type") != "application/json" {
				t.Errorf("Content-Type is %q", h.Get("Content-Type"))
			}
		})
	}
}

// Easily wrong, line 22, and authorizers.md 4.
func TestCognito(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name       string
		scopes     string
		expression string
		claims     map[string]any
		header     []string
		status     int
		want       string
	}{
		{name: "no token", status: 401, want: `{"message":"Unauthorized"}`},
		{name: "bad token", header: []string{"Authorization", "x"}, status: 401, want: `{"message":"Unauthorized"}`},
		{name: "expired", header: []string{"Authorization", "Bearer old"}, status: 401, want: `{"message":"The incoming token has expired"}`},
		{name: "raw token", claims: map[string]any{"token_use": "id"}, header: []string{"Authorization", "good"}, status: 200},
		{name: "bearer token, any spelling", claims: map[string]any{"token_use": "id"}, header: []string{"aUthorization", "bearer good"}, status: 200},
		{name: "access token without scopes on the method", claims: map[string]any{"token_use": "access"}, header: []string{"Authorization", "good"}, status: 401, want: `{"message":"Unauthorized"}`},
		{name: "one of the scopes", scopes: "a/read a/write", claims: map[string]any{"token_use": "access", "scope": "b/x a/write"}, header: []string{"Authorization", "good"}, status: 200},
		{name: "none of the scopes is 401", scopes: "a/read", claims: map[string]any{"token_use": "access", "scope": "a/readonly"}, header: []string{"Authorization", "good"}, status: 401, want: `{"message":"Unauthorized"}`},
		{name: "ID token where scopes are wanted", scopes: "a/read", claims: map[string]any{"token_use": "id", "scope": "a/read"}, header: []string{"Authorization", "good"}, status: 401, want: `{"message":"Unauthorized"}`},
		{name: "audience matches", expression: "^web.*", claims: map[string]any{"token_use": "id", "aud": "web1"}, header: []string{"Authorization", "good"}, status: 200},
		{name: "audience does not match", expression: "^web.*", claims: map[string]any{"token_use": "id", "aud": "app"}, header: []string{"Authorization", "good"}, status: 401, want: `{"message":"Unauthorized"}`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, "/a: GET")
			w.claims = tt.claims
			w.def.Authorizers = []*apigw.Authorizer{{
				Name: "staff", Type: "COGNITO_USER_POOLS", IdentitySource: "method.request.header.Authorization",
				IdentityValidationExpression: tt.expression,
			}}
			m := w.method("/a")
			m.AuthorizationType, m.Authorizer, m.AuthorizationScopes = apigw.AuthorizationCognito, "staff", strings.Fields(tt.scopes)
			got := w.call(http.MethodGet, "/dev/a", "", tt.header...)
			if got.Code != tt.status || tt.want != "" && got.Body.String() != tt.want {
				t.Errorf("got %s, want %d %s", body(got), tt.status, tt.want)
			}
		})
	}
}

// Claims reach functions as text: lists joined by commas, exp and iat in words.
func TestClaims(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "/a: GET")
	w.claims = map[string]any{
		"token_use": "id", "sub": "s", "cognito:groups": []any{"admins", "staff"}, "email_verified": true,
		"auth_time": 1616935242.0, "exp": 1616938842.0,
	}
	w.def.Authorizers = []*apigw.Authorizer{{Name: "staff"}}
	w.method("/a").AuthorizationType, w.method("/a").Authorizer = apigw.AuthorizationCognito, "staff"
	if got := w.call(http.MethodGet, "/dev/a", "", "Authorization", "good"); got.Code != 200 {
		t.Fatal(body(got))
	}
	var e struct {
		RequestContext struct {
			Authorizer struct{ Claims map[string]string }
		}
	}
	if err := json.Unmarshal(w.event, &e); err != nil {
		t.Fatal(err)
	}
	want := map[string]string{
		"token_use": "id", "sub": "s", "cognito:groups": "admins,staff", "email_verified": "true",
		"auth_time": "1616935242", "exp": "Sun Mar 28 13:40:42 UTC 2021",
	}
	if diff := cmp.Diff(want, e.RequestContext.Authorizer.Claims); diff != "" {
		t.Errorf("claims differ (-want +got):\n%s", diff)
	}
}

// Recorded in test_api_key_required_for_methods: whatever is wrong with a key,
// the answer is the same.
func TestAPIKey(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "/a: GET", "/b: GET")
	w.method("/a").APIKeyRequired = true
	w.change(func(d *state.Data) {
		d.APIKeys["k1"] = &state.APIKey{ID: "k1", Value: "good", Enabled: true}
		d.APIKeys["k2"] = &state.APIKey{ID: "k2", Value: "disabled"}
		d.APIKeys["k3"] = &state.APIKey{ID: "k3", Value: "without plan", Enabled: true}
		d.APIKeys["k4"] = &state.APIKey{ID: "k4", Value: "other stage", Enabled: true}
		d.UsagePlans["p1"] = &state.UsagePlan{ID: "p1", KeyIDs: []string{"k1", "k2"}, Stages: []state.PlanStage{{APIID: testAPI, Stage: "dev"}}}
		d.UsagePlans["p2"] = &state.UsagePlan{ID: "p2", KeyIDs: []string{"k4"}, Stages: []state.PlanStage{{APIID: testAPI, Stage: "prod"}}}
	})
	for _, key := range []string{"", "unknown", "disabled", "without plan", "other stage"} {
		got := w.call(http.MethodGet, "/dev/a", "", "x-api-key", key)
		if got.Code != 403 || got.Body.String() != `{"message":"Forbidden"}` || got.Header()["x-amzn-ErrorType"][0] != "ForbiddenException" {
			t.Errorf("key %q: got %s", key, body(got))
		}
	}
	if got := w.call(http.MethodGet, "/dev/a", "", "X-API-KEY", "good"); got.Code != 200 {
		t.Errorf("good key: got %s", body(got))
	}
	if !strings.Contains(string(w.event), `"apiKey":"good","apiKeyId":"k1"`) {
		t.Errorf("the event has no key: %s", w.event)
	}
	// A key nobody asked for is not looked at and stays out of the event.
	if got := w.call(http.MethodGet, "/dev/b", "", "x-api-key", "unknown"); got.Code != 200 || strings.Contains(string(w.event), `"apiKeyId"`) {
		t.Errorf("key that is not required: got %s, %s", body(got), w.event)
	}
}

func TestThrottleAndQuota(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "/a: GET", "/b: GET")
	w.method("/a").APIKeyRequired, w.method("/b").APIKeyRequired = true, true
	w.change(func(d *state.Data) {
		d.APIKeys["k1"] = &state.APIKey{ID: "k1", Value: "good", Enabled: true}
		d.UsagePlans["p1"] = &state.UsagePlan{
			ID: "p1", KeyIDs: []string{"k1"},
			Stages:   []state.PlanStage{{APIID: testAPI, Stage: "dev", Throttle: map[string]state.Throttle{"/b/GET": {RateLimit: 0, BurstLimit: 0}}}},
			Throttle: &state.Throttle{RateLimit: 1, BurstLimit: 2},
			Quota:    &state.Quota{Limit: 4, Period: "DAY"},
		}
	})
	call := func(path string) string { return body(w.call(http.MethodGet, "/dev"+path, "", "x-api-key", "good")) }
	expect := func(when, got, want string) {
		t.Helper()
		if !strings.HasPrefix(got, want) {
			t.Errorf("%s: got %s, want %s", when, got, want)
		}
	}
	expect("first of the burst", call("/a"), "OK")
	expect("second of the burst", call("/a"), "OK")
	expect("over the burst", call("/a"), `Too Many Requests {"message":"Too Many Requests"}`)
	w.now = w.now.Add(1e9)
	expect("after a second", call("/a"), "OK")
	w.now = w.now.Add(1e9)
	expect("fourth", call("/a"), "OK")
	w.now = w.now.Add(1e9)
	expect("over the quota", call("/a"), `Too Many Requests {"message":"Limit Exceeded"}`)
	w.now = w.now.AddDate(0, 0, 1)
	expect("the day after", call("/a"), "OK")
	expect("a method that is switched off", call("/b"), `Too Many Requests {"message":"Too Many Requests"}`)
}

// A function's permission names the method, the stage or neither.
func TestPermissions(t *testing.T) {
	t.Parallel()
	const api = "arn:aws:execute-api:us-east-1:123456789012:" + testAPI
	for _, tt := range []struct {
		name string
		p    state.Permission
		want int
	}{
		{"any method", state.Permission{SourceARN: api + "/*/*/*"}, 200},
		{"any API", state.Permission{}, 200},
		{"this method by its template", state.Permission{SourceARN: api + "/*/GET/a/{id}"}, 200},
		{"this method with a wildcard", state.Permission{SourceARN: api + "/dev/GET/a/*"}, 200},
		{"of this account", state.Permission{SourceAccount: testAccount}, 200},
		{"another account", state.Permission{SourceAccount: "000000000000"}, 500},
		{"another method", state.Permission{SourceARN: api + "/*/POST/a/*"}, 500},
		{"another stage", state.Permission{SourceARN: api + "/prod/*/*"}, 500},
		{"another API", state.Permission{SourceARN: "arn:aws:execute-api:us-east-1:123456789012:other/*"}, 500},
		{"another principal", state.Permission{Principal: "s3.amazonaws.com"}, 500},
		{"another action", state.Permission{Action: "lambda:GetFunction"}, 500},
		{"of an alias the integration does not call", state.Permission{Qualifier: "live"}, 500},
	} {
		w := newWorld(t, "/a/{id}: GET")
		w.server.OpenFunctions = false
		if tt.p.Principal == "" {
			tt.p.Principal = "apigateway.amazonaws.com"
		}
		if tt.p.Action == "" {
			tt.p.Action = "lambda:InvokeFunction"
		}
		w.change(func(d *state.Data) { d.Policies["directory"] = []state.Permission{tt.p} })
		if got := w.call(http.MethodGet, "/dev/a/7", ""); got.Code != tt.want {
			t.Errorf("%s: got %s, want %d", tt.name, body(got), tt.want)
		}
	}
	// An integration with credentials assumes a role and needs no permission.
	w := newWorld(t, "/a: GET")
	w.server.OpenFunctions = false
	w.method("/a").Integration.Credentials = "arn:aws:iam::123456789012:role/invoke"
	if got := w.call(http.MethodGet, "/dev/a", ""); got.Code != 200 {
		t.Errorf("with credentials: got %s", body(got))
	}
}

func FuzzServe(f *testing.F) {
	f.Add("GET", "/dev/a/b?x=1&x=2;y=%zz", "X-Api-Key", "k", "{}")
	f.Add("POST", "//dev//a%2F/", "Content-Type", "application/json; charset=utf-8", `{"a":`)
	f.Add("OPTIONS", "/dev", "Authorization", "Bearer a.b.c", "")
	w := newWorld(f, "/a/{id}: ANY", "/{proxy+}: GET")
	w.def.RequestValidators = []*apigw.RequestValidator{{Name: "all", ValidateRequestBody: true, ValidateRequestParameters: true}}
	w.def.Models = []*apigw.Model{{Name: "A", ContentType: "application/json", Schema: json.RawMessage(`{"type":"object","properties":{"a":{"pattern":"^(a+)+$"}}}`)}}
	m := w.method("/a/{id}")
	m.RequestValidator, m.RequestModels = "all", map[string]string{"application/json": "A"}
	m.RequestParameters = map[string]bool{"method.request.querystring.x": true}
	w.deploy()
	f.Fuzz(func(t *testing.T, verb, target, name, value, sent string) {
		r, err := http.NewRequestWithContext(t.Context(), verb, "http://"+testAPI+".execute-api.localhost"+target, strings.NewReader(sent))
		if err != nil || !strings.HasPrefix(target, "/") {
			return
		}
		r.Header[name] = []string{value}
		rec := httptest.NewRecorder()
		path, _, _ := strings.Cut(target, "?")
		w.server.Serve(rec, r, testAPI, path)
		if rec.Code < 200 || rec.Code > 599 {
			t.Errorf("%s %s: status %d", verb, target, rec.Code)
		}
	})
}
