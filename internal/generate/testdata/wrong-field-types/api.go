// Package wrongfieldtypes has fields of types that have no schema.
package wrongfieldtypes

import (
	"context"
	"math/big"

	"github.com/apigen-go/apigen/gen"
)

type Custom struct{ n int }

// MarshalJSON writes it.
func (Custom) MarshalJSON() ([]byte, error) { return nil, nil }

type Text int

// UnmarshalText reads it.
func (*Text) UnmarshalText([]byte) error { return nil }

type Thing struct {
	Interface interface{ M() }   `json:"interface"`
	Error     error              `json:"error"`
	Func      func()             `json:"func"`
	Chan      chan int           `json:"chan"`
	Complex   complex128         `json:"complex"`
	Custom    Custom             `json:"custom"`
	Text      Text               `json:"text"`
	Keys      map[float64]int    `json:"keys"`
	Lost      map[string]big.Int `json:"lost"`
	Lonely    Lonely             `json:"lonely"`
	Numbers   Numbers            `json:"numbers"`
	Hidden    hidden             `json:"hidden"`
	*Embedded
	*unexported
	tagged `json:"tagged"`
}

type hidden struct{}

type tagged struct{}

// Lonely has no types.
type Lonely interface{ lonely() }

// Numbers has one that is no object.
type Numbers interface{ number() }

type One int

func (One) number() {}

type Embedded struct {
	Fine string `json:"fine"`
}

type unexported struct {
	X int
}

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
