package handlers

import (
	"context"
	"testing"

	"github.com/apigen-go/apigen/gateway"
	"github.com/apigen-go/apigen/lambdahttp/authorizer"
	"github.com/apigen-go/apigen/lambdahttp/authorizer/jwtauth"
)

// TestAuthorize wants one decision with everything a caller may do in the API and
// stage of the call, and nothing of other ones.
func TestAuthorize(t *testing.T) {
	t.Parallel()
	idp := gateway.Start(t)
	tokens, err := jwtauth.NewVerifier(jwtauth.Config{Issuer: idp.Gateway.URL() + "/_idp/us-east-1_people", AnyAudience: true, Client: idp.Client()})
	if err != nil {
		t.Fatal(err)
	}
	decide := Authorize(tokens, []Permission{
		{"email", "*", "*", "GET", "/my-resource"},
		{"openid", "*", "*", "GET", "/profile"},
		{"admin", "a1", "dev", "*", "/*"},
	})
	for _, tt := range []struct {
		name    string
		scopes  []string
		stage   string // of the API a1
		allowed []string
		denied  []string
	}{
		{"both scopes", []string{"email", "openid"}, "prod", []string{"GET/my-resource", "GET/profile"}, []string{"POST/profile", "GET/other"}},
		{"admin of the stage", []string{"admin"}, "dev", []string{"DELETE/other", "GET/profile"}, nil},
		{"admin of another stage", []string{"admin", "email"}, "prod", []string{"GET/my-resource"}, []string{"GET/profile"}},
		{"nothing", []string{"phone"}, "prod", nil, []string{"GET/my-resource"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			token := idp.Token(gateway.TokenRequest{Pool: "us-east-1_people", Scopes: tt.scopes})
			arn := "arn:aws:execute-api:us-east-1:123456789012:a1/" + tt.stage + "/"
			decision, err := decide(context.Background(), &authorizer.Request{Method: method(t, arn+"GET/my-resource"), Sources: []string{"Bearer " + token}})
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range tt.allowed {
				if !decision.Allows(method(t, arn+m)) {
					t.Errorf("%s is denied", m)
				}
			}
			for _, m := range tt.denied {
				if decision.Allows(method(t, arn+m)) {
					t.Errorf("%s is allowed", m)
				}
			}
		})
	}
}

func method(t *testing.T, arn string) authorizer.MethodARN {
	t.Helper()
	m, err := authorizer.ParseMethodARN(arn)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestReadPermissions(t *testing.T) {
	t.Parallel()
	if all, err := ReadPermissions(Document); err != nil || len(all) != 3 {
		t.Errorf("the document of the function: %v, %v", all, err)
	}
	for _, bad := range []string{``, `{}`, `[{"scope": "email"}]`, `[{"scope":"email","api":"*","stage":"*","verb":"GET"}]`} {
		if all, err := ReadPermissions([]byte(bad)); err == nil {
			t.Errorf("ReadPermissions(%s) gave %v, want an error", bad, all)
		}
	}
}
