// Package wrongconstraints has constraints that cannot be met, and types that have none.
package wrongconstraints

import (
	"context"
	"time"

	"github.com/apigen-go/apigen/gen"
)

type Thing struct {
	Time   time.Time      `json:"time" default:"yesterday"`
	Fine   time.Time      `json:"fine" default:"2026-01-31T12:00:00Z"`
	Bytes  []byte         `json:"bytes" minLength:"1"`
	Short  string         `json:"short" minLength:"3" default:"ab"`
	Long   string         `json:"long" maxLength:"3" default:"abcd"`
	Low    int            `json:"low" minimum:"3" default:"2"`
	Multi  float64        `json:"multi" multipleOf:"0.1" default:"0.25"`
	Word   bool           `json:"word" default:"yes"`
	Count  []int          `json:"count" minItems:"-1"`
	Items  []int          `json:"items" minItems:"2" maxItems:"1" uniqueItems:"true"`
	Map    map[string]int `json:"map" minProperties:"2" maxProperties:"1"`
	Matrix Matrix         `json:"matrix"`
	Again  Matrix         `json:"again"`
	Wide   int            `json:"wide" format:"int16"`
}

// Matrix has elements without a form in JSON.
type Matrix [][]complex128

type Page struct {
	Limit int `query:"limit"`
}

type Window struct {
	Limit int `query:"max"`
}

type Request struct {
	Page
	Window
	*Pointer
	_ struct{} `status:"202"`
}

type Pointer struct {
	A int `query:"a"`
}

type Both struct {
	_    struct{} `status:"202"`
	Body Thing
}

type Header struct {
	Total int `header:"X-Total" default:"1"`
	Type  int `header:"Content-Type"`
	body  int `header:"X-Body"`
}

// Service is the service.
type Service interface {
	Get(context.Context, *Request) (*Thing, error)
	Both(context.Context) (*Both, error)
	Header(context.Context) (*Header, error)
}

var _ = gen.API{
	Title: "Test", Version: "1.0.0", Service: (*Service)(nil),
	Gateway:  gen.REST{},
	Defaults: gen.Defaults{Integration: gen.Lambda{Function: "fn"}},
	Operations: []gen.Operation{
		gen.GET("/thing", Service.Get),
		gen.GET("/both", Service.Both),
		gen.GET("/header", Service.Header),
	},
}
