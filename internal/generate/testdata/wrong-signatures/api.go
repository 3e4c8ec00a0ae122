// Package wrongsignatures has methods no operation can have.
package wrongsignatures

import (
	"context"

	"github.com/apigen-go/apigen/gen"
)

type Thing struct {
	Name string `json:"name"`
}

// Service is the service.
type Service interface {
	A() error
	B(context.Context) *Thing
	C(context.Context, Thing) error
	D(context.Context, *Thing, int) error
	E(context.Context) ([]Thing, error)
	F(context.Context, ...*Thing) error
	G(context.Context) (*string, error)
	H(context.Context) (*Thing, error)
	I(context.Context, *Thing) error
}

var _ = gen.API{
	Title: "Test", Version: "1.0.0", Service: (*Service)(nil),
	Gateway:  gen.REST{},
	Defaults: gen.Defaults{Integration: gen.Lambda{Function: "fn"}},
	Operations: []gen.Operation{
		gen.GET("/a", Service.A),
		gen.GET("/b", Service.B),
		gen.GET("/c", Service.C),
		gen.GET("/d", Service.D),
		gen.GET("/e", Service.E),
		gen.GET("/f", Service.F),
		gen.GET("/g", Service.G),
		gen.HEAD("/h", Service.H),
		gen.GET("/i", Service.I),
	},
}
