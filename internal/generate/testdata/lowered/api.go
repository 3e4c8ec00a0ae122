// Package lowered has what models of API Gateway cannot say.
package lowered

import (
	"context"

	"github.com/apigen-go/apigen/gen"
)

type Thing struct {
	Size int `json:"size" default:"3"`
	// Part is described at its type alone.
	Part Part `json:"part"`
}

// Part is a part.
type Part struct {
	Name string `json:"name" title:"Its name"`
}

// Service is the service.
type Service interface {
	Get(context.Context) (*Thing, error)
}

var _ = gen.API{
	Title: "Test", Version: "1.0.0", Service: (*Service)(nil),
	Gateway:  gen.REST{},
	Defaults: gen.Defaults{Integration: gen.Lambda{Function: "fn"}},
	Operations: []gen.Operation{
		gen.GET("/thing", Service.Get),
	},
}
