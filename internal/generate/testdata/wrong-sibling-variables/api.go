// Package wrongsiblingvariables names one level twice.
package wrongsiblingvariables

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

type OtherRequest struct {
	ID string `path:"thing"`
}

// Service is the service.
type Service interface {
	Get(context.Context, *IDRequest) (*Thing, error)
	Parts(context.Context, *OtherRequest) (*Thing, error)
	Delete(context.Context, *OtherRequest) error
}

var _ = gen.API{
	Title: "Test", Version: "1.0.0", Service: (*Service)(nil),
	Gateway:  gen.REST{},
	Defaults: gen.Defaults{Integration: gen.Lambda{Function: "fn"}},
	Operations: []gen.Operation{
		gen.GET("/things/{id}", Service.Get),
		gen.GET("/things/{thing}/parts", Service.Parts),
		gen.DELETE("/things/{thing}", Service.Delete),
	},
}
