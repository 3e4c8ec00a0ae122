// Package constraints has every tag that limits or annotates a value.
package constraints

import (
	"context"

	"github.com/apigen-go/apigen/gen"
)

// Thing has each of them.
type Thing struct {
	_ struct{} `additionalProperties:"false" title:"A thing"`

	Age     int            `json:"age" minimum:"0" maximum:"150"`
	Ratio   float64        `json:"ratio" exclusiveMinimum:"0" exclusiveMaximum:"1" multipleOf:"0.25"`
	Even    uint8          `json:"even" multipleOf:"2" enum:"2,4,8"`
	Name    string         `json:"name" minLength:"1" maxLength:"8" pattern:"^[a-z]+$" title:"Name" example:"jane"`
	Mail    string         `json:"mail" format:"email"`
	Kind    string         `json:"kind" enum:"small,large" default:"small"`
	Tags    []string       `json:"tags" minItems:"1" maxItems:"3" uniqueItems:"true"`
	Counts  map[string]int `json:"counts" minProperties:"1" maxProperties:"2"`
	ID      string         `json:"id" readOnly:"true"`
	Secret  string         `json:"secret" writeOnly:"true"`
	Old     string         `json:"old" deprecated:"true"`
	Example []int          `json:"example" example:"[1, 2]"`
}

type Request struct {
	Page  int      `query:"page" minimum:"1" maximum:"99" default:"1"`
	Word  string   `query:"word,omitempty" minLength:"2" maxLength:"8" pattern:"^[a-z]+$"`
	Sort  string   `query:"sort,omitempty" enum:"up,down"`
	IDs   []int    `query:"id,explode" minItems:"1" maxItems:"3"`
	Ratio *float64 `query:"ratio" exclusiveMinimum:"0" exclusiveMaximum:"1"`
	Body  Thing
}

// Service is the service.
type Service interface {
	Put(context.Context, *Request) (*Thing, error)
}

var _ = gen.API{
	Title: "Test", Version: "1.0.0", Service: (*Service)(nil), Gateway: gen.REST{Validate: gen.ValidateAll},
	Defaults:   gen.Defaults{Integration: gen.Lambda{Function: "fn"}},
	Operations: []gen.Operation{gen.PUT("/thing", Service.Put)},
}
