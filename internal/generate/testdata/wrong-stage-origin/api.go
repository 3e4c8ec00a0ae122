// Package wrongstageorigin has an origin that differs between stages.
package wrongstageorigin

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
	Gateway:  gen.REST{CORS: gen.CORS{Origins: []string{gen.StageVariable("origin")}}},
	Defaults: gen.Defaults{Integration: gen.Lambda{Function: "fn"}},
	Operations: []gen.Operation{
		gen.GET("/a", Service.A),
	},
}
