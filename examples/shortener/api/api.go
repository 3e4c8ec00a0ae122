// Package api is the contract of short links on DynamoDB alone: mapping templates
// stand where other APIs have a function. Everybody may follow a link, owners
// manage theirs.
package api

import (
	"context"

	"github.com/apigen-go/apigen/gen"
	"github.com/apigen-go/apigen/problem"
)

// NewLink is a link as its owner writes it.
type NewLink struct {
	ID  string `json:"id" pattern:"^[A-Za-z0-9_-]{1,64}$"`
	URL string `json:"url" pattern:"^https?://[^\\s\"\\\\]+$"` // what a template can write into JSON as it is
}

// A Link is a link as the table keeps it.
type Link struct {
	ID        string `json:"id"`
	URL       string `json:"url"`
	Owner     string `json:"owner"`
	Timestamp string `json:"timestamp"` // of its last change, as API Gateway writes it
}

// CreateLinkRequest makes a link.
type CreateLinkRequest struct{ Body NewLink }

// UpdateLinkRequest points a link elsewhere.
type UpdateLinkRequest struct {
	LinkID string `path:"linkId"`
	Body   NewLink
}

// DeleteLinkRequest takes a link away.
type DeleteLinkRequest struct {
	LinkID string `path:"linkId"`
}

// LinksResponse are the links of the caller. No cache keeps it, nor what the other
// methods answer.
type LinksResponse struct {
	CacheControl string `header:"Cache-Control"`
	Body         []Link
}

// CreateResponse is the new link or, with the same status, why there is none.
type CreateResponse struct {
	CacheControl string `header:"Cache-Control"`
	Body         Created
}

// Created has the members of a [Link], or error and message when its id is taken.
type Created struct {
	ID        string `json:"id,omitempty"`
	URL       string `json:"url,omitempty"`
	Owner     string `json:"owner,omitempty"`
	Timestamp string `json:"timestamp,omitempty"`
	Error     bool   `json:"error,omitempty"`
	Message   string `json:"message,omitempty"`
}

// UpdateResponse is the link, changed.
type UpdateResponse struct {
	CacheControl string `header:"Cache-Control"`
	Body         Link
}

// DeleteResponse says that a link is gone.
type DeleteResponse struct {
	CacheControl string `header:"Cache-Control"`
	Body         Nothing
}

// Nothing is an empty object.
type Nothing struct{}

var (
	// ErrNotYours is a link of somebody else, or one that is not there.
	ErrNotYours = problem.Problem{Type: "not-yours", Status: 400, Title: "The link is not there or not yours"}
	// ErrTable is a table that does not answer.
	ErrTable = problem.Problem{Type: "table", Status: 500, Title: "The table does not answer"}
)

// Links manages the links of the caller.
type Links interface {
	// ListLinks lists them.
	ListLinks(context.Context) (*LinksResponse, error)
	// CreateLink makes one, unless its id is taken.
	CreateLink(context.Context, *CreateLinkRequest) (*CreateResponse, error)
	// UpdateLink points one elsewhere.
	UpdateLink(context.Context, *UpdateLinkRequest) (*UpdateResponse, error)
	// DeleteLink takes one away.
	DeleteLink(context.Context, *DeleteLinkRequest) (*DeleteResponse, error)
}

var owners = gen.CognitoUserPool{UserPools: []string{gen.Param("UserPoolArn")}}

// Parameters and answers that the methods share.
var (
	noStore = map[string]string{
		"method.response.header.Cache-Control":               "'no-cache, no-store'",
		"method.response.header.Access-Control-Allow-Origin": "'${Client}'",
	}
	cors     = map[string]string{"method.response.header.Access-Control-Allow-Origin": "'${Client}'"}
	notYours = gen.IntegrationResponse{Status: 400, Parameters: cors, Templates: map[string]string{
		"application/json": `{"type": "not-yours", "status": 400, "title": "The link is not there or not yours"}`,
	}}
	broken = gen.IntegrationResponse{Status: 500, Parameters: cors, Templates: map[string]string{
		"application/json": `{"type": "table", "status": 500, "title": "The table does not answer"}`,
	}}
	link = gen.IntegrationResponse{Status: 200, Parameters: noStore, Templates: map[string]string{"application/json": gen.File("templates/link.vtl")}}
)

