// Package nilslice has slices and maps, whose nil is written as an empty one.
package nilslice

import (
	"context"

	"github.com/apigen-go/apigen/gen"
)

// Thing has slices and maps.
type Thing struct {
	Slice    []string            `json:"slice"`
	Optional []string            `json:"optional,omitempty"`
	Map      map[string]int      `json:"map"`
	Lists    map[string][]string `json:"lists"`
	Parts    []Part              `json:"parts"`
}

// Part has a slice.
type Part struct {
	Tags []string `json:"tags"`
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
