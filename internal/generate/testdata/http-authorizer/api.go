// Package httpauthorizer lets a function decide in an HTTP API.
package httpauthorizer

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

var staff = gen.LambdaAuthorizer{Function: "authorize", Simple: true, TTL: 30, Identity: []string{"$request.header.X-Token", "$context.identity.sourceIp"}}

var old = gen.LambdaAuthorizer{Function: "authorize-old", Payload: "1.0", Credentials: "arn:aws:iam::123456789012:role/authorize"}

// Service is the service.
type Service interface {
	// Get returns it.
	Get(context.Context, *GetRequest) (*Thing, error)
}

var _ = gen.API{
	Title: "Test", Version: "1.0.0", Service: (*Service)(nil),
	Gateway:  gen.HTTP{},
	Defaults: gen.Defaults{Integration: gen.Lambda{Function: "fn"}},
	Operations: []gen.Operation{
		gen.GET("/things/{id}", Service.Get, gen.Secure(staff)),
		gen.ANY("/old", nil, gen.Secure(old), gen.Integrate(gen.HTTPProxy{URI: "https://old.example.com"})),
	},
}
