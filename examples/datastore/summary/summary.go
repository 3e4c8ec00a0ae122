// Package summary writes what is in the table to a file in a bucket: it may read
// the one and write to the other.
package summary

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"github.com/apigen-go/apigen/examples/datastore/api"
)

// A Writer writes summaries.
type Writer struct {
	DB     *dynamodb.Client
	Table  string
	Files  *s3.Client
	Bucket string
}

// Write answers an event of the schedule. The file is called after the event's
// time, so that an event that comes twice writes one file.
func (w *Writer) Write(ctx context.Context, event events.EventBridgeEvent) error {
	until := event.Time.UTC()
	found, err := w.summarize(ctx)
	if err != nil {
		return err
	}
	found.Until = until
	text, err := json.MarshalIndent(found, "", "  ")
	if err != nil {
		return err
	}
	key := "summaries/" + until.Format("2006-01-02T150405Z") + ".json"
	if _, err := w.Files.PutObject(ctx, &s3.PutObjectInput{
		Bucket: &w.Bucket, Key: &key, Body: bytes.NewReader(text), ContentType: aws.String("application/json"),
	}); err != nil {
		return fmt.Errorf("put %s: %w", key, err)
	}
	slog.InfoContext(ctx, "summary written", "key", key, "items", found.Items)
	return nil
}

// summarize reads the whole table, page by page.
func (w *Writer) summarize(ctx context.Context) (*api.Summary, error) {
	found := &api.Summary{Sources: map[string]api.SourceSummary{}}
	pages := dynamodb.NewScanPaginator(w.DB, &dynamodb.ScanInput{
		TableName: &w.Table, ProjectionExpression: aws.String("#source, #stored"),
		ExpressionAttributeNames: map[string]string{"#source": "source", "#stored": "stored"}, // both are words of DynamoDB's
	})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, fmt.Errorf("scan table %s: %w", w.Table, err)
		}
		var items []api.Item
		if err := attributevalue.UnmarshalListOfMapsWithOptions(page.Items, &items, func(o *attributevalue.DecoderOptions) { o.TagKey = "json" }); err != nil {
			return nil, fmt.Errorf("read table %s: %w", w.Table, err)
		}
		for _, item := range items {
			add(found, item)
		}
	}
	return found, nil
}

func add(to *api.Summary, item api.Item) {
	to.Items++
	s := to.Sources[item.Source]
	if s.Items == 0 || item.Stored.Before(s.First) {
		s.First = item.Stored
	}
	if item.Stored.After(s.Last) {
		s.Last = item.Stored
	}
	s.Items++
	to.Sources[item.Source] = s
}
