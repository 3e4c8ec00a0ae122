// Package lists has lists in the query and in headers.
package lists

import (
	"context"

	"github.com/apigen-go/apigen/gen"
)

// FindRequest asks for some things.
type FindRequest struct {
	IDs    []int    `query:"ids"`
	Tags   []string `query:"tag,omitempty,explode" maxItems:"3"`
	Colors []Color  `query:"colors,omitempty"`
	Names  []string `header:"X-Names,omitempty"`
}

// Color is a color.
type Color string

const (
	Red  Color = "red"
	Blue Color = "blue"
)

// Found is what there is.
type Found struct {
	IDs []int `json:"ids"`
}

// Service is the service.
type Service interface {
	Find(context.Context, *FindRequest) (*Found, error)
}

var _ = gen.API{
	Title: "Test", Version: "1.0.0", Service: (*Service)(nil),
	Gateway:  gen.REST{},
	Defaults: gen.Defaults{Integration: gen.Lambda{Function: "fn"}},
	Operations: []gen.Operation{
		gen.GET("/things", Service.Find),
	},
}
