// Package textparameters has parameters that read their own text.
package textparameters

import (
	"context"
	"net"
	"net/netip"
	"time"

	"github.com/apigen-go/apigen/gen"
	"github.com/google/uuid"
)

// GetRequest asks for one.
type GetRequest struct {
	ID    uuid.UUID     `path:"id"`
	Other *uuid.UUID    `query:"other"`
	From  netip.Addr    `query:"from,omitempty"`
	IP    net.IP        `query:"ip,omitempty"`
	Wait  time.Duration `query:"wait,omitempty"`
}

// Thing is a thing.
type Thing struct {
	ID uuid.UUID `json:"id"`
}

// Service is the service.
type Service interface {
	Get(context.Context, *GetRequest) (*Thing, error)
}

var _ = gen.API{
	Title: "Test", Version: "1.0.0", Service: (*Service)(nil),
	Gateway:  gen.REST{},
	Defaults: gen.Defaults{Integration: gen.Lambda{Function: "fn"}},
	Operations: []gen.Operation{
		gen.GET("/things/{id}", Service.Get),
	},
}
