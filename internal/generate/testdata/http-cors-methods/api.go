// Package methods allows other methods than its operations have.
package methods

import (
	"context"

	"github.com/apigen-go/apigen/gen"
)

type Service interface {
	// Get returns nothing.
	Get(context.Context) error
}

var _ = gen.API{
	Title: "Test", Version: "1.0.0", Service: (*Service)(nil),
	Gateway:    gen.HTTP{CORS: gen.CORS{Origins: []string{"*"}, Methods: []string{"*"}}},
	Defaults:   gen.Defaults{Integration: gen.Lambda{Function: "fn"}},
	Operations: []gen.Operation{gen.GET("/things", Service.Get)},
}
