// Package api is the contract of type.
package api

import (
	"context"

	"github.com/apigen-go/apigen/gen"
	"github.com/apigen-go/apigen/problem"
)

// Problems that operations answer with. Handlers return them as errors.
var (
	ErrIMATeapot = problem.Problem{Type: "i-m-a-teapot", Status: 418, Title: "I'm a teapot"}
	ErrStatus599 = problem.Problem{Type: "status-599", Status: 599, Title: "Status 599"}
)

// Type is what the handlers answer.
type Type interface {
	// Func answers GET /func/{type}/{range}.
	Func(context.Context, *FuncRequest) (*FuncResponse, error)
	// PutFuncByTypeByRange answers PUT /func/{type}/{range}.
	PutFuncByTypeByRange(context.Context, *PutFuncByTypeByRangeRequest) (*PutFuncByTypeByRangeResponse, error)
	// PostUpload answers POST /upload.
	PostUpload(context.Context, *PostUploadRequest) (*PostUploadResponse, error)
	// Func2 answers GET /same.
	Func2(context.Context) (*Func2Response, error)
	// HeadSame answers HEAD /same.
	HeadSame(context.Context) (*HeadSameResponse, error)
}

var _ = gen.API{
	Title:       "type",
	Version:     "0.1.0",
	Description: "+build ignore",
	Service:     (*Type)(nil),
	Gateway:     gen.REST{},
	Defaults:    gen.Defaults{Integration: gen.Lambda{Function: "demo"}},
	Operations: []gen.Operation{
		gen.GET("/func/{type}/{range}", Type.Func,
			gen.Tags("go"),
			gen.Extension("x-owner", map[string]any{"team": "core", "pager": []any{1, 2.5, true, ""}})),
		gen.PUT("/func/{type}/{range}", Type.PutFuncByTypeByRange,
			gen.OperationID(""),
			gen.Errors(ErrIMATeapot, ErrStatus599)),
		gen.POST("/upload", Type.PostUpload, gen.OperationID("!!!")),
		gen.GET("/same", Type.Func2, gen.OperationID("Func")),
		gen.HEAD("/same", Type.HeadSame, gen.OperationID("")),
	},
	Servers: []gen.Server{{URL: "https://api.example.com/v2", Description: "The one there is"}},
	Docs:    gen.Link{URL: "https://docs.example.com"},
	Types:   []gen.Type{gen.Model[AB2](), gen.Model[List]()},
}
