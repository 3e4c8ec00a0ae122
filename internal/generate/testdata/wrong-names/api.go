// Package wrongnames has names no model can have.
package wrongnames

import (
	"context"

	"github.com/apigen-go/apigen/gen"
)

type Snake_Case struct {
	Ünicode Ünicode `json:"u"`
}

type Ünicode struct {
	A int `json:"a"`
}

// Service is the service.
type Service interface {
	A(context.Context) (*Snake_Case, error)
}

var _ = gen.API{
	Title: "Test", Version: "1.0.0", Service: (*Service)(nil),
	Gateway:  gen.REST{},
	Defaults: gen.Defaults{Integration: gen.Lambda{Function: "fn"}},
	Operations: []gen.Operation{
		gen.GET("/a", Service.A),
	},
}
