// Package nullable has pointers that are written as null.
package nullable

import (
	"context"

	"github.com/apigen-go/apigen/gen"
)

// Thing has them.
type Thing struct {
	Name *string `json:"name"`
	Part *Part   `json:"part"`
	List []*Part `json:"list"`
	Both **int   `json:"both,omitempty"`
}

// Part is a part.
type Part struct {
	Name string `json:"name"`
}

// Service is the service.
type Service interface {
	// Put stores it.
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
