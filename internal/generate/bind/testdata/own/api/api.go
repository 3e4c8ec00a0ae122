// Package api has types that encode and decode themselves, with rules.
package api

import (
	"context"
	"encoding/json"
	"math/big"
	"net/netip"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"github.com/apigen-go/apigen/gen"
)

// Own has them.
type Own struct {
	Level   Level           `json:"level" enum:"low,high"`
	Slug    Slug            `json:"slug" minLength:"2" pattern:"^[a-z]+$"`
	Price   Money           `json:"price"`
	Range   Range           `json:"range"`
	Who     Someone         `json:"who"`
	Color   Shade           `json:"color,omitzero"`
	Hooked  Hooked          `json:"hooked"`
	More    []Hooked        `json:"more,omitempty" maxItems:"2"`
	Words   Words           `json:"words,omitempty"`
	Big     *big.Int        `json:"big,omitempty" minimum:"-5" maximum:"100000000000000000000" multipleOf:"5"`
	Number  json.Number     `json:"number,omitempty" exclusiveMinimum:"0" maximum:"2.5"`
	Picked  json.Number     `json:"picked,omitempty" enum:"1,2.5"`
	ID      *uuid.UUID      `json:"id,omitempty"`
	Address *netip.Addr     `json:"address,omitempty" maxLength:"9"`
	Any     json.RawMessage `json:"any,omitempty"`
	Free    *Free           `json:"free,omitempty"`
	Table   *Table          `json:"table,omitempty"`
}

// Level is written by its name.
type Level int

// MarshalText implements encoding.TextMarshaler.
func (l Level) MarshalText() ([]byte, error) { return []byte([]string{"low", "high"}[l&1]), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (l *Level) UnmarshalText(text []byte) error {
	*l = 0
	if string(text) == "high" {
		*l = 1
	}
	return nil
}

// Slug is a text in small letters.
type Slug string

// MarshalText implements encoding.TextMarshaler.
func (s Slug) MarshalText() ([]byte, error) { return []byte(strings.ToLower(string(s))), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (s *Slug) UnmarshalText(text []byte) error { *s = Slug(text); return nil }

// Money is an amount of cents.
type Money struct{ Cents int64 }

// MarshalJSON implements json.Marshaler.
func (m Money) MarshalJSON() ([]byte, error) {
	return json.Marshal(strconv.FormatInt(m.Cents, 10) + " EUR")
}

// UnmarshalJSON implements json.Unmarshaler.
func (m *Money) UnmarshalJSON(data []byte) error {
	var text string
	if err := json.Unmarshal(data, &text); err != nil {
		return err
	}
	var err error
	m.Cents, err = strconv.ParseInt(strings.TrimSuffix(text, " EUR"), 10, 64)
	return err
}

// Range is written as two small numbers.
type Range struct{ from, to int8 }

// MarshalJSON implements json.Marshaler.
func (r Range) MarshalJSON() ([]byte, error) { return json.Marshal([2]int8{r.from, r.to}) }

// UnmarshalJSON implements json.Unmarshaler.
func (r *Range) UnmarshalJSON(data []byte) error {
	var two [2]int8
	err := json.Unmarshal(data, &two)
	r.from, r.to = two[0], two[1]
	return err
}

// Someone is written as a Person.
type Someone struct{ name string }

// Person is a person.
type Person struct {
	Name string   `json:"name" minLength:"1"`
	Tags []string `json:"tags,omitempty" uniqueItems:"true"`
}

// MarshalJSON implements json.Marshaler.
func (s Someone) MarshalJSON() ([]byte, error) { return json.Marshal(Person{Name: s.name}) }

// UnmarshalJSON implements json.Unmarshaler.
func (s *Someone) UnmarshalJSON(data []byte) error {
	var p Person
	err := json.Unmarshal(data, &p)
	s.name = p.Name
	return err
}

// Shade is written as a Color.
type Shade struct{ index int }

// Color is one of two.
type Color string

const (
	Red  Color = "red"
	Blue Color = "blue"
)

// MarshalJSON implements json.Marshaler.
func (s Shade) MarshalJSON() ([]byte, error) { return json.Marshal([]Color{Red, Blue}[s.index&1]) }

// UnmarshalJSON implements json.Unmarshaler.
func (s *Shade) UnmarshalJSON(data []byte) error {
	s.index = 0
	if string(data) == `"blue"` {
		s.index = 1
	}
	return nil
}

// Hooked is decoded by a method and written as it is.
type Hooked struct {
	Name  string            `json:"name" maxLength:"3"`
	Inner []Hooked          `json:"inner,omitempty"`
	Notes map[string]string `json:"notes,omitempty" maxProperties:"1"`
}

// UnmarshalJSON implements json.Unmarshaler.
func (h *Hooked) UnmarshalJSON(data []byte) error {
	type plain Hooked
	return json.Unmarshal(data, (*plain)(h))
}

// Words are decoded by a method and written as they are.
type Words []string

// UnmarshalJSON implements json.Unmarshaler.
func (w *Words) UnmarshalJSON(data []byte) error { return json.Unmarshal(data, (*[]string)(w)) }

// Free is any object.
type Free struct{ text string }

// MarshalJSON implements json.Marshaler.
func (f Free) MarshalJSON() ([]byte, error) { return []byte(f.text), nil }

// UnmarshalJSON implements json.Unmarshaler.
func (f *Free) UnmarshalJSON(data []byte) error { f.text = string(data); return nil }

// Table is rows of numbers.
type Table struct{ rows [][]float64 }

// MarshalJSON implements json.Marshaler.
func (t Table) MarshalJSON() ([]byte, error) { return json.Marshal(t.rows) }

// UnmarshalJSON implements json.Unmarshaler.
func (t *Table) UnmarshalJSON(data []byte) error { return json.Unmarshal(data, &t.rows) }

// PutRequest has a type that is written as a struct as its body.
type PutRequest struct {
	ID   string `path:"id"`
	Body Someone
}

// PutResponse has one.
type PutResponse struct {
	Body Someone
}

// Service is the service.
type Service interface {
	Put(context.Context, *Own) (*Own, error)
	PutSomeone(context.Context, *PutRequest) (*PutResponse, error)
}

var _ = gen.API{
	Title: "Own", Version: "1.0.0", Service: (*Service)(nil), Gateway: gen.REST{},
	Defaults: gen.Defaults{Integration: gen.Lambda{Function: "fn"}},
	Types: []gen.Type{
		gen.TypeSchema[Money](gen.Schema{Type: "string", Pattern: `^-?[0-9]+ EUR$`}),
		gen.As[Range, [2]int8](),
		gen.As[Someone, Person](),
		gen.As[Shade, Color](),
		gen.TypeSchema[Free](gen.Schema{Type: "object"}),
		gen.TypeSchema[Table](gen.Schema{Type: "array", Items: &gen.Schema{Type: "array", Items: &gen.Schema{Type: "number"}}}),
	},
	Operations: []gen.Operation{
		gen.PUT("/own", Service.Put),
		gen.PUT("/someone/{id}", Service.PutSomeone),
	},
}
