// Package wrongresponses has responses no operation can have.
package wrongresponses

import (
	"context"

	"github.com/apigen-go/apigen/gen"
)

type Thing struct {
	Name string `json:"name"`
}

type Range struct {
	Body Thing `status:"404"`
}

type NoContent struct {
	Body Thing `status:"204"`
}

type Word struct {
	Body Thing `status:"created"`
}

type Same struct {
	A *Thing `status:"200"`
	B *Thing `status:"200"`
}

type Values struct {
	A Thing `status:"200"`
	B Thing `status:"201"`
}

type Query struct {
	A    string `query:"a"`
	Body Thing
}

type Bytes struct {
	Body []byte
}

type Media struct {
	Body []byte `contentType:"image/*"`
}

type Which struct {
	Body []byte `contentType:"image/png,image/jpeg"`
}

type Scalar struct {
	Body string
}

type Anonymous struct {
	Body struct {
		A int `json:"a"`
	}
}

type JSON struct {
	ContentType string `header:"Content-Type"`
	Body        Thing
}

// Service is the service.
type Service interface {
	Range(context.Context) (*Range, error)
	NoContent(context.Context) (*NoContent, error)
	Word(context.Context) (*Word, error)
	Same(context.Context) (*Same, error)
	Values(context.Context) (*Values, error)
	Query(context.Context) (*Query, error)
	Bytes(context.Context) (*Bytes, error)
	Media(context.Context) (*Media, error)
	Which(context.Context) (*Which, error)
	Scalar(context.Context) (*Scalar, error)
	Anonymous(context.Context) (*Anonymous, error)
	JSON(context.Context) (*JSON, error)
}

var _ = gen.API{
	Title: "Test", Version: "1.0.0", Service: (*Service)(nil),
	Gateway:  gen.REST{},
	Defaults: gen.Defaults{Integration: gen.Lambda{Function: "fn"}},
	Operations: []gen.Operation{
		gen.GET("/range", Service.Range),
		gen.GET("/nocontent", Service.NoContent),
		gen.GET("/word", Service.Word),
		gen.GET("/same", Service.Same),
		gen.GET("/values", Service.Values),
		gen.GET("/query", Service.Query),
		gen.GET("/bytes", Service.Bytes),
		gen.GET("/media", Service.Media),
		gen.GET("/which", Service.Which),
		gen.GET("/scalar", Service.Scalar),
		gen.GET("/anonymous", Service.Anonymous),
		gen.GET("/json", Service.JSON),
	},
}
