// Package mapkeys has maps with keys of every kind that is written.
package mapkeys

import (
	"context"
	"fmt"

	"github.com/apigen-go/apigen/gen"
)

// Thing has maps.
type Thing struct {
	Ints  map[int]string   `json:"ints"`
	Uints map[uint8]Part   `json:"uints"`
	Named map[Key]int      `json:"named"`
	Texts map[Point]string `json:"texts"`
	Any   map[string]any   `json:"any"`
}

// Part is a part.
type Part struct {
	Name string `json:"name"`
}

// Key is a key.
type Key string

// Point is written as text.
type Point struct{ X, Y int }

// MarshalText implements encoding.TextMarshaler.
func (p Point) MarshalText() ([]byte, error) { return fmt.Appendf(nil, "%d,%d", p.X, p.Y), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (p *Point) UnmarshalText(text []byte) error {
	_, err := fmt.Sscanf(string(text), "%d,%d", &p.X, &p.Y)
	return err
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
	Operations: []gen.Operation{
		gen.POST("/thing", Service.Put),
	},
}
