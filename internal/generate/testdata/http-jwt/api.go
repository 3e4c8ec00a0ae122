// Package httpjwt takes tokens of an issuer.
package httpjwt

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

var staff = gen.JWT{Issuer: "https://issuer.example.com", Audience: []string{"web", "app"}, Identity: "$request.querystring.token"}

var partners = gen.JWT{Name: "partner", Issuer: gen.Param("PartnerIssuer"), Audience: []string{gen.Param("PartnerClient")}}

// Service is the service.
type Service interface {
	// Get returns it.
	Get(context.Context, *GetRequest) (*Thing, error)
}

var _ = gen.API{
	Title: "Test", Version: "1.0.0", Service: (*Service)(nil),
	Gateway:  gen.HTTP{},
	Defaults: gen.Defaults{Integration: gen.Lambda{Function: "fn"}},
	Operations: []gen.Operation{
		gen.GET("/things/{id}", Service.Get, gen.Secure(staff), gen.Scopes("things/read")),
		gen.ANY("/partners", nil, gen.Secure(partners), gen.Integrate(gen.HTTPProxy{URI: "https://partners.example.com"})),
	},
}
