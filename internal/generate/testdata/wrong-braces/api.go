// Package api has paths whose braces are wrong: one error for each.
package api

import (
	"context"

	"github.com/apigen-go/apigen/gen"
)

type Service interface {
	Unclosed(context.Context, *OfID) (*Thing, error)
	Unopened(context.Context, *OfID) (*Thing, error)
	Suffixed(context.Context, *OfID) (*Thing, error)
	Greedy(context.Context, *OfID) (*Thing, error)
	Empty(context.Context) (*Thing, error)
	// Two has a mistake besides.
	Two(context.Context, *OfTwo) (*Thing, error)
}

type OfID struct {
	ID string `path:"id"`
}

type OfTwo struct {
	ID   string `path:"id"`
	Part string `path:"part"`
}

type Thing struct {
	Name string `json:"name"`
}

var _ = gen.API{
	Title:    "Braces",
	Version:  "1",
	Service:  (*Service)(nil),
	Gateway:  gen.REST{},
	Defaults: gen.Defaults{Integration: gen.Lambda{Function: "f"}},
	Operations: []gen.Operation{
		gen.GET("/unclosed/{id", Service.Unclosed),
		gen.GET("/unopened/id}", Service.Unopened),
		gen.GET("/suffixed/{id}.json", Service.Suffixed),
		gen.GET("/greedy/{id+", Service.Greedy),
		gen.GET("/empty/{}", Service.Empty),
		gen.GET("/two/{id", Service.Two),
	},
}
