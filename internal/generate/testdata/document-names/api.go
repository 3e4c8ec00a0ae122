// Package names says what the document would otherwise make up: ids of
// operations, models that no operation mentions, where functions are.
package names

import (
	"context"

	"github.com/apigen-go/apigen/gen"
)

type Service interface {
	// Put stores a reading.
	Put(context.Context, *Reading) error
	// Get returns the last one.
	Get(context.Context) (*Reading, error)
	// Delete forgets all.
	Delete(context.Context) error
}

// Reading has numbers of any size, of which the document gives no format.
type Reading struct {
	Count int     `json:"count" format:""`
	Value float64 `json:"value" format:"" minimum:"0"`
}

// Failure is what templates answer with.
type Failure struct {
	Message string `json:"message"`
}

var _ = gen.API{
	Title:    "Test",
	Version:  "1.0.0",
	Service:  (*Service)(nil),
	Gateway:  gen.REST{},
	Defaults: gen.Defaults{Integration: gen.Lambda{Function: gen.Param("Readings.Arn"), Alias: "live"}},
	Operations: []gen.Operation{
		gen.PUT("/readings", Service.Put, gen.OperationID("put-reading")),
		gen.GET("/readings", Service.Get, gen.OperationID(""), gen.Integrate(gen.Lambda{Function: "arn:aws:lambda:eu-west-1:123456789012:function:readings"})),
		gen.DELETE("/readings", Service.Delete, gen.Integrate(gen.Lambda{Function: "arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-west-1:123456789012:function:readings:old/invocations"})),
		gen.ANY("/{proxy+}", nil, gen.Integrate(gen.Lambda{Function: "everything-else"})),
		gen.GET("/raw", nil, gen.Validate(gen.ValidateParameters), gen.Integrate(gen.Mock{})),
	},
	Types: []gen.Type{gen.Model[Failure]()},
}
