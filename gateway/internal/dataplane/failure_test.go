package dataplane

import (
	"net/http"
	"strings"
	"testing"

	"github.com/apigen-go/apigen/internal/apigw"
)

// Easily wrong, line 21, and gateway-responses.md 2.
func TestGatewayResponses(t *testing.T) {
	t.Parallel()
	origin := map[string]string{"gatewayresponse.header.Access-Control-Allow-Origin": "'*'"}
	for _, tt := range []struct {
		name      string
		responses []*apigw.GatewayResponse
		target    string
		header    []string
		status    int
		body      string
		origin    string
	}{
		{
			name:      "the default's parameters",
			responses: []*apigw.GatewayResponse{{Type: "DEFAULT_4XX", ResponseParameters: origin}},
			target:    "/dev/x", status: 403, body: `{"message":"Missing Authentication Token"}`, origin: "*",
		},
		{
			name:      "the default's status, with the error's own body",
			responses: []*apigw.GatewayResponse{{Type: "DEFAULT_4XX", StatusCode: "400"}},
			target:    "/dev/x", status: 400, body: `{"message":"Missing Authentication Token"}`,
		},
		{
			name: "a type that is set inherits nothing",
			responses: []*apigw.GatewayResponse{
				{Type: "MISSING_AUTHENTICATION_TOKEN", StatusCode: "404"},
				{Type: "DEFAULT_4XX", StatusCode: "499", ResponseParameters: origin},
			},
			target: "/dev/x", status: 404, body: `{"message":"Missing Authentication Token"}`,
		},
		{
			name:      "the other class is not touched",
			responses: []*apigw.GatewayResponse{{Type: "DEFAULT_5XX", StatusCode: "599"}},
			target:    "/dev/x", status: 403, body: `{"message":"Missing Authentication Token"}`,
		},
		{
			name: "variables in a template",
			responses: []*apigw.GatewayResponse{{Type: "DEFAULT_4XX", ResponseTemplates: map[string]string{
				"application/json": `{"error": $context.error.messageString, "type": "$context.error.responseType", "q": "$method.request.querystring.q", "v": "${stageVariables.function}", "none": "$context.none", "cost": "$5"}`,
			}}},
			target: "/dev/x?q=1", status: 403,
			body: `{"error": "Missing Authentication Token", "type": "MISSING_AUTHENTICATION_TOKEN", "q": "1", "v": "directory", "none": "", "cost": "$5"}`,
		},
		{
			name: "by the Accept header",
			responses: []*apigw.GatewayResponse{{Type: "DEFAULT_4XX", ResponseTemplates: map[string]string{
				"application/json": `{}`, "text/plain": "$context.error.message.",
			}}},
			target: "/dev/x", header: []string{"Accept", "text/plain, */*"}, status: 403, body: "Missing Authentication Token.",
		},
		{
			name: "the stock template set explicitly",
			responses: []*apigw.GatewayResponse{{Type: "DEFAULT_5XX", ResponseTemplates: map[string]string{
				"application/json": `{"message":$context.error.messageString}`,
			}}},
			target: "/dev/broken", status: 502, body: `{"message": "Internal server error"}`,
		},
		{
			name: "a request that is too large cannot be customised",
			responses: []*apigw.GatewayResponse{
				{Type: "REQUEST_TOO_LARGE", StatusCode: "400", ResponseParameters: origin},
				{Type: "DEFAULT_4XX", StatusCode: "499", ResponseParameters: origin},
			},
			target: "/dev/x", header: []string{"X-Long", strings.Repeat("x", maxHead)}, status: 413, body: `{"message":"Request Too Long"}`,
		},
		{
			name:      "errors of the integration",
			responses: []*apigw.GatewayResponse{{Type: "INTEGRATION_FAILURE", ResponseParameters: origin}},
			target:    "/dev/broken", status: 502, body: `{"message": "Internal server error"}`, origin: "*",
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, "/broken: GET")
			w.answer = `"malformed"`
			w.def.GatewayResponses = tt.responses
			got := w.call(http.MethodGet, tt.target, "", tt.header...)
			if got.Code != tt.status || got.Body.String() != tt.body {
				t.Errorf("got %d %s, want %d %s", got.Code, got.Body, tt.status, tt.body)
			}
			if o := got.Header().Get("Access-Control-Allow-Origin"); o != tt.origin {
				t.Errorf("origin is %q, want %q", o, tt.origin)
			}
			if got.Header()["x-amzn-ErrorType"] == nil {
				t.Error("x-amzn-ErrorType must stay")
			}
		})
	}
}

// ACCESS_DENIED alone spells Message with a capital letter (easily wrong, 8).
func TestAccessDeniedBody(t *testing.T) {
	t.Parallel()
	f := fail(accessDenied, "User is not authorized to access this resource", "")
	if got, want := f.body(), `{"Message":"User is not authorized to access this resource"}`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func FuzzParseText(f *testing.F) {
	f.Add("$context.error.messageString ${context.requestId} $$ ${ $context. $stageVariables.a-b-")
	w := newWorld(f, "/a: GET")
	w.deploy()
	x := w.server.newExchange(mustRequest(f), testAPI, "/dev/a")
	x.findStage()
	f.Fuzz(func(t *testing.T, s string) {
		out := parseText(s).expand(x.message())
		if parseText(s).source != s {
			t.Error("the source is lost")
		}
		if len(s) > 0 && len(parseText(s).parts) == 1 && parseText(s).parts[0].literal == s && out != s {
			t.Errorf("%q without variables became %q", s, out)
		}
	})
}

func mustRequest(tb testing.TB) *http.Request {
	tb.Helper()
	r, err := http.NewRequestWithContext(tb.Context(), http.MethodGet, "http://x/dev/a", nil)
	if err != nil {
		tb.Fatal(err)
	}
	return r
}
