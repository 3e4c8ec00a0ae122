package plan_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/apigen-go/apigen/internal/apigw"
	"github.com/apigen-go/apigen/internal/plan"
)

func httpAPI(change func(*apigw.HTTPAPI)) *apigw.HTTPAPI {
	a := &apigw.HTTPAPI{
		Name: "pets", CORS: &apigw.CORS{AllowOrigins: []string{"*"}},
		Routes: []*apigw.Route{
			{Key: "GET /pets", AuthorizationType: apigw.AuthorizationJWT, Authorizer: "a", Integration: "i"},
			{Key: "$default", AuthorizationType: apigw.AuthorizationNone, Integration: "i"},
		},
		Integrations: []*apigw.HTTPIntegration{{
			ID: "i", Type: apigw.IntegrationAWSProxy, URI: "arn:aws:lambda:us-east-1:1:function:f", PayloadFormatVersion: "2.0", ConnectionType: "INTERNET",
		}},
		Authorizers: []*apigw.HTTPAuthorizer{{ID: "a", Name: "staff", Type: "JWT", Issuer: "https://i.test", Audience: []string{"x", "y"}}},
	}
	if change != nil {
		change(a)
	}
	return a
}

// What differs in meaning is a change; ids, order and defaults are none.
func TestCompareHTTP(t *testing.T) {
	for _, tt := range []struct {
		name   string
		change func(*apigw.HTTPAPI)
		want   string
	}{
		{"same, with other ids", func(a *apigw.HTTPAPI) {
			a.Integrations[0].ID, a.Authorizers[0].ID = "j", "b"
			a.Routes[0].Integration, a.Routes[1].Integration, a.Routes[0].Authorizer = "j", "j", "b"
			a.Integrations[0].TimeoutInMillis = 30000
			a.Integrations[0].URI = "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:1:function:f/invocations"
			slices.Reverse(a.Authorizers[0].Audience)
			slices.Reverse(a.Routes)
		}, ""},
		{"public", func(a *apigw.HTTPAPI) {
			a.Routes[0].AuthorizationType, a.Routes[0].Authorizer = apigw.AuthorizationNone, ""
		}, "change route GET /pets: becomes public"},
		{"removed", func(a *apigw.HTTPAPI) { a.Routes = a.Routes[:1] }, "delete route $default: breaking: callers will receive 404 Not Found"},
		{"added", func(a *apigw.HTTPAPI) {
			a.Routes = append(a.Routes, &apigw.Route{Key: "POST /x", AuthorizationType: apigw.AuthorizationNone})
		}, "add route POST /x: no integration"},
		{"payload", func(a *apigw.HTTPAPI) { a.Integrations[0].PayloadFormatVersion = "1.0" }, "change route GET /pets: payload format"},
		{"issuer", func(a *apigw.HTTPAPI) { a.Authorizers[0].Issuer = "https://other.test" }, "change authorizer staff: issuer"},
		{"CORS", func(a *apigw.HTTPAPI) { a.CORS = nil }, "delete setting CORS: was origins *"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			items := plan.CompareHTTP(httpAPI(nil), httpAPI(tt.change)).Items
			got := ""
			if len(items) > 0 {
				got = string(items[0].Action) + " " + string(items[0].Kind) + " " + items[0].Name + ": " + strings.Join(items[0].Details, "; ")
			}
			if tt.want == "" && got != "" || !strings.HasPrefix(got, tt.want) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
	if p := plan.CompareHTTP(nil, httpAPI(nil)); !p.Create || p.Count(plan.Add) != len(p.Items) || len(p.Items) != 5 {
		t.Errorf("a new API: got %+v", p)
	}
}
