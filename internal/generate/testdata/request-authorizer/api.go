// Package requestauthorizer lets a function decide by the whole request.
package requestauthorizer

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
	Function: gen.StageVariable("authorizer"), Identity: []string{"method.request.header.X-Tenant", "method.request.querystring.key", "stageVariables.zone", "context.identity.sourceIp"}, TTL: 60,
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
		gen.GET("/things/{id}", Service.Get, gen.Secure(staff)),
	},
}
