// Package wrongservicepointer has a service that is no pointer.
package wrongservicepointer

import (
	"context"

	"github.com/apigen-go/apigen/gen"
)

type Thing struct {
	Name string `json:"name"`
}

var theService Service

// Service is the service.
type Service interface {
	Get(context.Context) (*Thing, error)
}

var _ = gen.API{
	Title: "Test", Version: "1.0.0", Service: theService,
	Gateway:  gen.REST{},
	Defaults: gen.Defaults{Integration: gen.Lambda{Function: "fn"}},
	Operations: []gen.Operation{
		gen.GET("/thing", Service.Get),
	},
}
