// Package wrongparameters has parameters no operation can have.
package wrongparameters

import (
	"context"

	"github.com/apigen-go/apigen/gen"
)

type Thing struct {
	Name string `json:"name"`
}

type Request struct {
	Twice    string            `query:"twice" header:"Twice"`
	Same     string            `query:"same"`
	SameToo  string            `header:"same"`
	List     []string          `query:"list"`
	Map      map[string]string `query:"map"`
	Name     string            `query:"a[b]"`
	Option   string            `query:"option,omitemty"`
	Optional *string           `path:"optional"`
	Untagged string
	private  string `query:"private"`
	Body     *Thing
}

type DeleteRequest struct {
	Body Thing
}

// Service is the service.
type Service interface {
	Post(context.Context, *Request) error
	Delete(context.Context, *DeleteRequest) error
}

var _ = gen.API{
	Title: "Test", Version: "1.0.0", Service: (*Service)(nil),
	Gateway:  gen.REST{},
	Defaults: gen.Defaults{Integration: gen.Lambda{Function: "fn"}},
	Operations: []gen.Operation{
		gen.POST("/things/{optional}", Service.Post),
		gen.DELETE("/things", Service.Delete),
	},
}
