package authorizer_test

import (
	"context"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/apigen-go/apigen/examples/authorizer/handlers"
	"github.com/apigen-go/apigen/examples/internal/trial"
	"github.com/apigen-go/apigen/gateway"
	"github.com/apigen-go/apigen/lambdahttp/authorizer"
	"github.com/apigen-go/apigen/lambdahttp/authorizer/jwtauth"
)

const audience = "https://api.example.com"

// TestAuthorizer has a gateway without an API stand for the identity provider
// outside AWS: its tokens are signed and verified for real.
func TestAuthorizer(t *testing.T) {
	t.Parallel()
	idp := gateway.Start(t)
	token := func(scopes ...string) map[string]string {
		return bearer(idp.Token(gateway.TokenRequest{Pool: "us-east-1_people", Shape: "auth0", Audience: audience, Subject: "jane", Scopes: scopes}))
	}
	tokens, err := jwtauth.NewVerifier(jwtauth.Config{
		Issuer: idp.Gateway.URL() + "/_idp/us-east-1_people", Audience: []string{audience}, Client: idp.Client(),
	})
	if err != nil {
		t.Fatal(err)
	}
	permissions, err := handlers.ReadPermissions(handlers.Document)
	if err != nil {
		t.Fatal(err)
	}
	start := time.Now()
	var asked, moved atomic.Int64 // calls of the function; how far the gateway's clock was moved
	decide := authorizer.New(handlers.Authorize(tokens, permissions), authorizer.Options{})
	gw := gateway.Start(t, gateway.Document("api/openapi.yaml"), gateway.Function("authorizer", func(ctx context.Context, event []byte) ([]byte, error) {
		asked.Add(1)
		return decide.Invoke(ctx, event)
	}), gateway.With(func(c *gateway.Config) {
		c.Now = func() time.Time { return start.Add(time.Duration(moved.Load())) }
	}))
	get := func(name, path string, header map[string]string, status int, answer string) trial.Call {
		return trial.Call{Name: name, Method: "GET", Path: path, Header: header, Status: status, Answer: answer}
	}
	unauthorized, mine := `{"message":"Unauthorized"}`, `{"message":"this is my resource"}`
	denied := `{"Message":"User is not authorized to access this resource with an explicit deny"}`

	trial.Run(t, gw.Client(), gw.URL(), []trial.Call{
		get("no token", "/my-resource", nil, 401, unauthorized),
		get("no JWT", "/my-resource", bearer("guess"), 401, unauthorized),
		get("no Bearer", "/my-resource", map[string]string{"Authorization": strings.TrimPrefix(token("email")["Authorization"], "Bearer ")}, 401, unauthorized),
	})
	if n := asked.Load(); n != 0 {
		t.Errorf("the function was asked %d times about what is no token, want 0", n)
	}

	email, both := token("email"), token("email", "openid")
	expired := bearer(idp.Token(gateway.TokenRequest{Pool: "us-east-1_people", Shape: "auth0", Audience: audience, ValidFor: -3600, Scopes: []string{"email"}}))
	foreign := bearer(idp.Token(gateway.TokenRequest{Pool: "us-east-1_others", Shape: "auth0", Audience: audience, Scopes: []string{"email"}}))
	trial.Run(t, gw.Client(), gw.URL(), []trial.Call{
		get("scope email", "/my-resource", email, 200, mine),
		get("no scope that allows anything", "/my-resource", token("phone"), 403, denied),
		get("no scope at all", "/my-resource", token(), 403, denied),
		get("a scope for something else", "/my-resource", token("openid"), 403, `{"Message":"User is not authorized to access this resource"}`),
		get("expired", "/my-resource", expired, 401, unauthorized),
		get("another issuer", "/my-resource", foreign, 401, unauthorized),
		get("a broken signature", "/my-resource", map[string]string{"Authorization": email["Authorization"][:len(email["Authorization"])-8] + "AAAAAAAA"}, 401, unauthorized),
	})

	// One decision serves the caller's other methods, until it is a second old.
	asked.Store(0)
	profile := get("the other method", "/profile", both, 200, `{"subject":"auth0|jane"}`)
	trial.Run(t, gw.Client(), gw.URL(), []trial.Call{get("two scopes", "/my-resource", both, 200, mine), profile})
	if n := asked.Load(); n != 1 {
		t.Errorf("the function was asked %d times about a caller of two methods, want once", n)
	}
	moved.Store(int64(2 * time.Second))
	trial.Run(t, gw.Client(), gw.URL(), []trial.Call{profile})
	if n := asked.Load(); n != 2 {
		t.Errorf("after the TTL the function was asked %d times, want twice", n)
	}
}

func bearer(token string) map[string]string {
	return map[string]string{"Authorization": "Bearer " + token}
}
