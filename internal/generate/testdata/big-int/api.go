// Package bigint has numbers of any size.
package bigint

import (
	"context"
	"math/big"

	"github.com/apigen-go/apigen/gen"
)

// Thing has large numbers.
type Thing struct {
	Amount   *big.Int            `json:"amount,omitempty"`
	Value    big.Int             `json:"value"`
	List     []*big.Int          `json:"list"`
	Map      map[string]*big.Int `json:"map"`
	Rational *big.Rat            `json:"rational,omitempty"` // a fraction, as text
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
