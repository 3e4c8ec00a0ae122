// Package api is the contract of an API whose callers sign in at an identity
// provider outside AWS: a Lambda authorizer verifies their tokens.
package api

import "github.com/apigen-go/apigen/gen"

// Resources has no operations of its own: API Gateway answers by itself.
type Resources interface{}

// provider asks the function cmd/lambda who a token belongs to. What is no Bearer
// JWT, three parts of base64url, is 401 without a call of the function.
var provider = gen.LambdaAuthorizer{
	Function: "authorizer",
	Pattern:  `^Bearer [-0-9A-Za-z_]+\.[-0-9A-Za-z_]+\.[-0-9A-Za-z_]+$`,
	TTL:      1,
}

var _ = gen.API{
	Title:    "Third-party tokens",
	Version:  "1.0.0",
	Service:  (*Resources)(nil),
	Gateway:  gen.REST{},
	Defaults: gen.Defaults{Security: provider},
	Operations: []gen.Operation{
		gen.GET("/my-resource", nil, gen.Integrate(gen.Mock{Mapping: gen.Mapping{
			RequestTemplates: map[string]string{"application/json": `{"statusCode": 200}`},
			Responses:        map[string]gen.IntegrationResponse{"default": {Status: 200, Templates: map[string]string{"application/json": `{"message": "this is my resource"}`}}},
		}})),
		gen.GET("/profile", nil, gen.Integrate(gen.Mock{Mapping: gen.Mapping{
			RequestTemplates: map[string]string{"application/json": `{"statusCode": 200}`},
			Responses:        map[string]gen.IntegrationResponse{"default": {Status: 200, Templates: map[string]string{"application/json": `{"subject": "$context.authorizer.principalId"}`}}},
		}})),
	},
}
