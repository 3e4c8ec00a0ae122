// Package api stores things under names the caller gives: one operation
// answers with one of several statuses. Browsers of one origin may call it.
package api

import (
	"context"

	"github.com/apigen-go/apigen/gen"
)

// Things keeps things.
type Things interface {
	PutThing(context.Context, *PutThingRequest) (*PutThingResponse, error)
	GetThing(context.Context, *GetThingRequest) (*Thing, error)
}

// Thing is a thing.
type Thing struct {
	Name  string   `json:"name"`
	Parts []string `json:"parts"`
}

type PutThingRequest struct {
	Name string `path:"name"`
	Body Thing
}

// PutThingResponse holds the thing that was replaced, or the one that is new.
type PutThingResponse struct {
	Revision int    `header:"X-Revision"`
	Replaced *Thing `status:"200"`
	Created  *Thing `status:"201"`
}

type GetThingRequest struct {
	Name string `path:"name"`
}

var _ = gen.API{
	Title: "Things", Version: "1.0.0", Service: (*Things)(nil),
	Defaults: gen.Defaults{Integration: gen.Lambda{Function: "test"}},
	Gateway:  gen.REST{CORS: gen.CORS{Origins: []string{"https://things.example.com"}, MaxAge: 600, Credentials: true}},
	Operations: []gen.Operation{
		gen.PUT("/things/{name}", Things.PutThing),
		gen.GET("/things/{name}", Things.GetThing),
	},
}
