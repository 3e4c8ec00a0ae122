// Package anymethod sends what has no operation elsewhere.
package anymethod

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
	Gateway:  gen.REST{CORS: gen.CORS{Origins: []string{"*"}}},
	Defaults: gen.Defaults{Integration: gen.Lambda{Function: "fn"}},
	Operations: []gen.Operation{
		gen.GET("/things/{id}", Service.Get),
		gen.ANY("/things/{id}", nil, gen.Integrate(gen.HTTPProxy{URI: "https://old.example.com/things/{id}", Parameters: map[string]string{"integration.request.path.id": "method.request.path.id"}})),
		gen.ANY("/legacy/{proxy+}", nil, gen.Secure(gen.APIKey{}), gen.Integrate(gen.HTTPProxy{
			URI: "https://old.example.com/{proxy}", Parameters: map[string]string{"integration.request.path.proxy": "method.request.path.proxy"},
		})),
		gen.OPTIONS("/legacy", nil, gen.Integrate(gen.Mock{})),
	},
}
