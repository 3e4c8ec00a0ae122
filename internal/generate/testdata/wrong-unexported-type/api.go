// Package wrongunexportedtype uses unexported types.
package wrongunexportedtype

import (
	"context"

	"github.com/apigen-go/apigen/gen"
)

type thing struct {
	Name string `json:"name"`
}

type Box struct {
	Thing thing `json:"thing"`
}

// Service is the service.
type Service interface {
	Box(context.Context) (*Box, error)
	Thing(context.Context) (*thing, error)
}

var _ = gen.API{
	Title: "Test", Version: "1.0.0", Service: (*Service)(nil),
	Gateway:  gen.REST{},
	Defaults: gen.Defaults{Integration: gen.Lambda{Function: "fn"}},
	Operations: []gen.Operation{
		gen.GET("/box", Service.Box),
		gen.GET("/thing", Service.Thing),
	},
}
