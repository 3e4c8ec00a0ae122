// Package wrongorigin allows an origin that is none.
package wrongorigin

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
}

var _ = gen.API{
	Title: "Test", Version: "1.0.0", Service: (*Service)(nil),
	Gateway:  gen.REST{CORS: gen.CORS{Origins: []string{"https://a.example.com/"}}},
	Defaults: gen.Defaults{Integration: gen.Lambda{Function: "fn"}},
	Operations: []gen.Operation{
		gen.GET("/a", Service.A),
	},
}
