// Package wrongvalue has values only a running program knows.
package wrongvalue

import (
	"context"

	"github.com/apigen-go/apigen/gen"
)

type Thing struct {
	Name string `json:"name"`
}

func title() string { return "Test" }

var path = title()

var later string

var list = append([]gen.Option{}, gen.Tags("a"))

// Service is the service.
type Service interface {
	Get(context.Context) (*Thing, error)
	B(context.Context) (*Thing, error)
}

func route() gen.Operation { return gen.GET("/c", Service.Get) }

var _ = gen.API{
	Title: title(), Version: "1.0.0", Service: (*Service)(nil),
	Gateway:  gen.REST{},
	Defaults: gen.Defaults{Integration: gen.Lambda{Function: "fn"}},
	Operations: []gen.Operation{
		gen.GET(path, Service.Get, list...),
		gen.GET("/b", Service.B, gen.Tags(later)),
		route(),
	},
}
