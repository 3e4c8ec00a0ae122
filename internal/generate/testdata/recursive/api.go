// Package recursive has types that refer to themselves and to each other.
package recursive

import (
	"context"

	"github.com/apigen-go/apigen/gen"
)

// Tree refers to itself.
type Tree struct {
	Name     string          `json:"name"`
	Children []Tree          `json:"children"`
	Left     *Tree           `json:"left,omitempty"`
	ByName   map[string]Tree `json:"byName,omitempty"`
	Folder   *Folder         `json:"folder,omitempty"`
}

// Folder and File refer to each other.
type Folder struct {
	Files []File `json:"files"`
}

// File is in a folder.
type File struct {
	In *Folder `json:"in,omitempty"`
}

// Service is the service.
type Service interface {
	// Put stores it.
	Put(context.Context, *Tree) (*Tree, error)
}

var _ = gen.API{
	Title: "Test", Version: "1.0.0", Service: (*Service)(nil),
	Gateway:  gen.REST{},
	Defaults: gen.Defaults{Integration: gen.Lambda{Function: "fn"}},
	Operations: []gen.Operation{
		gen.POST("/thing", Service.Put),
	},
}
