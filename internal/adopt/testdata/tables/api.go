// Package api is the contract of Visitor counter.
package api

import (
	"context"

	"github.com/apigen-go/apigen/gen"
)

// VisitorCounter is what the handlers answer.
type VisitorCounter interface {
	// Tells how many came.
	CountVisits(context.Context, *CountVisitsRequest) (*CountVisitsResponse, error)
}

var response404 = map[string]any{
	"description": "Nobody came",
	"content": map[string]any{
		"application/json": map[string]any{"schema": map[string]any{"$ref": "#/components/schemas/Failure"}},
	},
}

var _ = gen.API{
	Title:   "Visitor counter",
	Version: "1",
	Service: (*VisitorCounter)(nil),
	Gateway: gen.REST{},
	Operations: []gen.Operation{
		gen.GET("/visits/{page}", VisitorCounter.CountVisits,
			gen.Validate(gen.ValidateParameters),
			gen.Integrate(gen.AWS{
				Service:     "dynamodb:action/GetItem",
				Credentials: gen.Param("TableRole.Arn"),
				Mapping: gen.Mapping{
					RequestTemplates: map[string]string{"application/json": gen.File("templates/get-visits-page-request.vtl")},
					Passthrough:      gen.PassNever,
					Responses: map[string]gen.IntegrationResponse{
						"200": {
							Status:     200,
							Parameters: map[string]string{"method.response.header.Cache-Control": "'max-age=60'"},
							Templates:  map[string]string{"application/json": gen.File("templates/get-visits-page-response.vtl")},
						},
						"default": {Status: 404, Templates: map[string]string{"application/json": `{"message": "nobody came"}`}},
					},
					CacheKeys: []string{"method.request.path.page", "method.request.querystring.day"},
				},
			}),
			gen.Override("/responses/404", response404)),
		gen.POST("/visits/{page}", nil,
			gen.Integrate(gen.AWS{
				Service:     "arn:aws:apigateway:eu-central-1:dynamodb:action/UpdateItem",
				Credentials: gen.Param("TableRole.Arn"),
				Timeout:     2000,
				Mapping: gen.Mapping{
					RequestParameters: map[string]string{"integration.request.header.X-Amz-Invocation-Type": "'Event'"},
					RequestTemplates:  map[string]string{"application/json": gen.File("templates/post-visits-page-request.vtl")},
					Passthrough:       gen.PassWhenNoTemplates,
					Responses:         map[string]gen.IntegrationResponse{"default": {Status: 200, ContentHandling: gen.ToText}},
				},
			})),
		gen.GET("/raw", nil,
			gen.Integrate(gen.AWS{
				Service: "${raw_invocation_uri}",
				Mapping: gen.Mapping{Responses: map[string]gen.IntegrationResponse{"default": {Status: 200}}},
			})),
		gen.ANY("/all/{proxy+}", nil, gen.Integrate(gen.Lambda{Function: gen.Param("Rest.Arn")})),
	},
	Types: []gen.Type{gen.Model[Failure]()},
}
