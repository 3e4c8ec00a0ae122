// Package httpcors lets several origins call.
package httpcors

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
	Gateway: gen.HTTP{CORS: gen.CORS{
		Origins: []string{"https://a.example.com", "https://b.example.com"}, Headers: []string{"X-Extra"}, ExposeHeaders: []string{"X-Total"}, MaxAge: 600, Credentials: true,
	}},
	Defaults: gen.Defaults{Integration: gen.Lambda{Function: "fn"}},
	Operations: []gen.Operation{
		gen.GET("/things/{id}", Service.Get),
		gen.ANY("/other", nil, gen.Integrate(gen.HTTPProxy{URI: "https://old.example.com"})),
	},
}
