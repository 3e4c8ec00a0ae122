// Package wrongintegrations has integrations that lead nowhere.
package wrongintegrations

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
		gen.GET("/a", nil, gen.Integrate(gen.AWS{Service: "dynamodb"})),
		gen.GET("/b", nil, gen.Integrate(gen.HTTPProxy{URI: "backend"})),
		gen.GET("/c", nil, gen.Integrate(gen.HTTPBackend{URI: "https://a.example.com", Method: "FETCH", Timeout: 10, Network: gen.Network{Target: "arn"}})),
		gen.GET("/d", nil, gen.Integrate(gen.Mock{Mapping: gen.Mapping{Responses: map[string]gen.IntegrationResponse{"default": {Status: 20}}}})),
		gen.ANY("/e", Service.Get),
		gen.GET("/f", nil),
		gen.GET("/g/{rest+}/x", nil, gen.Integrate(gen.Mock{})),
		gen.GET("/h/{id}", nil, gen.Integrate(gen.Mock{})),
		gen.GET("/h/{proxy+}", nil, gen.Integrate(gen.Mock{})),
		gen.GET("/things/{id}", Service.Get),
	},
}
