// Package any has values of any type.
package any

import (
	"context"
	"encoding/json"

	"github.com/apigen-go/apigen/gen"
)

// Thing has them.
type Thing struct {
	Any    any            `json:"any"`
	Map    map[string]any `json:"map"`
	List   []any          `json:"list"`
	Number json.Number    `json:"number"`
	Named  Value          `json:"named"`
	// Some may be absent.
	Some any `json:"some,omitempty"`
}

// Value is any value.
type Value any

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
