// Package wrongfiles has files that cannot be read.
package wrongfiles

import (
	"context"
	"os"

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
		gen.GET("/a", nil, gen.Integrate(gen.Mock{Mapping: gen.Mapping{RequestTemplates: map[string]string{"application/json": gen.File("none.vtl")}}})),
		gen.GET("/b", nil, gen.Integrate(gen.Mock{Mapping: gen.Mapping{RequestTemplates: map[string]string{"application/json": gen.File("../mock/api.go")}}})),
		gen.GET("/c", nil, gen.Integrate(gen.Mock{Mapping: gen.Mapping{RequestTemplates: map[string]string{"application/json": os.Args[0]}}})),
		gen.GET("/things/{id}", Service.Get),
	},
}
