// Package api has a struct that takes no members but its own.
package api

import (
	"context"

	"github.com/apigen-go/apigen/gen"
)

// Pair has two members and no more.
type Pair struct {
	_     struct{} `additionalProperties:"false"`
	Left  string   `json:"left"`
	Right *Open    `json:"right,omitempty"`
}

// Open takes others.
type Open struct {
	A int `json:"a"`
}

// Service is the service.
type Service interface {
	Put(context.Context, *Pair) error
}

var _ = gen.API{
	Title: "Closed", Version: "1.0.0", Service: (*Service)(nil), Gateway: gen.REST{},
	Defaults:   gen.Defaults{Integration: gen.Lambda{Function: "fn"}},
	Operations: []gen.Operation{gen.PUT("/pair", Service.Put)},
}
