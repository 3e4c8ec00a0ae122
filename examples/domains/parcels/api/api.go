// Package api is the contract of the parcels of a shop.
package api

import (
	"context"

	"github.com/apigen-go/apigen/gen"
)

// GetParcelRequest asks for a parcel.
type GetParcelRequest struct {
	ID string `path:"id"`
}

// A Parcel is on its way.
type Parcel struct {
	ID    string `json:"id"`
	Place string `json:"place" example:"Lisbon"`
}

// Parcels knows where the parcels are.
type Parcels interface {
	// GetParcel returns one.
	GetParcel(context.Context, *GetParcelRequest) (*Parcel, error)
}

var _ = gen.API{
	Title:   "Parcels",
	Version: "1.0.0",
	Service: (*Parcels)(nil),
	Gateway: gen.REST{},
	Operations: []gen.Operation{
		gen.GET("/{id}", Parcels.GetParcel, gen.Integrate(gen.Mock{Mapping: gen.Mapping{
			RequestTemplates: map[string]string{"application/json": `{"statusCode": 200}`},
			Responses: map[string]gen.IntegrationResponse{"default": {Status: 200, Templates: map[string]string{
				"application/json": `{"id": "$util.escapeJavaScript($input.params('id')).replaceAll("\\'", "'")", "place": "Lisbon"}`,
			}}},
		}})),
	},
}
