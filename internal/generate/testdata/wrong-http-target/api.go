// Package wronghttptarget asks of an HTTP API what only a REST API does.
package wronghttptarget

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

var pool = gen.CognitoUserPool{UserPools: []string{gen.Param("Pool")}}

var function = gen.LambdaAuthorizer{Function: "f", Pattern: "x", Identity: []string{"method.request.header.X"}}

var old = gen.LambdaAuthorizer{Function: "f", Payload: "1.0", Simple: true}

var jwt = gen.JWT{Issuer: "issuer", Identity: "header"}

// Service is the service.
type Service interface {
	// Get returns it.
	Get(context.Context, *GetRequest) (*Thing, error)
}

var _ = gen.API{
	Title: "Test", Version: "1.0.0", Service: (*Service)(nil),
	Gateway:  gen.HTTP{Endpoint: gen.Endpoint{VPCEndpoints: []string{"vpce-1"}}},
	Defaults: gen.Defaults{Integration: gen.Lambda{Function: "fn"}},
	Operations: []gen.Operation{
		gen.GET("/things/{id}", Service.Get, gen.Secure(gen.APIKey{}), gen.Validate(gen.ValidateAll)),
		gen.GET("/a", nil, gen.Secure(pool), gen.Integrate(gen.Mock{})),
		gen.GET("/b", nil, gen.Secure(function), gen.Integrate(gen.AWS{Service: "sns:action/Publish"})),
		gen.GET("/c", nil, gen.Secure(jwt), gen.Integrate(gen.AWSService{Action: "SQS-SendMessages"})),
		gen.GET("/d", nil, gen.Secure(old), gen.Integrate(gen.AWSService{Action: "SQS-SendMessage"})),
		gen.GET("/e", nil, gen.Integrate(gen.Shared("nothing"))),
		gen.GET("/f", nil, gen.Integrate(gen.HTTPProxy{URI: "https://a.example.com", Stream: true, Timeout: 30001, Network: gen.Network{Target: "arn", TLS: gen.TLS{InsecureSkipVerification: true}}})),
		gen.GET("/g", nil, gen.Integrate(gen.Lambda{Function: "fn", Stream: true, Payload: "3.0", Timeout: 30001})),
	},
}
