// Package api is the contract of the smallest API there is: one operation that
// takes a person and answers with a number.
package api

import (
	"context"

	"github.com/apigen-go/apigen/gen"
)

// A Person is somebody to remember.
type Person struct {
	Name string `json:"name" minLength:"1" maxLength:"200" example:"Jane Doe"`
	Age  int    `json:"age" minimum:"0" maximum:"150" example:"40"` // in years
}

// CreatePersonRequest is the body of POST /create-person.
type CreatePersonRequest struct {
	Person Person `json:"person"`
}

// CreatePersonResponse says under which number a person is remembered.
type CreatePersonResponse struct {
	PersonID int64 `json:"person_id"`
}

// People remembers people.
type People interface {
	// CreatePerson remembers a person.
	CreatePerson(context.Context, *CreatePersonRequest) (*CreatePersonResponse, error)
}

var _ = gen.API{
	Title:   "Person",
	Version: "1.0.0",
	Service: (*People)(nil),
	Gateway: gen.REST{Validate: gen.ValidateBody},
	// The backend is in http.go or, with the build tag lambda, in lambda.go.
	Defaults: gen.Defaults{Integration: backend, Security: gen.APIKey{}},
	Operations: []gen.Operation{
		gen.POST("/create-person", People.CreatePerson),
	},
}
