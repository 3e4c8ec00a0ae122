// Package httpshared shares integrations.
package httpshared

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
	Gateway: gen.HTTP{Integrations: map[string]gen.Integration{
		"backend": gen.HTTPProxy{
			URI: "arn:aws:elasticloadbalancing:eu-central-1:123456789012:listener/app/lb/1/2", Method: "ANY", Timeout: 30000,
			Parameters:         map[string]string{"overwrite:path": "$request.path", "append:header.X-From": "gateway"},
			ResponseParameters: map[string]map[string]string{"500": {"remove:header.X-Debug": "''"}},
			Network:            gen.Network{VPCLink: "abc123", TLS: gen.TLS{ServerName: "backend.internal"}},
		},
		"function": gen.Lambda{Function: "fn", Payload: "1.0"},
	}},
	Defaults: gen.Defaults{Integration: gen.Lambda{Function: "fn"}},
	Operations: []gen.Operation{
		gen.GET("/things/{id}", Service.Get),
		gen.POST("/a", nil, gen.Integrate(gen.Shared("backend"))),
		gen.POST("/b", nil, gen.Integrate(gen.Shared("function"))),
	},
}
