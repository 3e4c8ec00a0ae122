// Package wronglists has parameters that are no lists, and lists that are no parameters.
package wronglists

import (
	"context"

	"github.com/apigen-go/apigen/gen"
	"github.com/google/uuid"
)

// FindRequest is wrong.
type FindRequest struct {
	ID      []string   `path:"id"`
	Nested  [][]string `query:"nested"`
	Explode string     `query:"explode,explode"`
	Headers []string   `header:"X-List,explode"`
	Pattern uuid.UUID  `query:"pattern" pattern:"^a"`
	Cookie  []string   `cookie:"cookie"`
	Body    struct{}   `contentType:"text/plain"`
}

// FindResponse is wrong, too.
type FindResponse struct {
	ID uuid.UUID `header:"X-ID"`
}

// Service is the service.
type Service interface {
	Find(context.Context, *FindRequest) (*FindResponse, error)
}

var _ = gen.API{
	Title: "Test", Version: "1.0.0", Service: (*Service)(nil),
	Gateway:  gen.REST{},
	Defaults: gen.Defaults{Integration: gen.Lambda{Function: "fn"}},
	Operations: []gen.Operation{
		gen.POST("/things/{id}", Service.Find),
	},
}
