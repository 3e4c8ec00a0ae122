// Package mediatypes has bodies of text and of several kinds of JSON.
package mediatypes

import (
	"context"

	"github.com/apigen-go/apigen/gen"
)

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
	Body Thing `contentType:"application/merge-patch+json,application/json"`
}

// PatchResponse is what came of it.
type PatchResponse struct {
	Body Thing `contentType:"application/hal+json"`
}

// Thing is a thing.
type Thing struct {
	Name string `json:"name,omitempty"`
}

// FormRequest is a form, whose bytes the handler parses.
type FormRequest struct {
	ContentType string `header:"Content-Type"`
	Body        []byte `contentType:"multipart/form-data,application/x-www-form-urlencoded"`
}

// Service is the service.
type Service interface {
	Write(context.Context, *WriteRequest) (*WriteResponse, error)
	Patch(context.Context, *PatchRequest) (*PatchResponse, error)
	Submit(context.Context, *FormRequest) error
}

var _ = gen.API{
	Title: "Test", Version: "1.0.0", Service: (*Service)(nil),
	Gateway:  gen.REST{},
	Defaults: gen.Defaults{Integration: gen.Lambda{Function: "fn"}},
	Operations: []gen.Operation{
		gen.POST("/text", Service.Write),
		gen.PATCH("/thing", Service.Patch),
		gen.POST("/form", Service.Submit),
	},
}
