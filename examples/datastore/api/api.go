// Package api is the contract of a store for whatever devices and programs send:
// one POST writes an item, and a summary of all items is written every week.
package api

import (
	"context"
	"time"

	"github.com/apigen-go/apigen/gen"
)

// A Post is what somebody sends: any JSON object, and who it is from.
type Post struct {
	Source string         `json:"source" pattern:"^[A-Za-z0-9._-]{1,64}$" example:"roof-1"`
	Data   map[string]any `json:"data"`
}

// PostRequest is the body of POST /post.
type PostRequest struct{ Body Post }

// An Item is a post as the table keeps it.
type Item struct {
	ID     string         `json:"id"`
	Source string         `json:"source"`
	Stored time.Time      `json:"stored"`
	Data   map[string]any `json:"data"`
}

// PostResponse says under which id an item is stored.
type PostResponse struct {
	Body Stored `status:"201"`
}

// Stored is an item without its data.
type Stored struct {
	ID     string    `json:"id"`
	Stored time.Time `json:"stored"`
}

// A Summary is what the file of a week says of the whole table.
type Summary struct {
	Until   time.Time                `json:"until"` // when the schedule asked for it
	Items   int                      `json:"items"`
	Sources map[string]SourceSummary `json:"sources"`
}

// A SourceSummary is about the items of one source.
type SourceSummary struct {
	Items int       `json:"items"`
	First time.Time `json:"first"`
	Last  time.Time `json:"last"`
}

// Store keeps items.
type Store interface {
	// Post stores an object.
	Post(context.Context, *PostRequest) (*PostResponse, error)
}

var _ = gen.API{
	Title:    "Data store",
	Version:  "1.0.0",
	Service:  (*Store)(nil),
	Gateway:  gen.REST{Validate: gen.ValidateBody},
	Defaults: gen.Defaults{Integration: gen.Lambda{Function: "post"}, Security: gen.APIKey{}},
	Operations: []gen.Operation{
		gen.POST("/post", Store.Post),
	},
}
