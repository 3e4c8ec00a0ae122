// Package embedding embeds structs as encoding/json flattens them.
package embedding

import (
	"context"

	"github.com/apigen-go/apigen/gen"
)

type Base struct {
	// ID is the identity.
	ID     string `json:"id"`
	Name   string `json:"name"`
	Shadow string `json:"shadow"`
	Tagged string
	Twice  string `json:"twice"`
}

type Other struct {
	Twice string `json:"twice"`
	More  int    `json:"more"`
}

type unexported struct {
	Promoted bool `json:"promoted"`
}

// Optional is embedded by pointer, so its members may be absent.
type Optional struct {
	Note string `json:"note"`
}

// Named is embedded under a name.
type Named struct {
	X int `json:"x"`
}

// Deep has everything of the others.
type Deep struct {
	First string `json:"first"`
	Base
	Other
	unexported
	*Optional
	Named  `json:"named"`
	Shadow int    `json:"shadow"`
	Wins   string `json:"Tagged"`
	Last   string `json:"last"`
}

// Paging is shared by requests.
type Paging struct {
	// Limit is the size of a page.
	Limit int `query:"limit" minimum:"1" default:"10"`
}

type ListRequest struct {
	Paging
	Q string `query:"q"`
}

// Service is the service.
type Service interface {
	// List lists.
	List(context.Context, *ListRequest) (*Deep, error)
}

var _ = gen.API{
	Title: "Test", Version: "1.0.0", Service: (*Service)(nil),
	Gateway:  gen.REST{},
	Defaults: gen.Defaults{Integration: gen.Lambda{Function: "fn"}},
	Operations: []gen.Operation{
		gen.GET("/deep", Service.List),
	},
}
