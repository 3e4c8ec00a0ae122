// Package api has every constraint a validator looks at.
package api

import (
	"context"

	"github.com/apigen-go/apigen/gen"
)

// Level is a number with names.
type Level int

const (
	Low  Level = 1
	High Level = 2
)

// Color is a text with names.
type Color string

const (
	Red  Color = "red"
	Blue Color = "it's \"blue\""
)

// Code is a text of its own type.
type Code string

// Rules has a member for every rule, required ones and optional ones.
type Rules struct {
	Name     string            `json:"name" minLength:"2" maxLength:"4"`
	Code     Code              `json:"code" pattern:"^[A-Z]{2}-[0-9]+$"`
	Word     string            `json:"word,omitempty" pattern:"(a|b)c"`
	Small    int8              `json:"small" minimum:"-5" maximum:"100"`
	Step     int               `json:"step,omitempty" multipleOf:"5"`
	Large    uint64            `json:"large,omitempty" maximum:"9007199254740993"`
	Ratio    float64           `json:"ratio" minimum:"-0.5" maximum:"1.5"`
	Tenths   float64           `json:"tenths,omitempty" multipleOf:"0.1"`
	Single   float32           `json:"single,omitzero" maximum:"2.5"`
	Level    Level             `json:"level"`
	Color    Color             `json:"color,omitempty"`
	Picked   *Color            `json:"picked,omitempty" minLength:"3"`
	On       bool              `json:"on"`
	Tags     []string          `json:"tags" minItems:"1" maxItems:"3" uniqueItems:"true"`
	Points   []Point           `json:"points,omitempty" maxItems:"2" uniqueItems:"true"`
	Labels   map[string]string `json:"labels,omitempty" minProperties:"1" maxProperties:"2"`
	ID       string            `json:"id,omitempty" format:"uuid"`
	Standard int               `json:"standard" minimum:"1" default:"7"`
}

// Point has nothing but types.
type Point struct {
	X int `json:"x"`
	Y int `json:"y"`
}

// Service is the service.
type Service interface {
	Put(context.Context, *Rules) error
}

var _ = gen.API{
	Title: "Rules", Version: "1.0.0", Service: (*Service)(nil), Gateway: gen.REST{Validate: gen.ValidateAll},
	Defaults:   gen.Defaults{Integration: gen.Lambda{Function: "fn"}},
	Operations: []gen.Operation{gen.PUT("/rules", Service.Put)},
}
