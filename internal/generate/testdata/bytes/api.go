// Package bytes has bytes, which are written as base64.
package bytes

import (
	"context"

	"github.com/apigen-go/apigen/gen"
)

// Thing has bytes.
type Thing struct {
	Bytes  []byte   `json:"bytes"`
	Named  Digest   `json:"named"`
	List   [][]byte `json:"list"`
	Fixed  [4]byte  `json:"fixed"` // an array of numbers
	Octets []Octet  `json:"octets"`
}

// Digest is bytes with a name.
type Digest []byte

// Octet is a byte with a name.
type Octet byte

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
