// Package duration has durations, which are written as nanoseconds.
package duration

import (
	"context"
	"time"

	"github.com/apigen-go/apigen/gen"
)

// Thing has durations.
type Thing struct {
	Timeout time.Duration   `json:"timeout"`
	Pauses  []time.Duration `json:"pauses"`
	// Limit is the longest it may take.
	Limit time.Duration `json:"limit,omitempty"`
}

// Service is the service.
type Service interface {
	// Put stores it.
	Put(context.Context, *Thing) (*Thing, error)
}

var _ = gen.API{
	Title: "Test", Version: "1.0.0", Service: (*Service)(nil),
	Gateway:  gen.REST{},
	Defaults: gen.Defaults{Integration: gen.Lambda{Function: "fn"}},
	Operations: []gen.Operation{
		gen.POST("/thing", Service.Put),
	},
}
