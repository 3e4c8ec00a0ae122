// Package wrongproblems declares problems wrongly.
package wrongproblems

import (
	"context"
	"errors"

	"github.com/apigen-go/apigen/gen"
	"github.com/apigen-go/apigen/problem"
)

type Thing struct {
	Name string `json:"name"`
}

var (
	ErrNoStatus = problem.Problem{Type: "no-status"}
	ErrSuccess  = problem.Problem{Type: "success", Status: 200}
	ErrOther    = errors.New("other")
)

// Service is the service.
type Service interface {
	A(context.Context) (*Thing, error)
}

var _ = gen.API{
	Title: "Test", Version: "1.0.0", Service: (*Service)(nil),
	Gateway:  gen.REST{},
	Defaults: gen.Defaults{Integration: gen.Lambda{Function: "fn"}},
	Operations: []gen.Operation{
		gen.GET("/a", Service.A, gen.Errors(ErrNoStatus, ErrSuccess, ErrOther, problem.Problem{Status: 404})),
	},
}
