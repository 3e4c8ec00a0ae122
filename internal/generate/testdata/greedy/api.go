// Package greedy has a variable that takes the rest of the path.
package greedy

import (
	"context"

	"github.com/apigen-go/apigen/gen"
)

// FileRequest asks for a file.
type FileRequest struct {
	Bucket string `path:"bucket"`
	Path   string `path:"path"`
}

// File is a file.
type File struct {
	Path string `json:"path"`
}

// Service is the service.
type Service interface {
	// Read reads a file.
	Read(context.Context, *FileRequest) (*File, error)
	Write(context.Context, *FileRequest) error
}

var _ = gen.API{
	Title: "Test", Version: "1.0.0", Service: (*Service)(nil),
	Gateway:  gen.REST{},
	Defaults: gen.Defaults{Integration: gen.Lambda{Function: "fn"}},
	Operations: []gen.Operation{
		gen.GET("/files/{bucket}/{path+}", Service.Read),
		gen.PUT("/files/{bucket}/{path+}", Service.Write),
	},
}
