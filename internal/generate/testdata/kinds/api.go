// Package kinds holds a field of every kind that has a schema.
package kinds

import (
	"context"
	"time"

	"github.com/apigen-go/apigen/gen"
)

// Everything has a field of every kind.
type Everything struct {
	Bool    bool      `json:"bool"`
	Int     int       `json:"int"`
	Int8    int8      `json:"int8"`
	Int16   int16     `json:"int16"`
	Int32   int32     `json:"int32"`
	Int64   int64     `json:"int64"`
	Uint    uint      `json:"uint"`
	Uint8   uint8     `json:"uint8"`
	Uint16  uint16    `json:"uint16"`
	Uint32  uint32    `json:"uint32"`
	Uint64  uint64    `json:"uint64"`
	Float32 float32   `json:"float32"`
	Float64 float64   `json:"float64"`
	String  string    `json:"string"`
	Bytes   []byte    `json:"bytes"` // base64
	At      time.Time `json:"at"`

	Slice     []string       `json:"slice"`
	Matrix    [][]float64    `json:"matrix"`
	Array     [3]int         `json:"array"`
	ByteArray [2]byte        `json:"byteArray"`
	Map       map[string]int `json:"map"`
	Keyed     map[Key]Leaf   `json:"keyed"`
	Leaves    []*Leaf        `json:"leaves"`
	Pointer   *string        `json:"pointer,omitempty"`
	Zero      int            `json:"zero,omitzero"`
	Empty     string         `json:"empty,omitempty"`

	Key    Key    `json:"key"`
	Digest Digest `json:"digest"`
	Tags   Tags   `json:"tags"`
	Index  Index  `json:"index"`
	Color  Color  `json:"color"`
	Level  Level  `json:"level"`

	Inner struct {
		// A is inside.
		A int `json:"a"`
		B struct {
			C string `json:"c"` // C is further inside.
		} `json:"b"`
	} `json:"inner"`
	NoTag     string
	Renamed   string `json:",omitempty"`
	Dash      string `json:"-,"`
	Hidden    string `json:"-"`
	hidden    string
	Foreign   string `json:"foreign" db:"foreign" validate:"required"`
	Recursive *Tree  `json:"recursive,omitempty"`
}

// Leaf is a small struct.
type Leaf struct {
	Name string `json:"name"`
}

// Tree refers to itself.
type Tree struct {
	Children []Tree `json:"children"`
	Parent   *Tree  `json:"parent,omitempty"`
}

type (
	// Key is a string with a name.
	Key string
	// Digest is bytes with a name.
	Digest []byte
	// Tags is a list with a name.
	Tags []string
	// Index is a map with a name.
	Index map[string]Leaf
)

// Color is a color.
type Color string

const (
	// Red stops.
	Red   Color = "red"
	Green Color = "green" // Green goes.
	// Grün is green as well.
	Grün Color = "green"
	Blue Color = "b" + "lue"
)

// Level is a number.
type Level int

const (
	Low Level = iota + 1
	Middle
	High
)

// Service is the service.
type Service interface {
	// Put stores it. It returns
	// what was stored.
	//
	// Further paragraphs:
	//   - stay
	//   - as they are
	//
	// Deprecated: use nothing.
	Put(context.Context, *Everything) (*Everything, error)
}

var _ = gen.API{
	Title: "Test", Version: "1.0.0", Service: (*Service)(nil),
	Gateway:  gen.REST{},
	Defaults: gen.Defaults{Integration: gen.Lambda{Function: "fn"}},
	Operations: []gen.Operation{
		gen.POST("/everything", Service.Put),
	},
}
