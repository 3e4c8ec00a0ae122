// Package wrongresttarget asks of a REST API what only an HTTP API does.
package wrongresttarget

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

var jwt = gen.JWT{Issuer: "https://issuer.example.com", Audience: []string{"web"}}

var function = gen.LambdaAuthorizer{Function: "f f", Simple: true, Payload: "2.0", Pattern: "x", Identity: []string{"$request.header.X"}}

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
		gen.GET("/things/{id}", Service.Get, gen.Secure(jwt)),
		gen.GET("/a", nil, gen.Secure(function), gen.Integrate(gen.Shared("a"))),
		gen.GET("/b", nil, gen.Integrate(gen.AWSService{Action: "SQS-PurgeQueue", Credentials: "arn", Parameters: map[string]string{"QueueUrl": "x"}})),
		gen.GET("/c", nil, gen.Integrate(gen.HTTPProxy{URI: "https://a.example.com", Timeout: 30000, Network: gen.Network{TLS: gen.TLS{ServerName: "a"}}, ResponseParameters: map[string]map[string]string{"200": nil}})),
		gen.ANY("$default", nil, gen.Integrate(gen.Mock{})),
		gen.GET("/d", nil, gen.Integrate(gen.Lambda{Function: "fn", Payload: "2.0"})),
	},
}
