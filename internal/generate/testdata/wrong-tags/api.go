// Package wrongtags has wrong tags.
package wrongtags

import (
	"context"

	"github.com/apigen-go/apigen/gen"
)

type Thing struct {
	Unknown   string  `json:"unknown" minLenght:"1"`
	Stranger  string  `json:"stranger" frobnicate:"1"`
	Later     string  `json:"later" readOnly:"true"`
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
