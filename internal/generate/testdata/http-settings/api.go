// Package httpsettings has every setting of an HTTP API.
package httpsettings

import (
	"context"

	"github.com/apigen-go/apigen/gen"
)

type Thing struct {
	Name string `json:"name"`
}

type GetRequest struct {
	ID string `path:"id"`
}

// Service is the service.
type Service interface {
	// Get returns it.
	Get(context.Context, *GetRequest) (*Thing, error)
}

var _ = gen.API{
	Title: "Test", Version: "1.0.0", Service: (*Service)(nil),
	Gateway:  gen.HTTP{Endpoint: gen.Endpoint{DisableDefault: true}, Tags: map[string]string{"team": "things", "cost": ""}},
	Defaults: gen.Defaults{Integration: gen.Lambda{Function: "fn"}},
	Operations: []gen.Operation{
		gen.GET("/things/{id}", Service.Get, gen.Integrate(gen.Lambda{Function: "fn", Payload: "1.0", Timeout: 30000})),
	},
}
