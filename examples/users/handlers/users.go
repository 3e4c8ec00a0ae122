// Package handlers answers the operations of the contract from a table of
// DynamoDB.
package handlers

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/apigen-go/apigen/examples/users/api"
)

// Users implements api.Users. Items have the members of api.User, by their JSON
// names.
type Users struct {
	DB    *dynamodb.Client
	Table string
}

// GetUser implements api.Users.
func (u *Users) GetUser(ctx context.Context, req *api.GetUserRequest) (*api.UserResponse, error) {
	out, err := u.DB.GetItem(ctx, &dynamodb.GetItemInput{
		TableName: &u.Table, Key: map[string]types.AttributeValue{"UserId": &types.AttributeValueMemberS{Value: req.UserID}},
	})
	if err != nil {
		return nil, fmt.Errorf("get user %q: %w", req.UserID, err)
	}
	if out.Item == nil {
		return nil, api.ErrUserNotFound
	}
	var found api.UserResponse
	if err := attributevalue.UnmarshalMapWithOptions(out.Item, &found.User, func(o *attributevalue.DecoderOptions) { o.TagKey = "json" }); err != nil {
		return nil, fmt.Errorf("read user %q: %w", req.UserID, err)
	}
	return &found, nil
}

// PutUser implements api.Users.
func (u *Users) PutUser(ctx context.Context, req *api.PutUserRequest) (*api.UserResponse, error) {
	item, err := attributevalue.MarshalMapWithOptions(req.User, func(o *attributevalue.EncoderOptions) { o.TagKey = "json" })
	if err != nil {
		return nil, fmt.Errorf("write user %q: %w", req.User.UserID, err)
	}
	if _, err := u.DB.PutItem(ctx, &dynamodb.PutItemInput{TableName: &u.Table, Item: item}); err != nil {
		return nil, fmt.Errorf("put user %q: %w", req.User.UserID, err)
	}
	return &api.UserResponse{User: req.User}, nil
}
