// Package wrongtypes states types wrongly.
package wrongtypes

import (
	"context"

	"github.com/apigen-go/apigen/gen"
)

type Thing struct {
	Name string `json:"name"`
}

type GetRequest struct {
	ID string `path:"id"`
}

type Open interface{ M() }

type Union interface{ union() }

type A struct {
	Kind string `json:"kind"`
}

func (A) union() {}

type Loop int

func (Loop) MarshalJSON() ([]byte, error) { return nil, nil }

type Other int

func (Other) MarshalJSON() ([]byte, error) { return nil, nil }

type PutRequest struct {
	Body struct {
		Loop  Loop  `json:"loop"`
		Union Union `json:"union"`
	}
}

// Service is the service.
type Service interface {
	// Get returns it.
	Get(context.Context, *GetRequest) (*Thing, error)
	Put(context.Context, *PutRequest) error
}

var _ = gen.API{
	Title: "Test", Version: "1.0.0", Service: (*Service)(nil),
	Gateway:  gen.REST{},
	Defaults: gen.Defaults{Integration: gen.Lambda{Function: "fn"}},
	Types: []gen.Type{
		gen.As[[]int, string](),
		gen.As[Loop, Other](),
		gen.As[Other, Loop](),
		gen.OneOf[Open]("kind"),
		gen.OneOf[Union](""),
		gen.OneOf[Union]("kind"),
		gen.TypeSchema[Thing](gen.Schema{Type: "text"}),
		gen.TypeSchema[Thing](gen.Schema{Type: "string", Pattern: "[", Enum: []string{"a", "a"}, MinLength: -1}),
		gen.TypeSchema[Thing](gen.Schema{Type: "integer", MaxLength: 1}),
		gen.TypeSchema[Thing](gen.Schema{Type: "array"}),
	},
	Operations: []gen.Operation{
		gen.GET("/things/{id}", Service.Get),
		gen.POST("/put", Service.Put),
	},
}
