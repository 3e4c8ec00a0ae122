// Package handlers answers the operations of the contract: what is posted goes to
// the queue of its kind, what is read comes from the table.
package handlers

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"github.com/apigen-go/apigen/caller"
	"github.com/apigen-go/apigen/examples/askaround/api"
	"github.com/apigen-go/apigen/examples/askaround/store"
)

// reach is how far around a point questions are listed, in miles.
const reach = 5

// Queues are the URLs of the queues: one for questions, and one for answers of
// each kind.
type Queues struct{ Questions, Stars, Places string }

// Around implements api.Around.
type Around struct {
	Store  *store.Store
	SQS    *sqs.Client
	Queues Queues
}

// Ask implements api.Around.
func (a *Around) Ask(ctx context.Context, req *api.AskRequest) (*api.AskResponse, error) {
	q := api.Question{NewQuestion: req.Body, ID: rand.Text(), Author: caller.From(ctx).Principal, Asked: time.Now().UTC()}
	if err := a.send(ctx, a.Queues.Questions, q); err != nil {
		return nil, err
	}
	return &api.AskResponse{Body: api.Accepted{ID: q.ID}}, nil
}

// Answer implements api.Around. The user is who the token says, so that nobody
// answers for others.
func (a *Around) Answer(ctx context.Context, req *api.AnswerRequest) (*api.AnswerResponse, error) {
	q, err := a.Store.Question(ctx, req.Body.QuestionID)
	if err != nil {
		return nil, err
	}
	queue, fits := a.Queues.Stars, req.Body.Stars != nil && req.Body.At == nil
	if q.Kind == api.Places {
		queue, fits = a.Queues.Places, req.Body.At != nil && req.Body.Stars == nil
	}
	if !fits {
		return nil, api.ErrWrongAnswer
	}
	answer := api.Answer{NewAnswer: req.Body, User: caller.From(ctx).Principal, Given: time.Now().UTC()}
	if err := a.send(ctx, queue, answer); err != nil {
		return nil, err
	}
	return &api.AnswerResponse{}, nil
}

// Near implements api.Around.
func (a *Around) Near(ctx context.Context, req *api.NearRequest) (*api.NearResponse, error) {
	found, err := a.Store.QuestionsNear(ctx, api.Point{Lat: req.Lat, Lng: req.Lng}, reach)
	if err != nil {
		return nil, err
	}
	return &api.NearResponse{Questions: found}, nil
}

func (a *Around) send(ctx context.Context, queue string, message any) error {
	body, err := json.Marshal(message)
	if err != nil {
		return err
	}
	if _, err := a.SQS.SendMessage(ctx, &sqs.SendMessageInput{QueueUrl: &queue, MessageBody: aws.String(string(body))}); err != nil {
		return fmt.Errorf("send to %s: %w", queue, err)
	}
	return nil
}
