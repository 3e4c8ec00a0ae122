// Package httpservice calls AWS services from an HTTP API.
package httpservice

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
	Gateway:  gen.HTTP{},
	Defaults: gen.Defaults{Integration: gen.Lambda{Function: "fn"}},
	Operations: []gen.Operation{
		gen.POST("/messages", nil, gen.Integrate(gen.AWSService{
			Action: "SQS-SendMessage", Credentials: gen.Param("QueueRole"), Timeout: 3000,
			Parameters:         map[string]string{"QueueUrl": gen.Param("QueueUrl"), "MessageBody": "$request.body"},
			ResponseParameters: map[string]map[string]string{"200": {"overwrite:statuscode": "202"}},
		})),
		gen.GET("/things/{id}", Service.Get),
	},
}
