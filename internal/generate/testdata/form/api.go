// Package form takes forms that are written as a query string.
package form

import (
	"context"
	"time"

	"github.com/apigen-go/apigen/gen"
)

type SubscribeRequest struct {
	Source string    `query:"source,omitempty"`
	Body   Subscribe `contentType:"application/x-www-form-urlencoded"`
}

// Subscribe is a form.
type Subscribe struct {
	// Email is where news goes.
	Email  string    `form:"email" format:"email" maxLength:"80"`
	Topics []Topic   `form:"topic" minItems:"1" uniqueItems:"true"`
	Weekly *bool     `form:"weekly"`
	From   time.Time `form:"from,omitempty"`
	Copies int       `form:"copies" minimum:"1" default:"1"`
	Name   string    `json:"name,omitempty"` // a json tag names it as well
	Hidden string    `form:"-"`
	Postal *Postal   `form:"postal"`
	Extras []Postal  `form:"extra"`
}

// Topic is what news is about.
type Topic string

const (
	Releases Topic = "releases" // new versions
	Security Topic = "security" // what to mend at once
)

// Postal is an address, as JSON.
type Postal struct {
	City string `json:"city"`
}

// Subscribed is the JSON of what a form said.
type Subscribed struct {
	Last Subscribe2 `json:"last"`
}

// Subscribe2 is a form here and JSON there.
type Subscribe2 struct {
	Names []string `json:"names" form:"name"`
}

type AgainRequest struct {
	Body *Subscribe2 `contentType:"application/x-www-form-urlencoded,multipart/form-data"`
}

// Service is the service.
type Service interface {
	Subscribe(context.Context, *SubscribeRequest) (*Subscribed, error)
	Again(context.Context, *AgainRequest) error
}

var _ = gen.API{
	Title: "Test", Version: "1.0.0", Service: (*Service)(nil), Gateway: gen.REST{Validate: gen.ValidateAll},
	Defaults: gen.Defaults{Integration: gen.Lambda{Function: "fn"}},
	Operations: []gen.Operation{
		gen.POST("/subscriptions", Service.Subscribe),
		gen.PUT("/subscriptions", Service.Again),
	},
}
