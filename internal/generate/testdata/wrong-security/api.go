// Package wrongsecurity demands what API Gateway cannot.
package wrongsecurity

import (
	"context"

	"github.com/apigen-go/apigen/gen"
)

type Thing struct {
	Name string `json:"name"`
}

var (
	one = gen.CognitoUserPool{UserPools: []string{gen.Param("One")}}
	two = gen.CognitoUserPool{Name: "one", UserPools: []string{"eu-west-1_abc"}}
)

// Service is the service.
type Service interface {
	A(context.Context) (*Thing, error)
	B(context.Context) (*Thing, error)
	C(context.Context) (*Thing, error)
	D(context.Context) (*Thing, error)
	E(context.Context) (*Thing, error)
}

var _ = gen.API{
	Title: "Test", Version: "1.0.0", Service: (*Service)(nil),
	Gateway:  gen.REST{},
	Defaults: gen.Defaults{Integration: gen.Lambda{Function: "fn"}},
	Operations: []gen.Operation{
		gen.GET("/a", Service.A, gen.Scopes("a/read")),
		gen.GET("/b", Service.B, gen.Secure(gen.All{one, two})),
		gen.GET("/c", Service.C, gen.Secure(gen.All{gen.Public{}, gen.APIKey{}})),
		gen.GET("/d", Service.D, gen.Secure(gen.CognitoUserPool{})),
		gen.GET("/e", Service.E, gen.Secure(gen.All{}), gen.Secure(one)),
	},
}
