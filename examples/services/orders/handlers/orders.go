// Package handlers answers for the orders. It asks the catalog, another service, by
// the client that is generated from that service's contract.
package handlers

import (
	"context"
	"errors"
	"log/slog"

	catalog "github.com/apigen-go/apigen/examples/services/catalog/api"
	"github.com/apigen-go/apigen/examples/services/orders/api"
	"github.com/apigen-go/apigen/examples/services/shop"
)

// bulk is from how many on there is a discount.
const bulk = 10

// Orders implements api.Orders.
type Orders struct {
	Catalog  catalog.Catalog
	Discount int64 // percent, from ten of an article on
}

// Quote implements api.Orders.
func (o *Orders) Quote(ctx context.Context, req *api.QuoteRequest) (*api.Quote, error) {
	article, err := o.Catalog.GetArticle(ctx, &catalog.GetArticleRequest{ID: req.Article})
	switch {
	case errors.Is(err, catalog.ErrArticleNotFound):
		return nil, api.ErrNoSuchArticle
	case err != nil:
		slog.ErrorContext(ctx, "catalog", "error", err)
		return nil, api.ErrCatalog
	}
	cents := article.Price.Cents * req.Count
	if req.Count >= bulk {
		cents -= cents * o.Discount / 100
	}
	return &api.Quote{Article: *article, Count: req.Count, Total: shop.Money{Cents: cents, Currency: article.Price.Currency}}, nil
}
