// Package parameters has parameters of every kind and place.
package parameters

import (
	"context"
	"time"

	"github.com/apigen-go/apigen/gen"
)

type Request struct {
	ID       string     `path:"id" format:"uuid"`
	Part     int        `path:"part"`
	Text     string     `query:"text" minLength:"1" maxLength:"5" pattern:"^[a-z]+$"`
	Optional string     `query:"optional,omitempty"`
	Pointer  *int32     `query:"pointer"`
	Default  float64    `query:"default" default:"1.5" multipleOf:"0.5" minimum:"0" maximum:"10"`
	Flag     bool       `query:"flag" default:"true"`
	Since    *time.Time `query:"since"`
	// Order is how the list is sorted.
	Order   Order  `query:"order" default:"desc"`
	Key     string `header:"Idempotency-Key"`
	Version uint8  `header:"X-Version,omitempty"`
}

// Order is an order.
type Order string

const (
	Ascending  Order = "asc"
	Descending Order = "desc" // newest first
)

// Service is the service.
type Service interface {
	// Get gets nothing.
	Get(context.Context, *Request) error
}

var _ = gen.API{
	Title: "Test", Version: "1.0.0", Service: (*Service)(nil),
	Gateway:  gen.REST{},
	Defaults: gen.Defaults{Integration: gen.Lambda{Function: "fn"}},
	Operations: []gen.Operation{
		gen.GET("/things/{id}/parts/{part}", Service.Get),
	},
}
