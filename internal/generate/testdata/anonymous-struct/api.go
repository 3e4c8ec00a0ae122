// Package anonymousstruct has structs without a name.
package anonymousstruct

import (
	"context"

	"github.com/apigen-go/apigen/gen"
)

// Thing has structs inside.
type Thing struct {
	Inner struct {
		X       int
		Renamed string `json:"renamed,omitempty"`
	} `json:"inner"`
	List []struct {
		Y string `json:"y"`
	} `json:"list"`
	Map map[string]struct {
		Z bool `json:"z"`
	} `json:"map"`
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
