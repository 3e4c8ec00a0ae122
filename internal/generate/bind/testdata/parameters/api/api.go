// Package api has parameters of every kind the binding reads.
package api

import (
	"context"
	"time"

	"github.com/apigen-go/apigen/gen"
)

// Finder tells what it was asked.
type Finder interface {
	Find(context.Context, *FindRequest) (*Found, error)
	Locate(context.Context, *LocateRequest) (*Found, error)
}

// Sort is an order.
type Sort string

const (
	Up   Sort = "up"
	Down Sort = "down"
)

// Level is a number with names.
type Level int

const (
	Low  Level = 1
	High Level = 2
)

// Cursor continues a list.
type Cursor string

type FindRequest struct {
	Area   string     `path:"area" maxLength:"5" pattern:"^[a-zé/%]+$"`
	Depth  int8       `path:"depth" minimum:"0"`
	Q      string     `query:"q" minLength:"2"`
	Sort   Sort       `query:"sort" default:"up"`
	Limit  int        `query:"limit" minimum:"1" maximum:"100" default:"20"`
	Level  *Level     `query:"level"`
	Cursor Cursor     `query:"cursor,omitempty"`
	Ratio  *float64   `query:"ratio" minimum:"-0.5"`
	Strict bool       `query:"strict,omitempty"`
	Since  *time.Time `query:"since"`
	Count  uint16     `query:"count,omitempty" multipleOf:"5"`
	Tags   []Sort     `query:"tags,omitempty" maxItems:"2"`
	Trace  string     `header:"X-Trace"`
	Tries  *int32     `header:"X-Tries"`
	In     string     `query:"in,omitempty"`
}

// Found is the request as the handler saw it.
type Found struct {
	Area   string     `json:"area"`
	Depth  int8       `json:"depth"`
	Q      string     `json:"q"`
	Sort   Sort       `json:"sort"`
	Limit  int        `json:"limit"`
	Level  *Level     `json:"level,omitempty"`
	Cursor Cursor     `json:"cursor"`
	Ratio  *float64   `json:"ratio,omitempty"`
	Strict bool       `json:"strict"`
	Since  *time.Time `json:"since,omitempty"`
	Count  uint16     `json:"count"`
	Tags   []Sort     `json:"tags"`
	Trace  string     `json:"trace"`
	Tries  *int32     `json:"tries,omitempty"`
	In     string     `json:"in"`
}

type LocateRequest struct {
	Path    string `path:"path"`
	Request string `query:"request,omitempty"`
	Level   Level  `query:"level" default:"2"`
}

var _ = gen.API{
	Title: "Finder", Version: "1.0.0", Service: (*Finder)(nil), Gateway: gen.REST{},
	Operations: []gen.Operation{
		gen.GET("/areas/{area}/{depth}", Finder.Find),
		gen.GET("/places/{path}", Finder.Locate),
	},
}
