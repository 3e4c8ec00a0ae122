// Package api hands bodies on as they come, and answers with all that is no JSON
// object: lists, scalars, JSON text, nothing but headers.
package api

import (
	"context"
	"encoding/json"
	"io"

	"github.com/apigen-go/apigen/gen"
)

// Files keeps files.
type Files interface {
	// Download gives a file as it is read.
	Download(context.Context, *DownloadRequest) (*DownloadResponse, error)
	// Upload takes a file as it comes.
	Upload(context.Context, *UploadRequest) (*UploadResponse, error)
	// Convert answers while it reads.
	Convert(context.Context, *ConvertRequest) (*ConvertResponse, error)
	// Names lists the names of all files.
	Names(context.Context) (*NamesResponse, error)
	// Count tells how many files there are.
	Count(context.Context) (*CountResponse, error)
	// Meta gives what somebody said of a file, as it was said.
	Meta(context.Context, *MetaRequest) (*MetaResponse, error)
	// Tidy removes what is old.
	Tidy(context.Context) error
}

// DownloadRequest names a file.
type DownloadRequest struct {
	Name string `path:"name"`
}

// DownloadResponse is a file.
type DownloadResponse struct {
	ETag string        `header:"ETag"`
	Size int64         `header:"X-Size"`
	Body io.ReadCloser `contentType:"application/octet-stream"`
}

// UploadRequest is a file.
type UploadRequest struct {
	Name        string    `path:"name"`
	ContentType string    `header:"Content-Type"`
	Body        io.Reader `contentType:"application/octet-stream,text/csv"`
}

// UploadResponse tells where the file is, and has no body.
type UploadResponse struct {
	Location string `header:"Location"`
}

// ConvertRequest is a text.
type ConvertRequest struct {
	Body io.ReadCloser `contentType:"text/csv"`
}

// ConvertResponse is the text in another form.
type ConvertResponse struct {
	ContentType string    `header:"Content-Type"`
	Body        io.Reader `contentType:"application/x-ndjson,text/plain" status:"202"`
}

// NamesResponse is a list.
type NamesResponse struct {
	Body []string
}

// CountResponse is a number.
type CountResponse struct {
	Body int
}

// MetaRequest names a file.
type MetaRequest struct {
	Name string `path:"name"`
}

// MetaResponse is any JSON.
type MetaResponse struct {
	Body json.RawMessage
}

var _ = gen.API{
	Title: "Files", Version: "1.0.0", Service: (*Files)(nil), Gateway: gen.REST{},
	Defaults: gen.Defaults{Integration: gen.Lambda{Function: "files", Stream: true}},
	Operations: []gen.Operation{
		gen.GET("/files/{name}", Files.Download),
		gen.PUT("/files/{name}", Files.Upload),
		gen.POST("/conversions", Files.Convert),
		gen.GET("/names", Files.Names),
		gen.GET("/count", Files.Count),
		gen.GET("/files/{name}/meta", Files.Meta),
		gen.DELETE("/old", Files.Tidy),
	},
}
