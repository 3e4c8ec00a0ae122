// Package api nests lists, arrays, maps, structs without a name and embedded
// structs in each other, with rules at the bottom.
package api

import (
	"context"
	"time"

	"github.com/apigen-go/apigen/gen"
)

// Leaf is at the bottom.
type Leaf struct {
	Text string `json:"text" minLength:"1"`
}

// Tree holds itself.
type Tree struct {
	Leaf     *Leaf           `json:"leaf,omitempty"`
	Children []Tree          `json:"children"`
	Named    map[string]Tree `json:"named,omitempty"`
	Parent   *Tree           `json:"parent,omitempty"`
}

// Key is a name.
type Key string

// Leaves is a list of its own type.
type Leaves []*Leaf

// Shelf is a map of its own type.
type Shelf map[Key][]Leaf

// base is shared.
type base struct {
	Title string `json:"title" maxLength:"3"`
}

// Extra is embedded by pointer, so its members may be absent.
type Extra struct {
	Note string    `json:"note" minLength:"2"`
	Due  time.Time `json:"due"`
}

// Box has all of them.
type Box struct {
	base
	*Extra
	Grid   [][]int8       `json:"grid"`
	Pair   [2]Leaf        `json:"pair"`
	Bytes  [3]byte        `json:"bytes"`
	Data   []byte         `json:"data,omitempty"`
	Leaves Leaves         `json:"leaves,omitempty"`
	Shelf  Shelf          `json:"shelf,omitempty"`
	Maps   []map[Key]Leaf `json:"maps,omitempty"`
	Tree   *Tree          `json:"tree,omitempty"`
	At     *time.Time     `json:"at,omitempty"`
	Inner  struct {
		Deep []struct {
			A string `json:"a" pattern:"^x*$"`
		} `json:"deep"`
	} `json:"inner"`
	Empty struct{} `json:"empty,omitzero"`
}

type PutListRequest struct {
	Name string `path:"name"`
	Body []Leaf
}

type PutMapRequest struct {
	Name string `path:"name"`
	Body *map[string]Leaf
}

// Service is the service.
type Service interface {
	PutBox(context.Context, *Box) (*Box, error)
	PutList(context.Context, *PutListRequest) error
	PutMap(context.Context, *PutMapRequest) error
}

var _ = gen.API{
	Title: "Containers", Version: "1.0.0", Service: (*Service)(nil), Gateway: gen.REST{Validate: gen.ValidateAll},
	Defaults: gen.Defaults{Integration: gen.Lambda{Function: "fn"}},
	Operations: []gen.Operation{
		gen.PUT("/box", Service.PutBox),
		gen.PUT("/lists/{name}", Service.PutList),
		gen.PUT("/maps/{name}", Service.PutMap),
	},
}
