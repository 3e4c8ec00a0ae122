// Package typecomments has comments on everything, which become descriptions.
package typecomments

import (
	"context"

	"github.com/apigen-go/apigen/gen"
)

// Thing is a thing. It has
// a long comment.
//
// With a second paragraph.
type Thing struct {
	// Name is how it is called.
	Name  string `json:"name"`
	Short int    `json:"short"` // at the end of the line
	Color Color  `json:"color"`
}

// Color is a color.
type Color string

const (
	// Red stops.
	Red   Color = "red"
	Green Color = "green" // goes
)

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
