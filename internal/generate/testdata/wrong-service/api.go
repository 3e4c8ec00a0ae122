// Package wrongservice has a service that is no interface.
package wrongservice

import (
	"context"

	"github.com/apigen-go/apigen/gen"
)

// Thing is a struct with a method.
type Thing struct {
	Name string `json:"name"`
}

// Get gets it.
func (Thing) Get(context.Context) (*Thing, error) { return nil, nil }

var _ = gen.API{
	Title: "Test", Version: "1.0.0", Service: (*Thing)(nil),
	Gateway:  gen.REST{},
	Defaults: gen.Defaults{Integration: gen.Lambda{Function: "fn"}},
	Operations: []gen.Operation{
		gen.GET("/thing", Thing.Get),
	},
}
