// Package wrong has forms that no request can be.
package wrong

import (
	"context"
	"time"

	"github.com/apigen-go/apigen/form"
	"github.com/apigen-go/apigen/gen"
)

type FileRequest struct {
	Body WithFile `contentType:"application/x-www-form-urlencoded,multipart/form-data"`
}

type WithFile struct {
	Photo form.File `form:"photo"`
}

type MixedRequest struct {
	Body Fields `contentType:"application/json,multipart/form-data"`
}

type AnonymousRequest struct {
	Body struct {
		A string `form:"a"`
	} `contentType:"multipart/form-data"`
}

type MapRequest struct {
	Body map[string]string `contentType:"application/x-www-form-urlencoded"`
}

type TypeRequest struct {
	ContentType string `header:"Content-Type"`
	Body        Fields `contentType:"multipart/form-data"`
}

type Fields struct {
	Inline   struct{ A string } `form:"inline"`
	Pointers []*Part            `form:"pointers"`
	Shape    Shape              `form:"shape"`
	Part     Part               `form:"part,omitzero"`
	At       time.Time          `form:"at" default:"2026-01-01T00:00:00Z"`
	Matrix   [][]int            `form:"matrix"`
	Values   map[string]string  `form:"values"`
	Text     string             `form:"text" contentType:"text/plain"`
	File     form.File          `form:"file" contentType:"image/*" pattern:"x" minimum:"1"`
	Times    func()             `form:"times"`
	Misspelt string             `from:"misspelt"`
	*Embedded
}

type Embedded struct {
	E string `form:"e"`
}

type Part struct {
	A string `json:"a"`
}

// Shape is one of two.
type Shape interface{ isShape() }

type Circle struct{}

func (Circle) isShape() {}

type Response struct {
	Body Part `contentType:"multipart/form-data"`
}

// Service is the service.
type Service interface {
	File(context.Context, *FileRequest) error
	Mixed(context.Context, *MixedRequest) error
	Anonymous(context.Context, *AnonymousRequest) error
	Map(context.Context, *MapRequest) error
	Type(context.Context, *TypeRequest) error
	Respond(context.Context) (*Response, error)
}

var _ = gen.API{
	Title: "Test", Version: "1.0.0", Service: (*Service)(nil), Gateway: gen.REST{},
	Defaults: gen.Defaults{Integration: gen.Lambda{Function: "fn"}},
	Operations: []gen.Operation{
		gen.POST("/file", Service.File),
		gen.POST("/mixed", Service.Mixed),
		gen.POST("/anonymous", Service.Anonymous),
		gen.POST("/map", Service.Map),
		gen.POST("/type", Service.Type),
		gen.GET("/respond", Service.Respond),
	},
}
