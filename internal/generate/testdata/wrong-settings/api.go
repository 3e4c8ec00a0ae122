// Package wrongsettings has settings API Gateway refuses.
package wrongsettings

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
	Gateway: gen.REST{
		MinimumCompressionSize: 10485761,
		SecurityPolicy:         "TLS_1_2", AccessMode: gen.AccessBasic,
		Policy:    gen.Policy{Statements: []gen.Statement{{Effect: "allow"}}},
		Responses: map[gen.ResponseType]gen.GatewayResponse{"NOT_FOUND": {Status: 4040, Parameters: map[string]string{"header.X": "'a'"}}},
	},
	Defaults: gen.Defaults{Integration: gen.Lambda{Function: "fn"}},
	Operations: []gen.Operation{
		gen.GET("/things/{id}", Service.Get),
	},
}
