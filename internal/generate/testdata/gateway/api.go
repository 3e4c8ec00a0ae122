// Package gateway uses every setting of the gateway.
package gateway

import (
	"context"

	"github.com/apigen-go/apigen/gen"
	"github.com/apigen-go/apigen/problem"
)

type Thing struct {
	Name string `json:"name"`
}

type Request struct {
	ID      string `path:"id"`
	Trace   string `header:"X-Trace,omitempty"`
	IfMatch string `header:"If-Match"`
	Body    Thing
}

type IDRequest struct {
	ID string `path:"id"`
}

var (
	customers = gen.CognitoUserPool{UserPools: []string{"arn:aws:cognito-idp:eu-west-1:123456789012:userpool/eu-west-1_abcDEF123"}}
	admins    = gen.CognitoUserPool{Name: "administrators", UserPools: []string{gen.Param("AdminPool")}, Header: "X-Admin-Token"}
	protected = gen.All{customers, gen.APIKey{}}
)

var function = "things-" + gen.StageVariable("color")

var ErrGone = problem.Problem{Type: "gone", Status: 410, Title: "It is gone"}

var (
	// ErrBusy asks for patience.
	ErrBusy  = problem.Problem{Status: 503}
	ErrNever = problem.Problem{Type: "never", Status: 410}
)

var common = []gen.Option{gen.Tags("a"), gen.Errors(ErrNever, ErrGone)}

// Service is the service.
type Service interface {
	Put(context.Context, *Request) (*Thing, error)
	Get(context.Context, *IDRequest) (*Thing, error)
	Delete(context.Context, *IDRequest) error
	Health(context.Context) (*Thing, error)
	Ping(context.Context) error
}

var _ = gen.API{
	Title: "Test", Version: "1.0.0", Service: (*Service)(nil),
	Description: "Things, in *Markdown*.",
	Gateway: gen.REST{
		Validate: gen.ValidateAll,
		CORS: gen.CORS{
			Origins: []string{"https://www.example.com"}, Headers: []string{"X-Requested-With", "content-type"},
			ExposeHeaders: []string{"X-Total"}, MaxAge: 60 * 60, Credentials: true,
		},
	},
	Defaults: gen.Defaults{Integration: gen.Lambda{Function: function}, Security: protected, Errors: []error{ErrBusy}},
	Operations: []gen.Operation{
		gen.PUT("/things/{id}", Service.Put, gen.Scopes("things/write", "things/admin"), gen.Tags("a", "b")),
		gen.GET("/things/{id}", Service.Get, gen.Secure(admins), gen.Validate(gen.ValidateNone), gen.Integrate(gen.Lambda{Function: "other", Alias: "live", Timeout: 5000})),
		gen.DELETE("/things/{id}", Service.Delete, common...),
		gen.GET("/health", Service.Health, gen.Secure(gen.Public{}), gen.Validate(gen.ValidateParameters), gen.Integrate(&gen.Lambda{Function: "arn:aws:lambda:eu-west-1:123456789012:function:health", Alias: gen.StageVariable("alias")})),
		gen.HEAD("/health", Service.Ping, gen.Secure((gen.APIKey{}))),
	},
}
