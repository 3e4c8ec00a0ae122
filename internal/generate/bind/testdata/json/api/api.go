// Package api is a small shop: JSON bodies in and out, nested and embedded
// structs, slices and maps that may be nil, answers without a body, problems.
package api

import (
	"context"
	"encoding/json"
	"time"

	"github.com/apigen-go/apigen/gen"
	"github.com/apigen-go/apigen/problem"
)

// ErrOutOfStock is answered when the shop has no more of an item.
var ErrOutOfStock = problem.Problem{Type: "out-of-stock", Status: 409, Title: "Out of stock"}

// Shop sells things.
type Shop interface {
	ListOrders(context.Context) (*OrderPage, error)
	CreateOrder(context.Context, *CreateOrderRequest) (*CreateOrderResponse, error)
	GetOrder(context.Context, *GetOrderRequest) (*Order, error)
	NoteOrder(context.Context, *NoteOrderRequest) (*Order, error)
	CancelOrder(context.Context, *CancelOrderRequest) error
}

// Order is what somebody ordered.
type Order struct {
	ID string `json:"id"`
	NewOrder
	PlacedAt time.Time         `json:"placedAt"`
	Secret   Secret            `json:"secret"`
	Extra    json.RawMessage   `json:"extra,omitempty"`
	Labels   map[string]string `json:"labels"`
}

// NewOrder is what a caller says of an order.
type NewOrder struct {
	Lines   []Line            `json:"lines"`
	Gift    *Gift             `json:"gift,omitempty"`
	Remarks map[string][]Line `json:"remarks,omitempty"`
	Parent  *Order            `json:"parent,omitempty"`
	Digest  []byte            `json:"digest"`
	Cells   [2][]int          `json:"cells"`
}

// Line is some pieces of an item.
type Line struct {
	Item   string   `json:"item"`
	Pieces int      `json:"pieces"`
	Tags   []string `json:"tags"`
}

// Gift says how an order is wrapped.
type Gift struct {
	Card struct {
		Words []string
	} `json:"card"`
	Due *time.Time `json:"due,omitempty"`
}

// Secret hides its text in JSON.
type Secret struct{ Text string }

// MarshalJSON writes the length of the text instead of the text.
func (s Secret) MarshalJSON() ([]byte, error) { return json.Marshal(len(s.Text)) }

// UnmarshalJSON reads what MarshalJSON writes.
func (s *Secret) UnmarshalJSON(data []byte) error {
	var n int
	if err := json.Unmarshal(data, &n); err != nil {
		return err
	}
	s.Text = string(make([]byte, max(0, min(n, 100))))
	return nil
}

type OrderPage struct {
	Items []*Order `json:"items"`
}

type CreateOrderRequest struct {
	Body NewOrder
}

type CreateOrderResponse struct {
	Location string    `header:"Location"`
	Position *int      `header:"X-Position,omitempty"`
	Until    time.Time `header:"X-Until,omitempty"`
	Body     Order     `status:"201"`
}

type GetOrderRequest struct {
	OrderID string `path:"orderId"`
}

type NoteOrderRequest struct {
	OrderID string `path:"orderId"`
	Body    *Line
}

type CancelOrderRequest struct {
	OrderID string `path:"orderId"`
}

var _ = gen.API{
	Title: "Shop", Version: "1.0.0", Service: (*Shop)(nil), Gateway: gen.REST{},
	Operations: []gen.Operation{
		gen.GET("/orders", Shop.ListOrders),
		gen.POST("/orders", Shop.CreateOrder, gen.Errors(ErrOutOfStock)),
		gen.GET("/orders/{orderId}", Shop.GetOrder),
		gen.POST("/orders/{orderId}/notes", Shop.NoteOrder),
		gen.DELETE("/orders/{orderId}", Shop.CancelOrder),
	},
}
