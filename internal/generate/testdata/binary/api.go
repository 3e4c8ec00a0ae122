// Package binary moves bytes.
package binary

import (
	"context"

	"github.com/apigen-go/apigen/gen"
)

type PutRequest struct {
	ContentType string `header:"Content-Type"`
	Body        []byte `contentType:"image/png,image/jpeg"`
}

type GetResponse struct {
	ETag string `header:"ETag"`
	Body []byte `contentType:"application/pdf"`
}

// Binary is a name of the contract's own.
type Binary struct {
	Size int `json:"size"`
}

// Service is the service.
type Service interface {
	Put(context.Context, *PutRequest) (*Binary, error)
	Get(context.Context) (*GetResponse, error)
}

var _ = gen.API{
	Title: "Test", Version: "1.0.0", Service: (*Service)(nil),
	Gateway: gen.REST{
		Validate: gen.ValidateBody, BinaryMediaTypes: []string{"application/zip"},
		CORS: gen.CORS{Origins: []string{"*"}},
	},
	Defaults: gen.Defaults{Integration: gen.Lambda{Function: "fn"}},
	Operations: []gen.Operation{
		gen.PUT("/photo", Service.Put),
		gen.GET("/paper", Service.Get),
	},
}
