// Package thirdparty has types of other modules.
package thirdparty

import (
	"context"

	"github.com/apigen-go/apigen/gen"
	"github.com/google/uuid"
)

// Thing has them.
type Thing struct {
	ID    uuid.UUID            `json:"id"`
	Other *uuid.UUID           `json:"other,omitempty"`
	IDs   []uuid.UUID          `json:"ids"`
	Map   map[uuid.UUID]string `json:"map"`
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
