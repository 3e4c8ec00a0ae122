// Package handlers answers the operation of the contract: it may write to the
// table, and do nothing else.
package handlers

import (
	"context"
	"crypto/rand"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/apigen-go/apigen/examples/datastore/api"
)

// A Store implements api.Store. Items have the members of api.Item, by their JSON
// names.
type Store struct {
	DB    *dynamodb.Client
	Table string
}

// Post implements api.Store.
func (s *Store) Post(ctx context.Context, req *api.PostRequest) (*api.PostResponse, error) {
	item := api.Item{ID: rand.Text(), Source: req.Body.Source, Stored: time.Now().UTC().Truncate(time.Millisecond), Data: req.Body.Data}
	attributes, err := attributevalue.MarshalMapWithOptions(item, func(o *attributevalue.EncoderOptions) { o.TagKey = "json" })
	if err != nil {
		return nil, fmt.Errorf("write an item of %s: %w", item.Source, err)
	}
	if _, err := s.DB.PutItem(ctx, &dynamodb.PutItemInput{TableName: &s.Table, Item: attributes}); err != nil {
		return nil, fmt.Errorf("put an item of %s: %w", item.Source, err)
	}
	return &api.PostResponse{Body: api.Stored{ID: item.ID, Stored: item.Stored}}, nil
}
