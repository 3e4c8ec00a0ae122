// Package wronggateway has settings API Gateway does not take.
package wronggateway

import (
	"context"

	"github.com/apigen-go/apigen/gen"
)

type Thing struct {
	Name string `json:"name"`
}

// Service is the service.
type Service interface {
	A(context.Context) (*Thing, error)
	B(context.Context) (*Thing, error)
	C(context.Context) (*Thing, error)
	D(context.Context) (*Thing, error)
}

var _ = gen.API{
	Title: "Test", Version: "1.0.0", Service: (*Service)(nil),
	Gateway: gen.REST{CORS: gen.CORS{Origins: []string{"https://a.example.com", "https://b.example.com"}, MaxAge: -1, Headers: []string{"a b"}}, BinaryMediaTypes: []string{"zip"}},
	Operations: []gen.Operation{
		gen.GET("/a", Service.A, gen.Integrate(gen.Lambda{})),
		gen.GET("/b", Service.B, gen.Integrate(gen.Lambda{Function: "b", Timeout: 30000, Alias: "a b"})),
		gen.GET("/c", Service.C, gen.Validate(gen.Validation(9))),
		gen.GET("/d", Service.D, gen.Scopes(""), gen.Tags(" x")),
	},
}
