// Package api is the contract of the orders of a shop.
package api

import (
	"context"

	"github.com/apigen-go/apigen/gen"
)

// GetOrderRequest asks for an order.
type GetOrderRequest struct {
	ID string `path:"id"`
}

// An Order is what somebody bought.
type Order struct {
	ID     string `json:"id"`
	Parcel string `json:"parcel" format:"uri" example:"https://shop.example.com/parcels/7"`
}

// Orders knows the orders.
type Orders interface {
	// GetOrder returns one.
	GetOrder(context.Context, *GetOrderRequest) (*Order, error)
}

var _ = gen.API{
	Title:   "Orders",
	Version: "1.0.0",
	Service: (*Orders)(nil),
	// Callers come by the custom domain or not at all.
	Gateway: gen.REST{Endpoint: gen.Endpoint{DisableDefault: true}},
	Operations: []gen.Operation{
		gen.GET("/{id}", Orders.GetOrder, gen.Integrate(gen.Mock{Mapping: gen.Mapping{
			RequestTemplates: map[string]string{"application/json": `{"statusCode": 200}`},
			Responses: map[string]gen.IntegrationResponse{"default": {Status: 200, Templates: map[string]string{
				// A link says the name that the caller called.
				"application/json": `{"id": "$util.escapeJavaScript($input.params('id')).replaceAll("\\'", "'")", "parcel": "https://$context.domainName/parcels/7"}`,
			}}},
		}})),
	},
}
