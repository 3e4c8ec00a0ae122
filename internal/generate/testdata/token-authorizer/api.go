// Package tokenauthorizer lets a function decide by a token.
package tokenauthorizer

import (
	"context"

	"github.com/apigen-go/apigen/gen"
)

type Thing struct {
	Name string `json:"name"`
}

type GetRequest struct {
	ID string `path:"id"`
}

var staff = gen.LambdaAuthorizer{
	Function: "authorize", Alias: "live", Header: "X-Token", TTL: 0, Pattern: "^[a-z]+$", Credentials: gen.Param("AuthorizerRole"),
}

// Service is the service.
type Service interface {
	// Get returns it.
	Get(context.Context, *GetRequest) (*Thing, error)
}

var _ = gen.API{
	Title: "Test", Version: "1.0.0", Service: (*Service)(nil),
	Gateway:  gen.REST{},
	Defaults: gen.Defaults{Integration: gen.Lambda{Function: "fn"}},
	Operations: []gen.Operation{
		gen.GET("/things/{id}", Service.Get, gen.Secure(gen.All{staff, gen.APIKey{}})),
	},
}
