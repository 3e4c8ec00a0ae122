// Package annotations has what models cannot say: read-only members, examples, exclusive limits.
package annotations

import (
	"context"

	"github.com/apigen-go/apigen/gen"
)

// Thing is a thing.
type Thing struct {
	_        struct{} `additionalProperties:"false" title:"A thing"`
	ID       string   `json:"id" format:"uuid" readOnly:"true" example:"6f1c2a3e-0000-4000-8000-000000000000"`
	Secret   string   `json:"secret" writeOnly:"true" minLength:"8"`
	Old      string   `json:"old,omitempty" deprecated:"true"`
	Ratio    float64  `json:"ratio" exclusiveMinimum:"0" exclusiveMaximum:"1"`
	Count    int      `json:"count" exclusiveMinimum:"0" exclusiveMaximum:"10"`
	Size     string   `json:"size" enum:"s,m,l" default:"m"`
	Level    int      `json:"level" enum:"1,2,3"`
	Part     Part     `json:"part" readOnly:"true" example:"{\"name\": \"a\"}"`
	Words    []string `json:"words" example:"[\"a\", \"b\"]"`
	Maybe    *Part    `json:"maybe"`
	Color    Color    `json:"color" enum:"red" example:"red"`
	MaybeRed *Color   `json:"maybeRed"`
}

// Part is a part.
type Part struct {
	Name string `json:"name"`
}

// Color is a color.
type Color string

const (
	Red  Color = "red"
	Blue Color = "blue" // like the sky
)

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
