// Package sealedinterface has an interface only its own types implement.
package sealedinterface

import (
	"context"

	"github.com/apigen-go/apigen/gen"
)

// Drawing holds shapes.
type Drawing struct {
	Main   Shape            `json:"main"`
	Others []Shape          `json:"others"`
	ByName map[string]Shape `json:"byName"`
	Group  Group            `json:"group"`
	Next   *Drawing         `json:"next,omitempty"`
	Maybe  Shape            `json:"maybe,omitempty"`
}

// Shape is a circle or a square.
type Shape interface{ isShape() }

// Circle is round.
type Circle struct {
	Radius float64  `json:"radius"`
	Tags   []string `json:"tags"`
}

// Square is not.
type Square struct {
	Side  float64 `json:"side" minimum:"0"`
	Inner Shape   `json:"inner,omitempty"` // another one inside
}

// Group is shapes together; it is a shape itself.
type Group struct {
	Shapes []Shape `json:"shapes"`
}

func (Circle) isShape()  {}
func (*Square) isShape() {}
func (Group) isShape()   {}

// Service is the service.
type Service interface {
	// Put stores it.
	Put(context.Context, *Drawing) (*Drawing, error)
}

var _ = gen.API{
	Title: "Test", Version: "1.0.0", Service: (*Service)(nil),
	Gateway:  gen.REST{},
	Defaults: gen.Defaults{Integration: gen.Lambda{Function: "fn"}},
	Operations: []gen.Operation{
		gen.POST("/thing", Service.Put),
	},
}
