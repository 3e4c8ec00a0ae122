// Package api is the contract of the orders: what things cost.
package api

import (
	"context"

	"github.com/apigen-go/apigen/examples/services/shop"
	"github.com/apigen-go/apigen/gen"
	"github.com/apigen-go/apigen/problem"
)

// QuoteRequest asks what some of an article cost.
type QuoteRequest struct {
	Article string `json:"article" minLength:"1" example:"green-tea"`
	Count   int64  `json:"count" minimum:"1" maximum:"1000"`
}

// A Quote is what they cost.
type Quote struct {
	Article shop.Article `json:"article"`
	Count   int64        `json:"count"`
	Total   shop.Money   `json:"total"`
}

// Orders takes orders.
type Orders interface {
	// Quote says what some of an article cost today.
	Quote(context.Context, *QuoteRequest) (*Quote, error)
}

var (
	// ErrNoSuchArticle is an article the catalog does not have.
	ErrNoSuchArticle = problem.Problem{Type: "no-such-article", Status: 422, Title: "The shop has no such article"}
	// ErrCatalog is a catalog that does not answer.
	ErrCatalog = problem.Problem{Type: "catalog", Status: 502, Title: "The catalog does not answer"}
)

var _ = gen.API{
	Title:    "Orders",
	Version:  "1.0.0",
	Service:  (*Orders)(nil),
	Gateway:  gen.REST{Validate: gen.ValidateBody},
	Defaults: gen.Defaults{Integration: gen.Lambda{Function: "orders", Alias: gen.StageVariable("alias")}},
	Operations: []gen.Operation{
		gen.POST("/quotes", Orders.Quote, gen.Errors(ErrNoSuchArticle, ErrCatalog)),
	},
}
