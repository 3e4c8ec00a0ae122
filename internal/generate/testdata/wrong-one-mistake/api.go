// Package api has mistakes of which others would follow: each is told once.
package api

import (
	"context"

	"github.com/apigen-go/apigen/gen"
)

type Service interface {
	// Get is misspelt where it is routed.
	Get(context.Context, *OfID) (*Thing, error)
	NoContext(*OfID) (*Thing, error)
	NoPointer(context.Context, OfID) (*Thing, error)
	Unknown(context.Context, *Undeclared) (*Thing, error)
	Unexported(context.Context, *Lower) error
}

type OfID struct {
	ID string `path:"id"`
}

type Thing struct {
	Name strng     `json:"name"`
	Made time.Time `json:"made"`
	kept string    `json:"kept"`
}

type Lower struct {
	body Thing
}

var _ = gen.API{
	Title:    "Once",
	Version:  "1",
	Service:  (*Service)(nil),
	Gateway:  gen.REST{},
	Defaults: gen.Defaults{Integration: gen.Lambda{Function: "f"}},
	Operations: []gen.Operation{
		gen.GET("/a/{id}", Service.Gett),
		gen.GET("/b/{id}", Service.NoContext),
		gen.GET("/c/{id}", Service.NoPointer),
		gen.GET("/d/{id}", Service.Unknown),
		gen.POST("/e", Service.Unexported),
	},
}
