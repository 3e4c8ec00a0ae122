// Package rawmessage has JSON that is passed on as it is.
package rawmessage

import (
	"context"
	"encoding/json"

	"github.com/apigen-go/apigen/gen"
)

// Thing has a document inside.
type Thing struct {
	Raw      json.RawMessage            `json:"raw"`
	Optional json.RawMessage            `json:"optional,omitempty"`
	List     []json.RawMessage          `json:"list"`
	Map      map[string]json.RawMessage `json:"map"`
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
