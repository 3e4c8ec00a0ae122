// Package wrongtwooperationsonaroute routes two methods alike.
package wrongtwooperationsonaroute

import (
	"context"

	"github.com/apigen-go/apigen/gen"
)

type Thing struct {
	Name string `json:"name"`
}

type IDRequest struct {
	ID string `path:"id"`
}

// Service is the service.
type Service interface {
	Get(context.Context, *IDRequest) (*Thing, error)
	Find(context.Context, *IDRequest) (*Thing, error)
}

var _ = gen.API{
	Title: "Test", Version: "1.0.0", Service: (*Service)(nil),
	Gateway:  gen.REST{},
	Defaults: gen.Defaults{Integration: gen.Lambda{Function: "fn"}},
	Operations: []gen.Operation{
		gen.GET("/things/{id}", Service.Get),
		gen.GET("/things/{id}", Service.Find),
	},
}
