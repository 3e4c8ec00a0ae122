// Package api shares fields between requests by embedding, and has bodies of
// unnamed types.
package api

import (
	"context"

	"github.com/apigen-go/apigen/gen"
)

// Notes keeps notes of tenants.
type Notes interface {
	// ListNotes lists notes.
	ListNotes(context.Context, *ListNotesRequest) (*ListNotesResponse, error)
	// AddNotes adds notes and answers with how many there are.
	AddNotes(context.Context, *AddNotesRequest) (*AddNotesResponse, error)
	// ReplaceNote puts a note in the place of another.
	ReplaceNote(context.Context, *Note) (*Note, error)
}

// paging is what lists have in common.
type paging struct {
	Limit int  `query:"limit" minimum:"1" default:"10"`
	After *int `query:"after" default:"3"`
}

// Tenant is whose notes they are.
type Tenant struct {
	TenantID string `header:"X-Tenant" minLength:"1"`
}

// Audit is when and by whom something was written.
type Audit struct {
	Author  string   `json:"author"`
	Editors []string `json:"editors"`
}

// labels is shared by what has labels.
type labels struct {
	Labels map[string]string `json:"labels"`
}

// Note is a text.
type Note struct {
	Text string `json:"text"`
	*Audit
	labels
	Replies []Note `json:"replies,omitempty"`
}

type ListNotesRequest struct {
	Tenant
	paging
}

// ListNotesResponse is a list of its own type.
type ListNotesResponse struct {
	Total int    `header:"X-Total"`
	More  bool   `header:"X-More,omitempty"`
	Body  []Note `status:"200"`
}

type AddNotesRequest struct {
	Tenant
	Body []Note
}

type AddNotesResponse struct {
	Body *map[string]int `status:"202"`
}

var _ = gen.API{
	Title: "Notes", Version: "1.0.0", Service: (*Notes)(nil), Gateway: gen.REST{},
	Defaults: gen.Defaults{Integration: gen.Lambda{Function: "notes"}},
	Operations: []gen.Operation{
		gen.GET("/notes", Notes.ListNotes),
		gen.POST("/notes", Notes.AddNotes),
		gen.PUT("/note", Notes.ReplaceNote),
	},
}
