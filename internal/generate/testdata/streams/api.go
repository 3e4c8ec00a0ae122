// Package streams has bodies that are handed on as they come.
package streams

import (
	"context"
	"encoding/json"
	"io"

	"github.com/apigen-go/apigen/gen"
)

// UploadRequest is a file.
type UploadRequest struct {
	ContentType string    `header:"Content-Type"`
	Body        io.Reader `contentType:"text/csv,application/octet-stream"`
}

// UploadResponse is the file again.
type UploadResponse struct {
	Body io.ReadCloser `contentType:"text/csv"`
}

// MetaResponse is any JSON, as it stands.
type MetaResponse struct {
	Body json.RawMessage
}

// Service is the service.
type Service interface {
	Upload(context.Context, *UploadRequest) (*UploadResponse, error)
	Meta(context.Context) (*MetaResponse, error)
}

var _ = gen.API{
	Title: "Test", Version: "1.0.0", Service: (*Service)(nil),
	Gateway:  gen.REST{},
	Defaults: gen.Defaults{Integration: gen.Lambda{Function: "fn", Stream: true}},
	Operations: []gen.Operation{
		gen.POST("/file", Service.Upload),
		gen.GET("/meta", Service.Meta),
	},
}
