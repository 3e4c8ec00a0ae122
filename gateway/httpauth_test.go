package gateway_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
	"github.com/aws/aws-sdk-go-v2/service/apigatewayv2"

	"github.com/apigen-go/apigen/gateway"
)

// authorizerDocument has two routes behind a Lambda authorizer with the members
// given.
func authorizerDocument(members string) string {
	const uri = "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:123456789012:function:"
	integration := `{security: [{auth: []}], x-amazon-apigateway-integration: {type: aws_proxy, uri: "` + uri + `pets/invocations", payloadFormatVersion: "2.0"}}`
	return httpHead + `paths: {/a: {get: ` + integration + `}, "/b/{id}": {get: ` + integration + `}, /old: {get: ` + strings.Replace(integration, "2.0", "1.0", 1) + `}}
components:
  securitySchemes:
    auth:
      type: apiKey
      in: header
      name: Authorization
      x-amazon-apigateway-authorizer: {type: request, authorizerUri: "` + uri + `auth/invocations", ` + members + `}
`
}

// Lambda authorizers of HTTP APIs: events, answers, what is refused and how
// (http-api-lambda-authorizer).
func TestHTTPLambdaAuthorizer(t *testing.T) {
	var answer string
	var failed error
	var asked []map[string]any
	auth := func(_ context.Context, payload []byte) ([]byte, error) {
		var e map[string]any
		if err := json.Unmarshal(payload, &e); err != nil {
			return nil, err
		}
		asked = append(asked, e)
		return []byte(answer), failed
	}
	// In payload 1.0 an answer needs a status.
	echo := func(_ context.Context, payload []byte) ([]byte, error) {
		if strings.HasPrefix(string(payload), `{"version":"1.0"`) {
			return json.Marshal(map[string]any{"statusCode": 200, "body": string(payload)})
		}
		return payload, nil
	}
	w := open(t, gateway.Config{OpenFunctions: true, Functions: []gateway.FunctionConfig{{Name: "pets", Handler: echo}, {Name: "auth", Handler: auth}}})
	const allowAll = `{"principalId":"jane","policyDocument":{"Version":"2012-10-17","Statement":[{"Action":"execute-api:Invoke","Effect":"Allow","Resource":"*"}]},"context":{"n":1,"list":["a"]}}`
	simple := w.importHTTP(t, authorizerDocument(`identitySource: $request.header.Authorization, authorizerPayloadFormatVersion: "2.0", enableSimpleResponses: true`))
	policy := w.importHTTP(t, authorizerDocument(`identitySource: $request.header.Authorization, authorizerPayloadFormatVersion: "1.0"`))
	for _, tt := range []struct {
		name, api, answer string
		err               error
		status            int
		body              string
	}{
		{"simple yes", simple, `{"isAuthorized": true, "context": {"n": 1, "deep": {"a": [1]}}}`, nil, 200, ""},
		{"simple no", simple, `{"isAuthorized": false}`, nil, 403, `{"message":"Forbidden"}`},
		{"simple of another form", simple, allowAll, nil, 500, `{"message":"Internal Server Error"}`},
		{"crash", simple, ``, errors.New("boom"), 500, `{"message":"Internal Server Error"}`},
		{"no JSON", simple, `x`, nil, 500, `{"message":"Internal Server Error"}`},
		{"policy allows", policy, allowAll, nil, 200, ""},
		{"policy denies", policy, strings.Replace(allowAll, "Allow", "Deny", 1), nil, 403, `{"message":"Forbidden"}`},
		{"policy for another route", policy, strings.Replace(allowAll, `"Resource":"*"`, `"Resource":"arn:aws:execute-api:*:*:*/*/GET/b/*"`, 1), nil, 403, `{"message":"Forbidden"}`},
		{"no principal", policy, strings.Replace(allowAll, "jane", "", 1), nil, 500, `{"message":"Internal Server Error"}`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			answer, failed = tt.answer, tt.err
			r := w.call(t, "GET", w.InvokeURL(tt.api, "$default")+"/a", "", "Authorization", "t")
			if r.status != tt.status || tt.body != "" && r.body != tt.body {
				t.Errorf("got %d %s, want %d %s", r.status, r.body, tt.status, tt.body)
			}
		})
	}
	answer, failed, asked = `{"isAuthorized": true, "context": {"n": 1, "deep": {"a": [1]}}}`, nil, nil
	if r := w.call(t, "GET", w.InvokeURL(simple, "$default")+"/a", ""); r.status != 401 || r.body != `{"message":"Unauthorized"}` || len(asked) != 0 {
		t.Errorf("identity source missing: got %+v, asked %d times", r, len(asked))
	}
	r := w.call(t, "GET", w.InvokeURL(simple, "$default")+"/b/7?q=1", "", "Authorization", "t")
	if len(asked) != 1 {
		t.Fatalf("asked %d times: %+v", len(asked), r)
	}
	for path, want := range map[string]any{
		"version": "2.0", "type": "REQUEST", "routeArn": "arn:aws:execute-api:us-east-1:123456789012:" + simple + "/$default/GET/b/7",
		"routeKey": "GET /b/{id}", "rawPath": "/b/7", "rawQueryString": "q=1", "pathParameters.id": "7", "headers.authorization": "t",
		"requestContext.authorizer": nil, "isBase64Encoded": nil,
	} {
		if got := at(asked[0], path); got != want {
			t.Errorf("event 2.0, %s: got %v, want %v", path, got, want)
		}
	}
	if source, _ := asked[0]["identitySource"].([]any); len(source) != 1 || source[0] != "t" {
		t.Errorf("event 2.0, identitySource: got %v", asked[0]["identitySource"])
	}
	if e := decode(t, r); at(e, "requestContext.authorizer.lambda.n") != 1.0 || at(e, "requestContext.authorizer.lambda.deep.a") == nil {
		t.Errorf("context of the function: got %v", at(e, "requestContext.authorizer"))
	}

	answer, asked = allowAll, nil
	r = w.call(t, "GET", w.InvokeURL(policy, "$default")+"/old", "", "Authorization", "t")
	e := decode(t, r)
	if at(e, "requestContext.authorizer.principalId") != "jane" || at(e, "requestContext.authorizer.n") != 1.0 {
		t.Errorf("context of 1.0: got %v", at(e, "requestContext.authorizer"))
	}
	for path, want := range map[string]any{
		"version": "1.0", "type": "REQUEST", "methodArn": "arn:aws:execute-api:us-east-1:123456789012:" + policy + "/$default/GET/old",
		"identitySource": "t", "authorizationToken": "t", "resource": "/old", "path": "/old", "httpMethod": "GET",
	} {
		if got := at(asked[0], path); got != want {
			t.Errorf("event 1.0, %s: got %v, want %v", path, got, want)
		}
	}
}

