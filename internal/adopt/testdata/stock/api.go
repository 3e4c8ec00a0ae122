// Package api is the contract of stock-api.
package api

import (
	"context"

	"github.com/apigen-go/apigen/gen"
	"github.com/apigen-go/apigen/problem"
)

// Problems that operations answer with. Handlers return them as errors.
var (
	ErrBadRequest = problem.Problem{Type: "bad-request", Status: 400, Title: "Bad Request"}
)

// StockAPI is what the handlers answer.
type StockAPI interface {
	// GetItems answers GET /items.
	GetItems(context.Context, *GetItemsRequest) (*GetItemsResponse, error)
	// PostItems answers POST /items.
	PostItems(context.Context, *PostItemsRequest) (*PostItemsResponse, error)
	// PutItemsPhotoBySku answers PUT /items/{sku}/photo.
	PutItemsPhotoBySku(context.Context, *PutItemsPhotoBySkuRequest) error
	// Order answers POST /orders.
	Order(context.Context, *OrderRequest) (*OrderResponse, error)
	// Place answers POST /placed.
	Place(context.Context) error
}

var preflight = gen.Mock{
	Mapping: gen.Mapping{
		RequestTemplates: map[string]string{"application/json": `{"statusCode": 200}`},
		Passthrough:      gen.PassWhenNoMatch,
		Responses: map[string]gen.IntegrationResponse{
			"default": {
				Status: 200,
				Parameters: map[string]string{
					"method.response.header.Access-Control-Allow-Methods": "'GET,POST,OPTIONS'",
					"method.response.header.Access-Control-Allow-Origin":  "'*'",
				},
			},
		},
	},
}

var preflightResponses = map[string]any{
	"200": map[string]any{
		"description": "200 response",
		"headers": map[string]any{
			"Access-Control-Allow-Origin":  map[string]any{"schema": map[string]any{"type": "string"}},
			"Access-Control-Allow-Methods": map[string]any{"schema": map[string]any{"type": "string"}},
		},
		"content": map[string]any{
			"application/json": map[string]any{"schema": map[string]any{"$ref": "#/components/schemas/Empty"}},
		},
	},
}

var _ = gen.API{
	Title:   "stock-api",
	Version: "1",
	Service: (*StockAPI)(nil),
	Gateway: gen.REST{},
	Defaults: gen.Defaults{
		Integration: gen.Lambda{
			Function: "arn:aws:apigateway:${region}:lambda:path/2015-03-31/functions/${stock_lambda_arn}/invocations",
		},
	},
	Operations: []gen.Operation{
		gen.GET("/items", StockAPI.GetItems, gen.OperationID(""), gen.Errors(ErrBadRequest)),
		gen.POST("/items", StockAPI.PostItems,
			gen.OperationID(""),
			gen.Secure(gen.All{gen.IAM{}, gen.APIKey{}}),
			gen.Integrate(gen.Lambda{Function: "stock-writer", Alias: gen.StageVariable("alias")}),
			gen.Override("/x-amazon-apigateway-integration/cacheNamespace", "items"),
			gen.Override("/x-amazon-apigateway-integration/cacheKeyParameters", []any{"method.request.header.type"})),
		gen.OPTIONS("/items", nil, gen.Integrate(preflight), gen.Override("/responses", preflightResponses)),
		gen.PUT("/items/{sku}/photo", StockAPI.PutItemsPhotoBySku,
			gen.OperationID(""),
			gen.Integrate(gen.AWS{
				Service:     "arn:aws:apigateway:eu-west-1:s3:path/photos/{key}",
				Method:      "PUT",
				Credentials: "arn:aws:iam::123456789012:role/photos",
				Mapping: gen.Mapping{
					RequestParameters: map[string]string{"integration.request.path.key": "method.request.path.sku"},
					Responses:         map[string]gen.IntegrationResponse{`2\d{2}`: {Status: 204}, `4\d{2}`: {Status: 404}},
				},
			})),
		gen.OPTIONS("/items/{sku}/photo", nil,
			gen.Integrate(preflight),
			gen.Override("/responses", preflightResponses)),
		gen.POST("/orders", StockAPI.Order,
			gen.Integrate(gen.HTTPBackend{
				URI:    "https://${stageVariables.shop}/orders",
				Method: "POST",
				Mapping: gen.Mapping{
					RequestTemplates: map[string]string{"application/x-www-form-urlencoded": "$input.body"},
					Responses: map[string]gen.IntegrationResponse{
						"default": {Status: 200},
						"302": {
							Status:     302,
							Parameters: map[string]string{"method.response.header.Location": "integration.response.header.Location"},
						},
					},
				},
			})),
		gen.POST("/placed", StockAPI.Place,
			gen.Integrate(gen.Lambda{Function: "demo"}),
			gen.Override("/x-amazon-apigateway-integration/uri", gen.Param("place_invocation_uri"))),
		gen.ANY("/legacy/{proxy+}", nil,
			gen.Integrate(gen.HTTPProxy{
				URI:        "http://old.example.com/{proxy}",
				Parameters: map[string]string{"integration.request.path.proxy": "method.request.path.proxy"},
				Network:    gen.Network{VPCLink: gen.StageVariable("link"), TLS: gen.TLS{InsecureSkipVerification: true}},
			})),
	},
	Types: []gen.Type{gen.Model[Empty](), gen.Model[Error]()},
}
