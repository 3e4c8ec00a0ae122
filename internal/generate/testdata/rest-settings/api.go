// Package restsettings has every setting of a REST API.
package restsettings

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
		MinimumCompressionSize: 0,
		APIKeySource:           gen.KeyFromAuthorizer,
		Policy: gen.Policy{Version: "2012-10-17", Statements: []gen.Statement{
			{
				ID: "office", Effect: "Allow", Principal: "*", Actions: []string{"execute-api:Invoke"}, Resources: []string{"execute-api:/*"},
				Condition: map[string]map[string]any{"IpAddress": {"aws:SourceIp": []string{"192.0.2.0/24"}}},
			},
			{Effect: "Deny", Principal: map[string]string{"AWS": "arn:aws:iam::123456789012:root"}, Actions: []string{"*"}, Resources: []string{"execute-api:/*/DELETE/*"}},
		}},
		Documentation: gen.Documentation{Version: "1.0", Parts: []gen.DocumentationPart{
			{Location: gen.Location{Type: "API"}, Properties: map[string]any{"description": "Things."}},
			{Location: gen.Location{Type: "RESPONSE_HEADER", Path: "/things", Method: "GET", Status: "200", Name: "ETag"}, Properties: map[string]any{"description": "A version."}},
		}},
		Endpoint:       gen.Endpoint{DisableDefault: true, VPCEndpoints: []string{"vpce-0123456789abcdef0"}},
		SecurityPolicy: "SecurityPolicy_TLS13_1_3_2025_09",
		AccessMode:     gen.AccessStrict,
	},
	Defaults: gen.Defaults{Integration: gen.Lambda{Function: "fn"}},
	Operations: []gen.Operation{
		gen.GET("/things/{id}", Service.Get),
	},
}
