// Package httpcookies has parameters in cookies.
package httpcookies

import (
	"context"

	"github.com/apigen-go/apigen/gen"
)

// VisitRequest comes with cookies.
type VisitRequest struct {
	Session string  `cookie:"session"`
	Theme   *string `cookie:"theme"`
}

// Visit is a visit.
type Visit struct {
	Session string `json:"session"`
}

// Service is the service.
type Service interface {
	Visit(context.Context, *VisitRequest) (*Visit, error)
}

var _ = gen.API{
	Title: "Test", Version: "1.0.0", Service: (*Service)(nil),
	Gateway:  gen.HTTP{},
	Defaults: gen.Defaults{Integration: gen.Lambda{Function: "fn"}},
	Operations: []gen.Operation{
		gen.GET("/visit", Service.Visit),
	},
}
