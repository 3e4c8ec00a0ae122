// Package wrong has every constraint tag on a value it is not for, or with a
// value it does not take.
package wrong

import (
	"context"

	"github.com/apigen-go/apigen/gen"
)

type Thing struct {
	Minimum              string         `json:"a" minimum:"1"`
	Maximum              bool           `json:"b" maximum:"1"`
	ExclusiveMinimum     []int          `json:"c" exclusiveMinimum:"1"`
	ExclusiveMaximum     string         `json:"d" exclusiveMaximum:"1"`
	MultipleOf           string         `json:"e" multipleOf:"1"`
	MinLength            int            `json:"f" minLength:"1"`
	MaxLength            bool           `json:"g" maxLength:"1"`
	Pattern              int            `json:"h" pattern:"x"`
	Format               bool           `json:"i" format:"uuid"`
	MinItems             string         `json:"j" minItems:"1"`
	MaxItems             map[string]int `json:"k" maxItems:"1"`
	UniqueItems          string         `json:"l" uniqueItems:"true"`
	MinProperties        []int          `json:"m" minProperties:"1"`
	MaxProperties        string         `json:"n" maxProperties:"1"`
	Default              []int          `json:"o" default:"1"`
	Enum                 bool           `json:"p" enum:"true"`
	AdditionalProperties string         `json:"q" additionalProperties:"false"`
	Title                Inner          `json:"r" title:"x"`
	ReadOnly             int            `json:"s" readOnly:"yes"`
	WriteOnly            int            `json:"t" writeOnly:"1"`
	Deprecated           int            `json:"u" deprecated:""`
	Example              int            `json:"v" example:"one"`
	Number               int            `json:"w" minimum:"1.5" maximum:"x" multipleOf:"0"`
	Count                string         `json:"x" minLength:"-1" maxLength:"1.5"`
	Values               int            `json:"y" enum:"1,one"`
	Twice                string         `json:"z" enum:"a,a"`
	Regexp               string         `json:"aa" pattern:"("`
	Known                string         `json:"ab" format:"emial"`
	Swapped              string         `json:"ac" minLength:"2" maxLength:"1"`
	Both                 string         `json:"ad" readOnly:"true" writeOnly:"true"`
	Empty                int            `json:"ae" exclusiveMinimum:"1" exclusiveMaximum:"1"`
	NotJSON              []int          `json:"af" example:"[1"`
}

type Inner struct{}

// Service is the service.
type Service interface {
	Put(context.Context, *Thing) error
}

var _ = gen.API{
	Title: "Test", Version: "1.0.0", Service: (*Service)(nil), Gateway: gen.REST{},
	Defaults:   gen.Defaults{Integration: gen.Lambda{Function: "fn"}},
	Operations: []gen.Operation{gen.PUT("/thing", Service.Put)},
}
