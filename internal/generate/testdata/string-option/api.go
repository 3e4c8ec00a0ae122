// Package stringoption has numbers and booleans inside strings.
package stringoption

import (
	"context"
	"encoding/json"

	"github.com/apigen-go/apigen/gen"
)

// Thing has them.
type Thing struct {
	Int    int         `json:"int,string"`
	Uint   uint        `json:"uint,string"`
	Float  float64     `json:"float,string"`
	Bool   bool        `json:"bool,string"`
	Text   string      `json:"text,string"`
	Maybe  *int        `json:"maybe,omitempty,string"`
	Slice  []int       `json:"slice,string"` // the option has no effect
	Number json.Number `json:"number,omitempty,string"`
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
