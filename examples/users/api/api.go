// Package api is the contract of a table of users behind an HTTP API: whoever
// signed in at the user pool reads and writes them.
package api

import (
	"context"

	"github.com/apigen-go/apigen/gen"
	"github.com/apigen-go/apigen/problem"
)

// A User is an item of the table.
type User struct {
	UserID string `json:"UserId" minLength:"1" maxLength:"128" example:"jane"`
	Name   string `json:"Name,omitempty" maxLength:"200" example:"Jane Doe"`
	Email  string `json:"Email,omitempty" format:"email" example:"jane@example.com"`
}

// GetUserRequest asks for a user.
type GetUserRequest struct {
	UserID string `query:"UserId" minLength:"1" maxLength:"128"`
}

// PutUserRequest is the body of POST /user.
type PutUserRequest struct {
	User User `json:"User"`
}

// UserResponse is a user as the table has it now.
type UserResponse struct {
	User User `json:"User"`
}

// ErrUserNotFound is a user the table does not have.
var ErrUserNotFound = problem.Problem{Type: "user-not-found", Status: 404, Title: "User not found"}

// Users keeps users.
type Users interface {
	// GetUser returns one user.
	GetUser(context.Context, *GetUserRequest) (*UserResponse, error)
	// PutUser writes a user, in place of the one of that id, if any.
	PutUser(context.Context, *PutUserRequest) (*UserResponse, error)
}

// pool takes the tokens that the user pool gave to one client, the front end.
var pool = gen.JWT{
	Issuer:   gen.Param("Issuer"),
	Audience: []string{gen.Param("ClientId")},
	Identity: "$request.header.Authorization",
}

var _ = gen.API{
	Title:    "Users",
	Version:  "1.0.0",
	Service:  (*Users)(nil),
	Gateway:  gen.HTTP{},
	Defaults: gen.Defaults{Integration: gen.Lambda{Function: "users", Payload: "2.0"}, Security: pool},
	Operations: []gen.Operation{
		gen.GET("/user", Users.GetUser, gen.Errors(ErrUserNotFound)),
		gen.POST("/user", Users.PutUser),
	},
}
