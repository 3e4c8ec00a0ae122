// Package handlers answers for the catalog.
package handlers

import (
	"context"
	_ "embed" // the articles
	"encoding/json"
	"fmt"

	"github.com/apigen-go/apigen/examples/services/catalog/api"
	"github.com/apigen-go/apigen/examples/services/shop"
)

//go:embed articles.json
var articles []byte

// A Catalog implements api.Catalog.
type Catalog struct{ articles []shop.Article }

// New reads the articles that are built in.
func New() (*Catalog, error) {
	var c Catalog
	if err := json.Unmarshal(articles, &c.articles); err != nil {
		return nil, fmt.Errorf("read articles: %w", err)
	}
	return &c, nil
}

// ListArticles implements api.Catalog.
func (c *Catalog) ListArticles(context.Context) (*api.ListArticlesResponse, error) {
	return &api.ListArticlesResponse{Body: c.articles}, nil
}

// GetArticle implements api.Catalog.
func (c *Catalog) GetArticle(_ context.Context, req *api.GetArticleRequest) (*shop.Article, error) {
	for _, a := range c.articles {
		if a.ID == req.ID {
			return &a, nil
		}
	}
	return nil, api.ErrArticleNotFound
}
