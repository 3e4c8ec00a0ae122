// Package api has what stands outside of plain JSON bodies: lists, cookies, types
// with their own text, greedy paths, text, and other media types of JSON.
package api

import (
	"context"
	"net/netip"

	"github.com/google/uuid"

	"github.com/apigen-go/apigen/gen"
)

// EchoRequest has parameters of every kind.
type EchoRequest struct {
	Path    string     `path:"path"`
	ID      uuid.UUID  `query:"id"`
	Other   *uuid.UUID `query:"other"`
	From    netip.Addr `query:"from,omitempty"`
	IDs     []int      `query:"ids"`
	Tags    []Tag      `query:"tag,omitempty,explode" maxItems:"2"`
	Names   []string   `header:"X-Names,omitempty"`
	Session string     `cookie:"session"`
	Theme   *string    `cookie:"theme"`
	Ratio   float64    `query:"ratio,omitempty" exclusiveMinimum:"0" exclusiveMaximum:"1"`
}

// Tag is one of two.
type Tag string

const (
	Red  Tag = "red"
	Blue Tag = "blue"
)

// Echo is what arrived.
type Echo struct {
	Path    string     `json:"path"`
	ID      uuid.UUID  `json:"id"`
	Other   *uuid.UUID `json:"other,omitempty"`
	From    netip.Addr `json:"from"`
	IDs     []int      `json:"ids"`
	Tags    []Tag      `json:"tags"`
	Names   []string   `json:"names"`
	Session string     `json:"session"`
	Theme   *string    `json:"theme,omitempty"`
}

// WriteRequest is a text.
type WriteRequest struct {
	ContentType string `header:"Content-Type"`
	Body        string `contentType:"text/plain,text/markdown"`
}

// WriteResponse is one, too.
type WriteResponse struct {
	Body Prose `contentType:"text/html"`
}

// Prose is a long text.
type Prose string

// PatchRequest is a patch.
type PatchRequest struct {
	Body Patch `contentType:"application/merge-patch+json"`
}

// PatchResponse is what came of it.
type PatchResponse struct {
	Body Patch `contentType:"application/hal+json"`
}

// Patch is a patch.
type Patch struct {
	Name string `json:"name"`
}

// Service has them.
type Service interface {
	Echo(context.Context, *EchoRequest) (*Echo, error)
	Write(context.Context, *WriteRequest) (*WriteResponse, error)
	Patch(context.Context, *PatchRequest) (*PatchResponse, error)
}

var _ = gen.API{
	Title: "Test", Version: "1.0.0", Service: (*Service)(nil), Gateway: gen.REST{},
	Defaults: gen.Defaults{Integration: gen.Lambda{Function: "fn"}},
	Operations: []gen.Operation{
		gen.GET("/echo/{path+}", Service.Echo),
		gen.POST("/text", Service.Write),
		gen.PATCH("/thing", Service.Patch),
		gen.ANY("/other", nil, gen.Integrate(gen.Mock{})),
	},
}
