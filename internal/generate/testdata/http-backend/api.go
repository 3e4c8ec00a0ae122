// Package httpbackend calls HTTP endpoints, with templates and as they are.
package httpbackend

import (
	"context"

	"github.com/apigen-go/apigen/gen"
)

type Thing struct {
	Name string `json:"name"`
}

type GetRequest struct {
	ID string `path:"id"`
}

// Service is the service.
type Service interface {
	// Get returns it.
	Get(context.Context, *GetRequest) (*Thing, error)
}

var _ = gen.API{
	Title: "Test", Version: "1.0.0", Service: (*Service)(nil),
	Gateway:  gen.REST{},
	Defaults: gen.Defaults{Integration: gen.Lambda{Function: "fn"}},
	Operations: []gen.Operation{
		gen.GET("/mapped", nil, gen.Integrate(gen.HTTPBackend{
			URI: "https://backend.example.com/things", Method: "POST", Timeout: 1000, Credentials: "arn:aws:iam::*:user/*",
			Network: gen.Network{VPCLink: gen.StageVariable("link"), TLS: gen.TLS{InsecureSkipVerification: true}},
			Mapping: gen.Mapping{
				RequestTemplates: map[string]string{"application/json": `{"all": true}`},
				Passthrough:      gen.PassWhenNoTemplates,
				Responses:        map[string]gen.IntegrationResponse{"default": {Status: 200}, "5\\d\\d": {Status: 502}},
			},
		})),
		gen.POST("/plain", nil, gen.Integrate(gen.HTTPProxy{
			URI: "https://${stageVariables.host}/plain", Method: "POST", Timeout: 2000, Credentials: "arn:aws:iam::123456789012:role/call",
			Parameters: map[string]string{"integration.request.header.X-From": "'gateway'", "integration.request.querystring.q": "method.request.querystring.q"},
			CacheKeys:  []string{"method.request.querystring.q"}, CacheNamespace: "plain",
			Network: gen.Network{VPCLink: "abc123", TLS: gen.TLS{InsecureSkipVerification: true}},
		})),
		gen.GET("/balanced", nil, gen.Integrate(gen.HTTPProxy{
			URI: "https://internal.example.com/balanced", Stream: true,
			Network: gen.Network{VPCLink: "abc123", Target: "arn:aws:elasticloadbalancing:eu-central-1:123456789012:listener/app/lb/1/2"},
		})),
		gen.GET("/things/{id}", Service.Get),
	},
}
