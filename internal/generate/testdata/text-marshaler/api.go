// Package textmarshaler has types that are written as text.
package textmarshaler

import (
	"context"
	"fmt"
	"net"
	"net/netip"

	"github.com/apigen-go/apigen/gen"
)

// Thing has them.
type Thing struct {
	Point   Point      `json:"point"`
	Points  []Point    `json:"points"`
	Address netip.Addr `json:"address"`
	IP      net.IP     `json:"ip"`
	Level   Level      `json:"level" enum:"low,high"`
	Pointer *Point     `json:"pointer,omitempty"`
}

// Point is a place.
type Point struct{ X, Y int }

// MarshalText implements encoding.TextMarshaler.
func (p Point) MarshalText() ([]byte, error) { return fmt.Appendf(nil, "%d,%d", p.X, p.Y), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (p *Point) UnmarshalText(text []byte) error {
	_, err := fmt.Sscanf(string(text), "%d,%d", &p.X, &p.Y)
	return err
}

// Level is written by its name.
type Level int

const (
	Low Level = iota
	High
)

// MarshalText implements encoding.TextMarshaler.
func (l Level) MarshalText() ([]byte, error) { return []byte([]string{"low", "high"}[l]), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (l *Level) UnmarshalText(text []byte) error {
	*l = Low
	if string(text) == "high" {
		*l = High
	}
	return nil
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