var _ = gen.API{
	Title:    "Short links",
	Version:  "1.0.0",
	Service:  (*Links)(nil),
	Gateway:  gen.REST{CORS: gen.CORS{Origins: []string{gen.Param("Client")}}},
	Defaults: gen.Defaults{Security: owners, Errors: []error{ErrTable}},
	Operations: []gen.Operation{
		gen.GET("/{linkId}", nil, gen.Secure(gen.Public{}), gen.Validate(gen.ValidateParameters), gen.Integrate(gen.AWS{
			Service: "dynamodb:action/GetItem", Credentials: gen.Param("ReadRole"),
			Mapping: gen.Mapping{
				RequestTemplates: map[string]string{"application/json": gen.File("templates/get.vtl")},
				Responses: map[string]gen.IntegrationResponse{"200": {
					Status: 301,
					Parameters: map[string]string{
						"method.response.header.Cache-Control": "'max-age=300'",
						"method.response.header.Location":      "'${Client}?error=url_not_found'",
					},
					Templates: map[string]string{"application/json": gen.File("templates/redirect.vtl")},
				}, "default": {Status: 500}},
			},
		})),
		gen.GET("/app", Links.ListLinks, gen.Integrate(gen.AWS{
			Service: "dynamodb:action/Query", Credentials: gen.Param("ReadRole"),
			Mapping: gen.Mapping{
				RequestTemplates: map[string]string{"application/json": gen.File("templates/query.vtl")},
				Responses: map[string]gen.IntegrationResponse{"200": {
					Status: 200, Parameters: noStore, Templates: map[string]string{"application/json": gen.File("templates/links.vtl")},
				}, "default": broken},
			},
		})),
		gen.POST("/app", Links.CreateLink, gen.Validate(gen.ValidateBody), gen.Integrate(gen.AWS{
			Service: "dynamodb:action/UpdateItem", Credentials: gen.Param("WriteRole"),
			Mapping: gen.Mapping{
				RequestTemplates: map[string]string{"application/json": gen.File("templates/create.vtl")},
				Responses: map[string]gen.IntegrationResponse{
					"200|400": {Status: 200, Parameters: noStore, Templates: map[string]string{"application/json": gen.File("templates/created.vtl")}},
					"default": broken,
				},
			},
		})),
		gen.PUT("/app/{linkId}", Links.UpdateLink, gen.Errors(ErrNotYours), gen.Validate(gen.ValidateBody), gen.Integrate(gen.AWS{
			Service: "dynamodb:action/UpdateItem", Credentials: gen.Param("WriteRole"),
			Mapping: gen.Mapping{
				RequestTemplates: map[string]string{"application/json": gen.File("templates/update.vtl")},
				Responses:        map[string]gen.IntegrationResponse{"200": link, "400": notYours, "default": broken},
			},
		})),
		gen.DELETE("/app/{linkId}", Links.DeleteLink, gen.Errors(ErrNotYours), gen.Validate(gen.ValidateParameters), gen.Integrate(gen.AWS{
			Service: "dynamodb:action/DeleteItem", Credentials: gen.Param("WriteRole"),
			Mapping: gen.Mapping{
				RequestTemplates: map[string]string{"application/json": gen.File("templates/delete.vtl")},
				Responses: map[string]gen.IntegrationResponse{
					"200": {Status: 200, Parameters: noStore, Templates: map[string]string{"application/json": "{}"}}, "400": notYours, "default": broken,
				},
			},
		})),
	},
}
