// Package aggregate keeps the sums of questions by the changes of their answers,
// and tells subscribers.
package aggregate

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"strconv"

	"github.com/aws/aws-lambda-go/events"

	"github.com/apigen-go/apigen/examples/askaround/api"
	"github.com/apigen-go/apigen/examples/askaround/near"
	"github.com/apigen-go/apigen/examples/askaround/store"
)

// An Aggregator answers batches of the stream of answers.
type Aggregator struct {
	Store  *store.Store
	Topics *Topics
}

// Aggregate counts the changes in their order. The first that cannot be counted
// ends the batch, and the stream goes on with it.
//
// See https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html
func (a *Aggregator) Aggregate(ctx context.Context, batch events.DynamoDBEvent) (events.DynamoDBEventResponse, error) {
	answer := events.DynamoDBEventResponse{BatchItemFailures: []events.DynamoDBBatchItemFailure{}}
	for _, record := range batch.Records {
		if err := a.count(ctx, record); err != nil {
			slog.ErrorContext(ctx, "the stream stops here", "event", record.EventID, "error", err)
			answer.BatchItemFailures = append(answer.BatchItemFailures, events.DynamoDBBatchItemFailure{ItemIdentifier: record.Change.SequenceNumber})
			break
		}
	}
	return answer, nil
}

func (a *Aggregator) count(ctx context.Context, record events.DynamoDBEventRecord) error {
	before, err := contribution(record.Change.OldImage)
	if err != nil {
		return err
	}
	after, err := contribution(record.Change.NewImage)
	if err != nil {
		return err
	}
	delta := difference(before, after)
	added, err := a.Store.Add(ctx, record.EventID, delta)
	if err != nil || !added {
		return err
	}
	if err := a.Topics.Publish(ctx, "questions/"+delta.QuestionID, delta); err != nil {
		slog.ErrorContext(ctx, "subscribers are not told", "question", delta.QuestionID, "error", err) // it is counted all the same
	}
	return nil
}

// contribution is what an answer adds to the sums of its question; that of no
// answer is nothing.
func contribution(image map[string]events.DynamoDBAttributeValue) (store.Delta, error) {
	if len(image) == 0 {
		return store.Delta{}, nil
	}
	d := store.Delta{QuestionID: image["question_id"].String(), Answers: 1, Places: map[string]int{}}
	if stars, ok := image["stars"]; ok {
		n, err := stars.Integer()
		if err != nil {
			return store.Delta{}, fmt.Errorf("stars of an answer to question %s: %w", d.QuestionID, err)
		}
		d.Stars = int(n)
	}
	if at, ok := image["at"]; ok {
		lat, latErr := strconv.ParseFloat(at.Map()["lat"].Number(), 64)
		lng, lngErr := strconv.ParseFloat(at.Map()["lng"].Number(), 64)
		if err := errors.Join(latErr, lngErr); err != nil {
			return store.Delta{}, fmt.Errorf("place of an answer to question %s: %w", d.QuestionID, err)
		}
		d.Places[near.Block(api.Point{Lat: lat, Lng: lng})] = 1
	}
	return d, nil
}

func difference(before, after store.Delta) store.Delta {
	d := store.Delta{
		QuestionID: after.QuestionID, Answers: after.Answers - before.Answers, Stars: after.Stars - before.Stars, Places: maps.Clone(after.Places),
	}
	if d.QuestionID == "" { // the answer was deleted
		d.QuestionID, d.Places = before.QuestionID, map[string]int{}
	}
	for place, n := range before.Places {
		d.Places[place] -= n
	}
	maps.DeleteFunc(d.Places, func(_ string, n int) bool { return n == 0 })
	return d
}
