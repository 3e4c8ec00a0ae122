// Package links leads to further documentation.
package links

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
	Servers:  []gen.Server{{URL: "https://api.example.com", Description: "Production"}},
	Docs:     gen.Link{URL: "https://docs.example.com", Description: "More of it."},
	Operations: []gen.Operation{
		gen.GET("/things/{id}", Service.Get, gen.Docs("https://docs.example.com/get", "How to get one."), gen.OtherErrors(), gen.Tags("things")),
	},
}
