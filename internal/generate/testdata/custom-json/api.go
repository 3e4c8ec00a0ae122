// Package customjson has types that write JSON of their own, and says which.
package customjson

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"

	"github.com/apigen-go/apigen/gen"
)

// Thing has them.
type Thing struct {
	Price  Money      `json:"price"`
	Range  Range      `json:"range"`
	Prices []Money    `json:"prices"`
	Level  slog.Level `json:"level"`
	Hooked Hooked     `json:"hooked"`
}

// Money is an amount of cents.
type Money int64

// MarshalJSON implements json.Marshaler.
func (m Money) MarshalJSON() ([]byte, error) {
	return fmt.Appendf(nil, "\"%d.%02d EUR\"", uint64(m)/100, uint64(m)%100), nil
}

// UnmarshalJSON implements json.Unmarshaler.
func (m *Money) UnmarshalJSON(data []byte) error {
	var euros, cents uint64
	_, err := fmt.Sscanf(string(data), "\"%d.%02d EUR\"", &euros, &cents)
	*m = Money(euros*100 + cents)
	return err
}

// Range is from one number to another.
type Range struct{ from, to int }

// MarshalJSON implements json.Marshaler.
func (r Range) MarshalJSON() ([]byte, error) { return json.Marshal([]int{r.from, r.to}) }

// UnmarshalJSON implements json.Unmarshaler.
func (r *Range) UnmarshalJSON(data []byte) error {
	return json.Unmarshal(data, &[]*int{&r.from, &r.to})
}

// Hooked is read by a method and written as it is.
type Hooked struct {
	Name string `json:"name"`
}

// UnmarshalJSON implements json.Unmarshaler.
func (h *Hooked) UnmarshalJSON(data []byte) error {
	type plain Hooked
	return json.Unmarshal(data, (*plain)(h))
}

// Service is the service.
type Service interface {
	// Put stores it.
	Put(context.Context, *Thing) (*Thing, error)
}

var _ = gen.API{
	Title: "Test", Version: "1.0.0", Service: (*Service)(nil),
	Gateway:  gen.REST{},
	Defaults: gen.Defaults{Integration: gen.Lambda{Function: "fn"}},
	Types: []gen.Type{
		gen.TypeSchema[Money](gen.Schema{Type: "string", Pattern: `^[0-9]+\.[0-9]{2} EUR$`, Description: "An amount with its currency."}),
		gen.As[Range, []int](),
	},
	Operations: []gen.Operation{
		gen.POST("/thing", Service.Put),
	},
}
