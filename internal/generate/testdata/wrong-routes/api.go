// Package wrongroutes routes methods wrongly.
package wrongroutes

import (
	"context"

	"github.com/apigen-go/apigen/gen"
)

type Thing struct {
	Name string `json:"name"`
}

type Other interface {
	Get(context.Context) (*Thing, error)
}

func free(context.Context) (*Thing, error) { return nil, nil }

// Service is the service.
type Service interface {
	Twice(context.Context) (*Thing, error)
	Never(context.Context) (*Thing, error)
	E(context.Context) (*Thing, error)
	F(context.Context) (*Thing, error)
	G(context.Context) (*Thing, error)
	H(context.Context) (*Thing, error)
	I(context.Context) (*Thing, error)
	J(context.Context) (*Thing, error)
	K(context.Context) (*Thing, error)
	private(context.Context) error
}

var _ = gen.API{
	Title: "Test", Version: "1.0.0", Service: (*Service)(nil),
	Gateway:  gen.REST{},
	Defaults: gen.Defaults{Integration: gen.Lambda{Function: "fn"}},
	Operations: []gen.Operation{
		gen.GET("/a", Service.Twice),
		gen.GET("/b", Service.Twice),
		gen.GET("/c", Other.Get),
		gen.GET("/d", free),
		gen.GET("e", Service.E),
		gen.GET("/f//f", Service.F),
		gen.GET("/g{x}", Service.G),
		gen.GET("/h/{proxy+}", Service.H),
		gen.GET("/i/a b/", Service.I),
		gen.GET("/ping", Service.J),
		gen.GET("/k/{a}/{a}", Service.K),
	},
}
