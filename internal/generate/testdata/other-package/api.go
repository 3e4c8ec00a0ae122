// Package otherpackage uses types, constants and problems of other packages.
package otherpackage

import (
	"context"

	"github.com/apigen-go/apigen/gen"
	"github.com/apigen-go/apigen/internal/generate/testdata/other-package/people"
)

// Person is a pet with the name of a person.
type Person struct {
	Owner people.Person `json:"owner"`
}

// Service is the service.
type Service interface {
	GetPerson(context.Context) (*people.Person, error)
	GetPet(context.Context) (*Person, error)
}

var _ = gen.API{
	Title: "Test", Version: "1.0.0", Service: (*Service)(nil),
	Gateway:  gen.REST{},
	Defaults: gen.Defaults{Integration: gen.Lambda{Function: "fn"}},
	Operations: []gen.Operation{
		gen.GET("/person", Service.GetPerson, gen.Errors(people.ErrLost)),
		gen.GET("/pet", Service.GetPet),
	},
}
