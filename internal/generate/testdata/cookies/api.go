// Package cookies has parameters in cookies, which a REST API does not know.
package cookies

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
	Gateway:  gen.REST{},
	Defaults: gen.Defaults{Integration: gen.Lambda{Function: "fn"}},
	Operations: []gen.Operation{
		gen.GET("/visit", Service.Visit),
	},
}
