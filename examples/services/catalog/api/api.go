// Package api is the contract of the catalog: what the shop sells.
package api

import (
	"context"

	"github.com/apigen-go/apigen/examples/services/shop"
	"github.com/apigen-go/apigen/gen"
	"github.com/apigen-go/apigen/problem"
)

// ListArticlesResponse are all articles.
type ListArticlesResponse struct{ Body []shop.Article }

// GetArticleRequest asks for one.
type GetArticleRequest struct {
	ID string `path:"id"`
}

// Catalog knows the articles.
type Catalog interface {
	// ListArticles lists them by their ids.
	ListArticles(context.Context) (*ListArticlesResponse, error)
	// GetArticle returns one.
	GetArticle(context.Context, *GetArticleRequest) (*shop.Article, error)
}

// ErrArticleNotFound is an article the shop does not have.
var ErrArticleNotFound = problem.Problem{Type: "article-not-found", Status: 404, Title: "Article not found"}

var _ = gen.API{
	Title:    "Catalog",
	Version:  "1.0.0",
	Service:  (*Catalog)(nil),
	Gateway:  gen.HTTP{},
	Defaults: gen.Defaults{Integration: gen.Lambda{Function: "catalog", Alias: gen.StageVariable("alias")}},
	Operations: []gen.Operation{
		gen.GET("/articles", Catalog.ListArticles),
		gen.GET("/articles/{id}", Catalog.GetArticle, gen.Errors(ErrArticleNotFound)),
	},
}