// Easily wrong, line 22: answers are not remembered unless the authorizer says
// so; remembered ones hold for all its routes, the policy is read for each.
func TestHTTPAuthorizerCache(t *testing.T) {
	times := 0
	auth := func(context.Context, []byte) ([]byte, error) {
		times++
		return []byte(`{"principalId":"jane","policyDocument":{"Statement":[{"Action":"execute-api:Invoke","Effect":"Allow","Resource":"arn:aws:execute-api:*:*:*/*/GET/a"}]}}`), nil
	}
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	w := open(t, gateway.Config{
		OpenFunctions: true, Now: func() time.Time { return now },
		Functions: []gateway.FunctionConfig{{Name: "pets", Handler: event}, {Name: "auth", Handler: auth}},
	})
	const members = `identitySource: $request.header.Authorization, authorizerPayloadFormatVersion: "2.0"`
	plain := w.importHTTP(t, authorizerDocument(members))
	cached := w.importHTTP(t, authorizerDocument(members+", authorizerResultTtlInSeconds: 60"))
	call := func(api, path, token string) int {
		return w.call(t, "GET", w.InvokeURL(api, "$default")+path, "", "Authorization", token).status
	}
	for range 2 {
		call(plain, "/a", "t")
	}
	if times != 2 {
		t.Errorf("without a TTL: asked %d times, want 2", times)
	}
	times = 0
	if a, again, b := call(cached, "/a", "t"), call(cached, "/a", "t"), call(cached, "/b/7", "t"); a != 200 || again != 200 || b != 403 || times != 1 {
		t.Errorf("got %d %d %d, asked %d times; want 200 200 403, once", a, again, b, times)
	}
	call(cached, "/a", "u")
	now = now.Add(time.Minute)
	call(cached, "/a", "t")
	if times != 3 {
		t.Errorf("another identity, and later: asked %d times, want 3", times)
	}
	if _, err := w.v2().ResetAuthorizersCache(t.Context(), &apigatewayv2.ResetAuthorizersCacheInput{ApiId: &cached, StageName: aws.String("$default")}); err != nil {
		t.Fatal(err)
	}
	call(cached, "/a", "t")
	if times != 4 {
		t.Errorf("after a reset: asked %d times, want 4", times)
	}
}

