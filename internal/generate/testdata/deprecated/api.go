// Package deprecated has things that are to be used no more.
package deprecated

import (
	"context"

	"github.com/apigen-go/apigen/gen"
)

// Thing is a thing.
type Thing struct {
	// Old was useful once.
	//
	// Deprecated: use New.
	Old string `json:"old,omitempty"`
	New string `json:"new"`
	// Gone goes.
	Gone string `json:"gone,omitempty" deprecated:"true"`
	Past Past   `json:"past"`
}

// Past is over.
//
// Deprecated: nobody reads it.
type Past struct {
	Year int `json:"year"`
}

// Service is the service.
type Service interface {
	// Put stores it.
	//
	// Deprecated: use nothing.
	Put(context.Context, *Thing) (*Thing, error)
}

var _ = gen.API{
	Title: "Test", Version: "1.0.0", Service: (*Service)(nil),
	Gateway:  gen.REST{},
	Defaults: gen.Defaults{Integration: gen.Lambda{Function: "fn"}},
	Operations: []gen.Operation{
		gen.POST("/thing", Service.Put),
	},
}
