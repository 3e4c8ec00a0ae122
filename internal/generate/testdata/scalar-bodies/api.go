// Package scalarbodies has bodies that are no objects.
package scalarbodies

import (
	"context"

	"github.com/apigen-go/apigen/gen"
)

// SetNameRequest has a text as body.
type SetNameRequest struct {
	Body string `minLength:"1"`
}

// GetCountResponse has a number as body.
type GetCountResponse struct {
	Body int
}

// GetListResponse has a list as body.
type GetListResponse struct {
	Body []string
}

// GetColorResponse has an enumeration as body.
type GetColorResponse struct {
	Body Color
}

// Color is a color.
type Color string

const Red Color = "red"

// Service is the service.
type Service interface {
	SetName(context.Context, *SetNameRequest) error
	GetCount(context.Context) (*GetCountResponse, error)
	GetList(context.Context) (*GetListResponse, error)
	GetColor(context.Context) (*GetColorResponse, error)
}

var _ = gen.API{
	Title: "Test", Version: "1.0.0", Service: (*Service)(nil),
	Gateway:  gen.REST{},
	Defaults: gen.Defaults{Integration: gen.Lambda{Function: "fn"}},
	Operations: []gen.Operation{
		gen.PUT("/name", Service.SetName),
		gen.GET("/count", Service.GetCount),
		gen.GET("/list", Service.GetList),
		gen.GET("/color", Service.GetColor),
	},
}
