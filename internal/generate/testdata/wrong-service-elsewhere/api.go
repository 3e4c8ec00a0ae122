// Package wrongserviceelsewhere has the service of another package.
package wrongserviceelsewhere

import (
	"context"

	"github.com/apigen-go/apigen/gen"
)

var _ = gen.API{
	Title: "Test", Version: "1.0.0", Service: (*context.Context)(nil),
	Gateway:  gen.REST{},
	Defaults: gen.Defaults{Integration: gen.Lambda{Function: "fn"}},
	Operations: []gen.Operation{
		gen.GET("/thing", context.Context.Err),
	},
}
