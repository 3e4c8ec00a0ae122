// Package responses answers in every way a method can.
package responses

import (
	"context"

	"github.com/apigen-go/apigen/gen"
)

// Thing is a thing.
type Thing struct {
	Name string `json:"name"`
}

type Created struct {
	// Location is where it is.
	Location string  `header:"Location"`
	Next     *string `header:"X-Next"`
	Body     Thing   `status:"201"`
}

// Either holds one of its members.
type Either struct {
	// Old is what was there.
	Old *Thing `status:"200"`
	New *Thing `status:"201"`
}

type Accepted struct {
	_        struct{} `status:"202"`
	Location string   `header:"Location"`
}

type Empty struct {
	Count int `header:"X-Count"`
}

type Many struct {
	Body []Thing
}

type ByName struct {
	Body map[string]Thing
}

// Comment is a body although it has a field of that name.
type Comment struct {
	Body string `json:"body"`
}

// Service is the service.
type Service interface {
	Create(context.Context, *Thing) (*Created, error)
	Put(context.Context, *Thing) (*Either, error)
	Start(context.Context) (*Accepted, error)
	Count(context.Context) (*Empty, error)
	List(context.Context) (*Many, error)
	Index(context.Context) (*ByName, error)
	Comment(context.Context) (*Comment, error)
	Clear(context.Context) error
}

var _ = gen.API{
	Title: "Test", Version: "1.0.0", Service: (*Service)(nil),
	Gateway:  gen.REST{},
	Defaults: gen.Defaults{Integration: gen.Lambda{Function: "fn"}},
	Operations: []gen.Operation{
		gen.POST("/things", Service.Create),
		gen.PUT("/things", Service.Put),
		gen.PATCH("/things", Service.Start),
		gen.HEAD("/things", Service.Count),
		gen.GET("/things", Service.List),
		gen.GET("/things/by-name", Service.Index),
		gen.GET("/comment", Service.Comment),
		gen.DELETE("/things", Service.Clear),
	},
}
