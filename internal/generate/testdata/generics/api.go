// Package generics has generic types: their arguments follow their name.
package generics

import (
	"context"
	"time"

	"github.com/apigen-go/apigen/gen"
)

// Page is one page of a list.
type Page[T any] struct {
	Items []T    `json:"items"`
	Next  string `json:"next,omitempty"`
}

// Pair holds two values.
type Pair[A, B any] struct {
	First  A `json:"first"`
	Second B `json:"second"`
}

// Node is a list.
type Node[T any] struct {
	Value T        `json:"value"`
	Next  *Node[T] `json:"next,omitempty"`
}

// Wrapped embeds an instance.
type Wrapped struct {
	Pair[string, int]
	Extra bool `json:"extra"`
}

// Person is a person.
type Person struct {
	Name string `json:"name"`
}

// Thing uses them.
type Thing struct {
	People  Page[Person]                  `json:"people"`
	Words   Page[string]                  `json:"words"`
	Pair    Pair[string, []Person]        `json:"pair"`
	Nested  Pair[Page[*Person], Map[int]] `json:"nested"`
	Chain   Node[int]                     `json:"chain"`
	Times   Page[time.Time]               `json:"times"`
	Wrapped Wrapped                       `json:"wrapped"`
}

// Map is a map by name.
type Map[V any] map[string]V

// Service is the service.
type Service interface {
	// Put stores it.
	Put(context.Context, *Thing) (*Thing, error)
	// List lists them.
	List(context.Context) (*Page[Person], error)
}

var _ = gen.API{
	Title: "Test", Version: "1.0.0", Service: (*Service)(nil),
	Gateway:  gen.REST{},
	Defaults: gen.Defaults{Integration: gen.Lambda{Function: "fn"}},
	Operations: []gen.Operation{
		gen.POST("/thing", Service.Put),
		gen.GET("/people", Service.List),
	},
}
