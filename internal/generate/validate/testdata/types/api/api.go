// Package api has types whose JSON is not what their Go suggests.
package api

import (
	"context"
	"encoding/json"
	"math/big"
	"time"

	"github.com/apigen-go/apigen/gen"
)

// Octet is a byte with a name.
type Octet byte

// Page is a page of anything.
type Page[T any] struct {
	Items []T `json:"items" maxItems:"3"`
	Next  *T  `json:"next"`
}

// Item is on a page.
type Item struct {
	Text string `json:"text" minLength:"1"`
}

// Types has them.
type Types struct {
	ID       string          `json:"id" readOnly:"true"`
	Secret   string          `json:"secret,omitempty" writeOnly:"true" minLength:"2"`
	Maybe    *string         `json:"maybe"`
	Quoted   int             `json:"quoted,string"`
	Truth    *bool           `json:"truth,omitempty,string"`
	Any      any             `json:"any"`
	Raw      json.RawMessage `json:"raw,omitempty"`
	Number   json.Number     `json:"number"`
	Big      *big.Int        `json:"big,omitempty"`
	Duration time.Duration   `json:"duration"`
	Octets   []Octet         `json:"octets"`
	Between  int             `json:"between" exclusiveMinimum:"0" exclusiveMaximum:"4"`
	Size     string          `json:"size" enum:"s,m,l"`
	Page     Page[Item]      `json:"page"`
	Extra    map[string]any  `json:"extra,omitempty"`
	Keys     map[int]string  `json:"keys,omitempty"`
}

// Service is the service.
type Service interface {
	Put(context.Context, *Types) error
}

var _ = gen.API{
	Title: "Types", Version: "1.0.0", Service: (*Service)(nil), Gateway: gen.REST{},
	Defaults:   gen.Defaults{Integration: gen.Lambda{Function: "fn"}},
	Operations: []gen.Operation{gen.PUT("/types", Service.Put)},
}
