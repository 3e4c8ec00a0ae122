// Package api has sealed interfaces with rules inside of their types: in each
// other, in lists, in maps with keys of every kind, as a body.
package api

import (
	"context"
	"errors"
	"strings"

	"github.com/apigen-go/apigen/gen"
)

// Order is paid in one way or several.
type Order struct {
	Name    string             `json:"name" minLength:"1"`
	Payment Payment            `json:"payment"`
	Tries   []Payment          `json:"tries,omitempty" maxItems:"3"`
	ByName  map[string]Payment `json:"byName,omitempty"`
	ByYear  map[int]Payment    `json:"byYear,omitempty" maxProperties:"2"`
	ByCode  map[Code]*Step     `json:"byCode,omitempty"`
	Next    *Order             `json:"next,omitempty"`
	Backup  Payment            `json:"backup,omitempty"`
}

// Payment is a way to pay.
type Payment interface{ pay() }

// Card is a payment.
type Card struct {
	Number string `json:"number" pattern:"^[0-9]{4}$"`
	Holder *struct {
		Name string `json:"name" minLength:"2"`
	} `json:"holder,omitempty"`
}

// Voucher is a payment, and takes no members but its own.
type Voucher struct {
	_     struct{} `additionalProperties:"false"`
	Codes []string `json:"codes" minItems:"1" uniqueItems:"true"`
}

// Split is several payments.
type Split struct {
	Parts []Payment `json:"parts" maxItems:"2"`
	Share *float64  `json:"share,omitempty" exclusiveMinimum:"0" exclusiveMaximum:"1"`
}

// Free has nothing.
type Free struct{}

func (Card) pay()     {}
func (*Voucher) pay() {}
func (Split) pay()    {}
func (Free) pay()     {}

// Step is one of a way.
type Step struct {
	Meters int `json:"meters" minimum:"1"`
}

// Code is a key of its own form.
type Code struct{ Letter, Digit string }

// MarshalText implements encoding.TextMarshaler.
func (c Code) MarshalText() ([]byte, error) { return []byte(c.Letter + "-" + c.Digit), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (c *Code) UnmarshalText(text []byte) error {
	var ok bool
	if c.Letter, c.Digit, ok = strings.Cut(string(text), "-"); !ok {
		return errors.New("no hyphen")
	}
	return nil
}

// Event is what happened; the member kind tells what.
type Event interface{ event() }

// Moved is an event.
type Moved struct {
	Type string `json:"type" enum:"up,down"`
}

// Stopped is an event, whose JSON it reads itself.
type Stopped struct {
	Reason string `json:"reason" maxLength:"3"`
}

// UnmarshalJSON implements json.Unmarshaler.
func (s *Stopped) UnmarshalJSON(data []byte) error {
	_, rest, _ := strings.Cut(string(data), `"reason"`)
	_, rest, _ = strings.Cut(rest, `"`)
	s.Reason, _, _ = strings.Cut(rest, `"`)
	return nil
}

func (Moved) event()   {}
func (Stopped) event() {}

// ReportRequest has an event as its body.
type ReportRequest struct {
	ID   string `path:"id"`
	Body Event
}

// Service is the service.
type Service interface {
	Put(context.Context, *Order) (*Order, error)
	Report(context.Context, *ReportRequest) error
}

var _ = gen.API{
	Title: "Sealed", Version: "1.0.0", Service: (*Service)(nil), Gateway: gen.REST{},
	Defaults: gen.Defaults{Integration: gen.Lambda{Function: "fn"}},
	Types:    []gen.Type{gen.OneOf[Event]("kind")},
	Operations: []gen.Operation{
		gen.PUT("/order", Service.Put),
		gen.PUT("/events/{id}", Service.Report),
	},
}
