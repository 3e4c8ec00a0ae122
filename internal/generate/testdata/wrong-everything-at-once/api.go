// Package wrongeverythingatonce has one mistake of every common kind; one run tells them all.
package wrongeverythingatonce

import (
	"context"

	"github.com/apigen-go/apigen/gen"
)

type Thing struct {
	Name string `json:"name"`
}

type IDRequest struct {
	ID string `path:"id"`
}

type secret struct {
	A int `json:"a"`
}

type Box struct {
	Secret secret   `json:"secret"`
	Chan   chan int `json:"chan"`
	Tag    string   `json:"tag" maxLenght:"3"`
}

func title() string { return "Test" }

// Service is the service.
type Service interface {
	VariableWithoutField(context.Context) (*Thing, error)
	FieldWithoutVariable(context.Context, *IDRequest) (*Thing, error)
	Same(context.Context) (*Box, error)
	SameAgain(context.Context) (*Thing, error)
	NotLiteral(context.Context) (*Thing, error)
	NoRoute(context.Context) (*Thing, error)
}

var _ = gen.API{
	Title: "Test", Version: "1.0.0", Service: (*Service)(nil),
	Gateway:  gen.REST{},
	Defaults: gen.Defaults{Integration: gen.Lambda{Function: "fn"}},
	Operations: []gen.Operation{
		gen.GET("/a/{id}", Service.VariableWithoutField),
		gen.GET("/b", Service.FieldWithoutVariable),
		gen.GET("/c", Service.Same),
		gen.GET("/c", Service.SameAgain),
		gen.GET(title(), Service.NotLiteral),
	},
}
