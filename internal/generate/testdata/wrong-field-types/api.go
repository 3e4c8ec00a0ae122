// Package wrongfieldtypes has fields of types that are not supported yet.
package wrongfieldtypes

import (
	"context"
	"encoding/json"
	"time"

	"github.com/apigen-go/apigen/gen"
)

type Generic[T any] struct{ Value T }

type Custom struct{ n int }

// MarshalJSON writes it.
func (Custom) MarshalJSON() ([]byte, error) { return nil, nil }

type Text int

// UnmarshalText reads it.
func (*Text) UnmarshalText([]byte) error { return nil }

type Thing struct {
	Any       any              `json:"any"`
	Interface interface{ M() } `json:"interface"`
	Error     error            `json:"error"`
	Func      func()           `json:"func"`
	Chan      chan int         `json:"chan"`
	Complex   complex128       `json:"complex"`
	Raw       json.RawMessage  `json:"raw"`
	Duration  time.Duration    `json:"duration"`
	Custom    Custom           `json:"custom"`
	Text      Text             `json:"text"`
	Generic   Generic[int]     `json:"generic"`
	IntKeys   map[int]string   `json:"intKeys"`
	Twice     **int            `json:"twice,omitempty"`
	String    int              `json:"string,string"`
	Null      *int             `json:"null"`
	*Embedded
	*unexported
}

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
