// Package wrongtags has wrong tags.
package wrongtags

import (
	"context"

	"github.com/apigen-go/apigen/gen"
)

type Thing struct {
	Unknown   string  `json:"unknown" minLenght:"1"`
	Stranger  string  `json:"stranger" frobnicate:"1"`
	Nullable  string  `json:"nullable" nullable:"true"`
	Both      string  `json:"both" readOnly:"true" writeOnly:"true"`
	Truth     string  `json:"truth" readOnly:"yes"`
	Example   int     `json:"example" example:"one"`
	JSON      []int   `json:"json" example:"[1"`
	Values    int     `json:"values" enum:"1,x"`
	Again     string  `json:"again" enum:"a,b,a"`
	Shade     Color   `json:"shade" enum:"red,pink"`
	Limits    int     `json:"limits" minimum:"1" exclusiveMinimum:"1"`
	Between   int     `json:"between" exclusiveMinimum:"1" exclusiveMaximum:"1"`
	Above     int     `json:"above" exclusiveMinimum:"5" default:"5"`
	Closed    string  `json:"closed" additionalProperties:"false"`
	Place     string  `json:"place" query:"place"`
	Malformed string  `json:"malformed" minLength=1`
	Kind      int     `json:"kind" minLength:"1"`
	Number    int     `json:"number" minimum:"one"`
	Range     int     `json:"range" minimum:"5" maximum:"1"`
	Lengths   string  `json:"lengths" minLength:"5" maxLength:"1"`
	Pattern   string  `json:"pattern" pattern:"["`
	Default   int     `json:"default" maximum:"5" default:"6"`
	Color     Color   `json:"color" default:"pink"`
	Format    string  `json:"format" format:"uid"`
	Ref       Other   `json:"ref" title:"x"`
	Multiple  float64 `json:"multiple" multipleOf:"0"`
	Unique    []int   `json:"unique" uniqueItems:"yes"`
	Matches   string  `json:"matches" pattern:"^a" default:"b"`
}

type Other struct{}

type Color string

const Red Color = "red"

// Service is the service.
type Service interface {
	Get(context.Context) (*Thing, error)
}

var _ = gen.API{
	Title: "Test", Version: "1.0.0", Service: (*Service)(nil),
	Gateway:  gen.REST{},
	Defaults: gen.Defaults{Integration: gen.Lambda{Function: "fn"}},
	Operations: []gen.Operation{
		gen.GET("/thing", Service.Get),
	},
}
