// Package api is the contract of a table of MySQL behind a function: rows are
// filtered by query parameters and inserted. The function gets the whole method
// request through a mapping template, and neither SQL nor credentials ever come
// from the caller.
package api

import (
	"context"

	"github.com/apigen-go/apigen/gen"
	"github.com/apigen-go/apigen/problem"
)

// A Row is one of the table prototab.
type Row struct {
	Protokey int64  `json:"protokey"`
	Proto1   string `json:"proto1"`
	Proto2   string `json:"proto2"`
}

// ListRowsRequest filters rows. A parameter that is absent lets all through.
type ListRowsRequest struct {
	Proto1 string `query:"proto1,omitempty" maxLength:"100"`
	Proto2 string `query:"proto2,omitempty" maxLength:"100"`
}

// ListRowsResponse are the rows, a list.
type ListRowsResponse struct{ Body []Row }

// NewRow is a row that has no key yet.
type NewRow struct {
	_      struct{} `additionalProperties:"false"`
	Proto1 string   `json:"proto1" maxLength:"100"`
	Proto2 string   `json:"proto2" maxLength:"100"`
}

// InsertRowRequest adds a row.
type InsertRowRequest struct{ Body NewRow }

// InsertRowResponse is the row with the key it got.
type InsertRowResponse struct {
	Body Row `status:"201"`
}

var (
	// ErrInvalidQuery is a parameter that no row can have.
	ErrInvalidQuery = problem.Problem{Type: "invalid-query", Status: 400, Title: "The query is not valid"}
	// ErrDatabase is a database that cannot be reached, or that does not let the
	// function do what it wants to.
	ErrDatabase = problem.Problem{Type: "database", Status: 503, Title: "The database does not answer"}
)

// Prototab is the table.
type Prototab interface {
	// ListRows lists rows by their key.
	ListRows(context.Context, *ListRowsRequest) (*ListRowsResponse, error)
	// InsertRow adds a row.
	InsertRow(context.Context, *InsertRowRequest) (*InsertRowResponse, error)
}

var pool = gen.CognitoUserPool{UserPools: []string{gen.Param("UserPoolArn")}}

var (
	origin  = map[string]string{"method.response.header.Access-Control-Allow-Origin": "'${WebOrigin}'"}
	refused = gen.IntegrationResponse{Status: 400, Parameters: origin, Templates: map[string]string{"application/json": gen.File("templates/refused.vtl")}}
	broken  = gen.IntegrationResponse{Status: 503, Parameters: origin, Templates: map[string]string{
		"application/json": `{"type": "database", "title": "The database does not answer", "status": 503}`,
	}}
)

// function is where both methods lead.
const function = "arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/arn:aws:lambda:${AWS::Region}:${AWS::AccountId}:function:sqlquery/invocations"

var _ = gen.API{
	Title:    "SQL query",
	Version:  "1.0.0",
	Service:  (*Prototab)(nil),
	Gateway:  gen.REST{Validate: gen.ValidateAll, CORS: gen.CORS{Origins: []string{gen.Param("WebOrigin")}}},
	Defaults: gen.Defaults{Security: pool, Errors: []error{ErrInvalidQuery, ErrDatabase}},
	Operations: []gen.Operation{
		// Errors of the function that begin with 400 are the caller's fault.
		gen.GET("/", Prototab.ListRows, allowed, gen.Integrate(gen.AWS{
			Service: function,
			Mapping: gen.Mapping{
				Passthrough:      gen.PassNever,
				RequestTemplates: map[string]string{"application/json": gen.File("templates/request.vtl")},
				Responses: map[string]gen.IntegrationResponse{
					"default": {Status: 200, Parameters: origin}, `400 [\s\S]*`: refused, `(?!400 )[\s\S]+`: broken,
				},
			},
		})),
		gen.POST("/", Prototab.InsertRow, allowed, gen.Integrate(gen.AWS{
			Service: function,
			Mapping: gen.Mapping{
				Passthrough:      gen.PassNever,
				RequestTemplates: map[string]string{"application/json": gen.File("templates/request.vtl")},
				Responses: map[string]gen.IntegrationResponse{
					"default": {Status: 201, Parameters: origin}, `400 [\s\S]*`: refused, `(?!400 )[\s\S]+`: broken,
				},
			},
		})),
	},
}
