// Package genericsofpackages has a generic type of one package for types of another.
package genericsofpackages

import (
	"context"
	"time"

	"github.com/apigen-go/apigen/gen"
	"github.com/apigen-go/apigen/internal/generate/testdata/minimal"
	"github.com/google/uuid"
)

// Page is a page.
type Page[T any] struct {
	Items []T `json:"items"`
}

// Service is the service.
type Service interface {
	Times(context.Context) (*Page[time.Time], error)
	IDs(context.Context) (*Page[uuid.UUID], error)
	Things(context.Context) (*Page[minimal.Thing], error)
}

var _ = gen.API{
	Title: "Test", Version: "1.0.0", Service: (*Service)(nil),
	Gateway:  gen.REST{},
	Defaults: gen.Defaults{Integration: gen.Lambda{Function: "fn"}},
	Operations: []gen.Operation{
		gen.GET("/times", Service.Times),
		gen.GET("/ids", Service.IDs),
		gen.GET("/things", Service.Things),
	},
}