// Routes with IAM authorization take signed requests; every refusal is 403
// Forbidden (http-api-access-control-iam).
func TestHTTPIAM(t *testing.T) {
	callers := []gateway.Caller{
		{AccessKeyID: "local", SecretAccessKey: "local"},
		{AccessKeyID: "reader", SecretAccessKey: "s", Policy: `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"execute-api:Invoke","Resource":"arn:aws:execute-api:*:*:*/*/GET/other"}]}`},
	}
	w := open(t, gateway.Config{OpenFunctions: true, Callers: callers, Functions: []gateway.FunctionConfig{{Name: "pets", Handler: event}}})
	api := w.importHTTP(t, httpHead+`paths: {/a: {get: {security: [{iam: []}], x-amazon-apigateway-integration: {type: aws_proxy, uri: "arn:aws:lambda:us-east-1:123456789012:function:pets", payloadFormatVersion: "2.0"}}}}
components: {securitySchemes: {iam: {type: apiKey, in: header, name: Authorization, x-amazon-apigateway-authtype: awsSigv4}}}
`)
	signed := func(key, secret string) reply {
		req, err := http.NewRequestWithContext(t.Context(), "GET", w.InvokeURL(api, "dev")+"/a?x=1", nil)
		if err != nil {
			t.Fatal(err)
		}
		sum := sha256.Sum256(nil)
		if err := v4.NewSigner().SignHTTP(t.Context(), aws.Credentials{AccessKeyID: key, SecretAccessKey: secret}, req, hex.EncodeToString(sum[:]), "execute-api", "us-east-1", time.Now()); err != nil {
			t.Fatal(err)
		}
		var header []string
		for name := range req.Header {
			header = append(header, name, req.Header.Get(name))
		}
		return w.call(t, "GET", w.InvokeURL(api, "dev")+"/a?x=1", "", header...)
	}
	good := signed("local", "local")
	if good.status != 200 || at(decode(t, good), "requestContext.authorizer.iam.userArn") != "arn:aws:iam::123456789012:user/local" {
		t.Errorf("signed: got %+v", good)
	}
	for name, r := range map[string]reply{
		"unsigned": w.call(t, "GET", w.InvokeURL(api, "dev")+"/a", ""), "wrong secret": signed("local", "x"),
		"unknown key": signed("nobody", "x"), "not allowed": signed("reader", "s"),
	} {
		if r.status != 403 || r.body != `{"message":"Forbidden"}` {
			t.Errorf("%s: got %d %s", name, r.status, r.body)
		}
	}
}
