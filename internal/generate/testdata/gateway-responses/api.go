// Package gatewayresponses changes the answers API Gateway itself gives.
package gatewayresponses

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

// Service is the service.
type Service interface {
	// Get returns it.
	Get(context.Context, *GetRequest) (*Thing, error)
}

var _ = gen.API{
	Title: "Test", Version: "1.0.0", Service: (*Service)(nil),
	Gateway: gen.REST{
		CORS: gen.CORS{Origins: []string{"https://things.example.com"}},
		Responses: map[gen.ResponseType]gen.GatewayResponse{
			gen.Unauthorized: {
				Status:     401,
				Parameters: map[string]string{"gatewayresponse.header.WWW-Authenticate": "'Bearer'"},
				Templates:  map[string]string{"application/json": `{"title": $context.error.messageString}`},
			},
			gen.Default4XX: {Templates: map[string]string{"application/json": gen.File("templates/error.vtl")}},
		},
	},
	Defaults: gen.Defaults{Integration: gen.Lambda{Function: "fn"}},
	Operations: []gen.Operation{
		gen.GET("/things/{id}", Service.Get),
	},
}
