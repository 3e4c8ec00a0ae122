// Package awsintegration calls an AWS service, with templates from files.
package awsintegration

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
	// Find returns it, too.
	Find(context.Context, *GetRequest) (*Thing, error)
}

var _ = gen.API{
	Title: "Test", Version: "1.0.0", Service: (*Service)(nil),
	Gateway:  gen.REST{},
	Defaults: gen.Defaults{Integration: gen.Lambda{Function: "fn"}},
	Operations: []gen.Operation{
		gen.PUT("/things/{id}", nil, gen.Integrate(gen.AWS{
			Service: "dynamodb:action/PutItem", Credentials: gen.Param("TableRole"), Timeout: 5000,
			Mapping: gen.Mapping{
				RequestParameters: map[string]string{
					"integration.request.header.X-Trace":      "method.request.header.X-Trace",
					"integration.request.querystring.limit":   "method.request.querystring.limit",
					"integration.request.header.Content-Type": "'application/x-amz-json-1.0'",
				},
				RequestTemplates: map[string]string{"application/json": gen.File("templates/put.vtl")},
				Passthrough:      gen.PassNever,
				ContentHandling:  gen.ToText,
				CacheKeys:        []string{"method.request.path.id"},
				CacheNamespace:   "things",
				Responses: map[string]gen.IntegrationResponse{
					"default": {
						Status:          200,
						Parameters:      map[string]string{"method.response.header.X-Request": "integration.response.header.x-amzn-RequestId"},
						Templates:       map[string]string{"application/json": "{}"},
						ContentHandling: gen.ToText,
					},
					"4\\d{2}": {Status: 400},
				},
			},
		})),
		gen.GET("/objects/{key}", nil, gen.Integrate(gen.AWS{Service: "s3:path/bucket/{key}", Method: "GET", Credentials: "arn:aws:iam::123456789012:role/read", Mapping: gen.Mapping{
			RequestParameters: map[string]string{"integration.request.path.key": "method.request.path.key"},
			Responses:         map[string]gen.IntegrationResponse{"default": {Status: 200}},
		}})),
		gen.POST("/news", nil, gen.Integrate(gen.AWS{Service: gen.Param("Things") + ".iotdata:path/topics/news", Credentials: gen.Param("TopicRole"), Mapping: gen.Mapping{
			Responses: map[string]gen.IntegrationResponse{"default": {Status: 202}},
		}})),
		gen.GET("/things/{id}", Service.Get),
		// What the responses map is declared, though the contract does not name it.
		gen.GET("/found/{id}", Service.Find, gen.Integrate(gen.AWS{Service: "dynamodb:action/GetItem", Credentials: gen.Param("TableRole"), Mapping: gen.Mapping{
			Responses: map[string]gen.IntegrationResponse{
				"200":     {Status: 200, Parameters: map[string]string{"method.response.header.Cache-Control": "'no-store'"}},
				"default": {Status: 502, Parameters: map[string]string{"method.response.header.Content-Type": "'application/problem+json'"}},
			},
		}})),
	},
}
