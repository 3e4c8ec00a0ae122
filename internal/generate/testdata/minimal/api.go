// Package minimal is the smallest contract: one operation without parameters.
package minimal

import (
	"context"

	"github.com/apigen-go/apigen/gen"
)

// Thing is all there is.
type Thing struct {
	Name string `json:"name"`
}

// Service is the service.
type Service interface {
	// GetThing returns the thing.
	GetThing(context.Context) (*Thing, error)
}

var _ = gen.API{
	Title: "Test", Version: "1.0.0", Service: (*Service)(nil),
	Gateway:  gen.REST{},
	Defaults: gen.Defaults{Integration: gen.Lambda{Function: "fn"}},
	Operations: []gen.Operation{
		gen.GET("/thing", Service.GetThing),
	},
}
