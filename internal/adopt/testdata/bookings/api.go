// Package api is the contract of Boat bookings.
package api

import (
	"context"

	"github.com/apigen-go/apigen/gen"
	"github.com/apigen-go/apigen/problem"
)

// Problems that operations answer with. Handlers return them as errors.
var (
	ErrNotFound = problem.Problem{Type: "not-found", Status: 404, Title: "Not Found"}
	ErrConflict = problem.Problem{Type: "conflict", Status: 409, Title: "Conflict"}
)

// BoatBookings is what the handlers answer.
type BoatBookings interface {
	// Lists the boats.
	ListBoats(context.Context, *ListBoatsRequest) (*ListBoatsResponse, error)
	// Adds a boat.
	//
	// The harbour office alone may do that.
	//
	// - Names are unique.
	// - Berths are not.
	AddBoat(context.Context, *AddBoatRequest) (*AddBoatResponse, error)
	// GetBoat answers GET /boats/{boatId}.
	GetBoat(context.Context, *GetBoatRequest) (*Boat, error)
	// ScrapBoat answers DELETE /boats/{boatId}.
	//
	// Deprecated: it will go away.
	ScrapBoat(context.Context, *ScrapBoatRequest) error
}

var skippers = gen.CognitoUserPool{UserPools: []string{gen.Param("SkipperPool.Arn")}}

var harbourGuard = gen.LambdaAuthorizer{
	Function: gen.Param("GuardFunction.Arn"),
	Identity: []string{"method.request.header.X-Badge", "context.identity.sourceIp"},
	TTL:      0,
}

var preflightResponses = map[string]any{
	"200": map[string]any{
		"description": "CORS",
		"headers": map[string]any{
			"Access-Control-Allow-Origin": map[string]any{"schema": map[string]any{"type": "string"}},
		},
		"content": map[string]any{
			"application/json": map[string]any{"schema": map[string]any{"$ref": "#/components/schemas/Nothing"}},
		},
	},
}

var _ = gen.API{
	Title:       "Boat bookings",
	Version:     "2.3",
	Description: "Rents boats by the day.",
	Service:     (*BoatBookings)(nil),
	Gateway: gen.REST{
		BinaryMediaTypes:       []string{"image/png", "application/pdf"},
		MinimumCompressionSize: 1024,
		Policy: gen.Policy{
			Version: "2012-10-17",
			Statements: []gen.Statement{
				{
					Effect:    "Allow",
					Principal: "*",
					Actions:   []string{"execute-api:Invoke"},
					Resources: []string{"execute-api:/*"},
				},
				{
					ID:        "Home",
					Effect:    "Deny",
					Principal: map[string]any{"AWS": []any{"arn:aws:iam::123456789012:root"}},
					Actions:   []string{"execute-api:Invoke"},
					Resources: []string{"execute-api:/*/DELETE/*"},
					Condition: map[string]map[string]any{"NotIpAddress": {"aws:SourceIp": []any{"10.0.0.0/8"}}},
				},
			},
		},
		Responses: map[gen.ResponseType]gen.GatewayResponse{
			gen.Default4XX: {Parameters: map[string]string{"gatewayresponse.header.Access-Control-Allow-Origin": "'*'"}},
			gen.Unauthorized: {
				Status:    401,
				Templates: map[string]string{"application/json": gen.File("templates/unauthorized.vtl")},
			},
		},
		Documentation: gen.Documentation{
			Version: "1",
			Parts: []gen.DocumentationPart{
				{Location: gen.Location{Type: "API"}, Properties: map[string]any{"description": "All about boats."}},
				{
					Location:   gen.Location{Type: "METHOD", Path: "/boats", Method: "GET"},
					Properties: map[string]any{"summary": "Boats", "tags": []any{"a", "b"}},
				},
			},
		},
	},
	Defaults: gen.Defaults{
		Integration: gen.Lambda{Function: gen.Param("BoatsFunction.Arn"), Alias: "live"},
		Security:    skippers,
	},
	Operations: []gen.Operation{
		gen.GET("/boats", BoatBookings.ListBoats, gen.Tags("boats"), gen.Scopes("boats/read")),
		gen.POST("/boats", BoatBookings.AddBoat,
			gen.OperationID("AddBoat"),
			gen.Errors(ErrConflict),
			gen.Tags("boats"),
			gen.Secure(gen.All{skippers, gen.APIKey{}}),
			gen.Scopes("boats/write"),
			gen.Validate(gen.ValidateAll),
			gen.Integrate(gen.Lambda{Function: gen.Param("BoatsFunction.Arn"), Alias: "live", Timeout: 5000})),
		gen.GET("/boats/{boatId}", BoatBookings.GetBoat, gen.Errors(ErrNotFound), gen.Scopes("boats/read")),
		gen.DELETE("/boats/{boatId}", BoatBookings.ScrapBoat,
			gen.OperationID("scrap-boat"),
			gen.Secure(harbourGuard),
			gen.Integrate(gen.Lambda{
				Function:    "arn:aws:lambda:eu-west-1:123456789012:function:scrap:${stageVariables.alias}",
				Credentials: "arn:aws:iam::123456789012:role/invoke",
			})),
		gen.GET("/health", nil,
			gen.Secure(gen.Public{}),
			gen.Integrate(gen.Mock{
				Mapping: gen.Mapping{
					RequestTemplates: map[string]string{"application/json": `{"statusCode": 200}`},
					Responses:        map[string]gen.IntegrationResponse{"default": {Status: 200}},
				},
			})),
		gen.OPTIONS("/health", nil,
			gen.Secure(gen.Public{}),
			gen.Integrate(gen.Mock{
				Mapping: gen.Mapping{
					RequestTemplates: map[string]string{"application/json": `{"statusCode": 200}`},
					Responses: map[string]gen.IntegrationResponse{
						"default": {
							Status:     200,
							Parameters: map[string]string{"method.response.header.Access-Control-Allow-Origin": "'*'"},
						},
					},
				},
			}),
			gen.Override("/responses", preflightResponses)),
	},
	Types: []gen.Type{gen.Model[Failure](), gen.Model[Nothing](), gen.Model[Price]()},
}
