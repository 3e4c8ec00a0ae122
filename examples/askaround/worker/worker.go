// Package worker writes what comes from the queues to the tables.
package worker

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"

	"github.com/aws/aws-lambda-go/events"

	"github.com/apigen-go/apigen/examples/askaround/api"
	"github.com/apigen-go/apigen/examples/askaround/store"
)

// A Worker answers batches of messages.
type Worker struct{ Store *store.Store }

// Work writes a batch. Messages that cannot be written are told one by one, so
// that the queue keeps them, and only them.
//
// See https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
func (w *Worker) Work(ctx context.Context, batch events.SQSEvent) (events.SQSEventResponse, error) {
	answer := events.SQSEventResponse{BatchItemFailures: []events.SQSBatchItemFailure{}}
	for _, message := range batch.Records {
		if err := w.write(ctx, message); err != nil {
			slog.ErrorContext(ctx, "message stays on its queue", "queue", message.EventSourceARN, "message", message.MessageId, "error", err)
			answer.BatchItemFailures = append(answer.BatchItemFailures, events.SQSBatchItemFailure{ItemIdentifier: message.MessageId})
		}
	}
	return answer, nil
}

// write knows by its queue what a message is.
func (w *Worker) write(ctx context.Context, message events.SQSMessage) error {
	queue := message.EventSourceARN[strings.LastIndexByte(message.EventSourceARN, ':')+1:]
	switch queue {
	case "questions":
		var q api.Question
		if err := json.Unmarshal([]byte(message.Body), &q); err != nil {
			return fmt.Errorf("read question: %w", err)
		}
		return w.Store.PutQuestion(ctx, q)
	case "stars", "places":
		var a api.Answer
		if err := json.Unmarshal([]byte(message.Body), &a); err != nil {
			return fmt.Errorf("read answer: %w", err)
		}
		return w.Store.PutAnswer(ctx, a)
	}
	return fmt.Errorf("unexpected queue %q", queue)
}
