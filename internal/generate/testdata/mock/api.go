// Package mock answers without a backend.
package mock

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
	Gateway:  gen.REST{},
	Defaults: gen.Defaults{Integration: gen.Lambda{Function: "fn"}},
	Operations: []gen.Operation{
		gen.GET("/health", nil, gen.Secure(gen.Public{}), gen.Integrate(gen.Mock{Mapping: gen.Mapping{
			RequestTemplates: map[string]string{"application/json": `{"statusCode": 200}`},
			Passthrough:      gen.PassWhenNoMatch, ContentHandling: gen.ToBinary,
			Responses: map[string]gen.IntegrationResponse{"200": {Status: 200, Templates: map[string]string{"application/json": `{"ok": true}`}, ContentHandling: gen.ToBinary}},
		}})),
		gen.GET("/things/{id}", Service.Get),
	},
}
