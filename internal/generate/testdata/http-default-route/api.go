// Package httpdefaultroute has a route for all that has none.
package httpdefaultroute

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
	Gateway:  gen.HTTP{},
	Defaults: gen.Defaults{Integration: gen.Lambda{Function: "fn"}},
	Operations: []gen.Operation{
		gen.GET("/things/{id}", Service.Get),
		gen.ANY("$default", nil, gen.Integrate(gen.HTTPProxy{URI: "https://old.example.com"})),
		gen.GET("/things/{other}/parts", nil, gen.Integrate(gen.HTTPProxy{URI: "https://old.example.com"})),
	},
}
