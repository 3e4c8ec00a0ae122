// Package sealeddiscriminator names the member that tells the types of an interface apart.
package sealeddiscriminator

import (
	"context"

	"github.com/apigen-go/apigen/gen"
)

// Event is what happened.
type Event interface{ event() }

// UserCreated is an event.
type UserCreated struct {
	Type string `json:"type"` // of the user
}

// HTTPCalled is another.
type HTTPCalled struct {
	URL string `json:"url" format:"uri"`
}

func (UserCreated) event() {}
func (HTTPCalled) event()  {}

// PutRequest holds one.
type PutRequest struct {
	ID   string `path:"id"`
	Body Event
}

// PutResponse holds one.
type PutResponse struct {
	Body Event
}

// Service is the service.
type Service interface {
	Put(context.Context, *PutRequest) (*PutResponse, error)
}

var _ = gen.API{
	Title: "Test", Version: "1.0.0", Service: (*Service)(nil),
	Gateway:  gen.REST{},
	Defaults: gen.Defaults{Integration: gen.Lambda{Function: "fn"}},
	Types:    []gen.Type{gen.OneOf[Event]("kind")},
	Operations: []gen.Operation{
		gen.PUT("/events/{id}", Service.Put),
	},
}
