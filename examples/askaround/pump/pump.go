// Package pump does on this machine what event source mappings of Lambda do: it
// reads a queue or a stream and invokes a function with what is there.
//
// See https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventsourcemapping.html
package pump

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams"
	streams "github.com/aws/aws-sdk-go-v2/service/dynamodbstreams/types"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
)

// batch is the size of batches.
const batch = 10

// A Queue leads from a queue to a function.
type Queue struct {
	SQS      *sqs.Client
	URL      string
	Lambda   *lambda.Client
	Function string
}

// Poll invokes the function with what the queue has, ten messages at most, and
// deletes those that it did not tell as failed. It says how many there were.
func (q *Queue) Poll(ctx context.Context) (int, error) {
	out, err := q.SQS.ReceiveMessage(ctx, &sqs.ReceiveMessageInput{QueueUrl: &q.URL, MaxNumberOfMessages: batch})
	if err != nil {
		return 0, fmt.Errorf("receive from %s: %w", q.URL, err)
	}
	if len(out.Messages) == 0 {
		return 0, nil
	}
	event := events.SQSEvent{}
	for _, m := range out.Messages {
		event.Records = append(event.Records, events.SQSMessage{
			MessageId: aws.ToString(m.MessageId), ReceiptHandle: aws.ToString(m.ReceiptHandle), Body: aws.ToString(m.Body),
			EventSource: "aws:sqs", EventSourceARN: "arn:aws:sqs:us-east-1:123456789012:" + q.URL[strings.LastIndexByte(q.URL, '/')+1:], AWSRegion: "us-east-1",
		})
	}
	var answer events.SQSEventResponse
	if err := invoke(ctx, q.Lambda, q.Function, event, &answer); err != nil {
		return 0, err
	}
	failed := map[string]bool{}
	for _, f := range answer.BatchItemFailures {
		failed[f.ItemIdentifier] = true
	}
	for _, m := range out.Messages {
		if failed[aws.ToString(m.MessageId)] {
			continue
		}
		if _, err := q.SQS.DeleteMessage(ctx, &sqs.DeleteMessageInput{QueueUrl: &q.URL, ReceiptHandle: m.ReceiptHandle}); err != nil {
			return 0, fmt.Errorf("delete from %s: %w", q.URL, err)
		}
	}
	return len(out.Messages), nil
}

// A Stream leads from the one shard of a table's stream to a function.
type Stream struct {
	Streams  *dynamodbstreams.Client
	ARN      string
	Lambda   *lambda.Client
	Function string

	next *string // the iterator
}

// Poll invokes the function with the changes since the last poll, and says how
// many there were. Changes that the function told as failed are an error.
func (s *Stream) Poll(ctx context.Context) (int, error) {
	if s.next == nil {
		if err := s.open(ctx); err != nil {
			return 0, err
		}
	}
	out, err := s.Streams.GetRecords(ctx, &dynamodbstreams.GetRecordsInput{ShardIterator: s.next})
	if err != nil {
		return 0, fmt.Errorf("read stream %s: %w", s.ARN, err)
	}
	if len(out.Records) > 0 {
		event := events.DynamoDBEvent{}
		for _, r := range out.Records {
			event.Records = append(event.Records, s.record(r))
		}
		var answer events.DynamoDBEventResponse
		if err := invoke(ctx, s.Lambda, s.Function, event, &answer); err != nil {
			return 0, err
		}
		if len(answer.BatchItemFailures) > 0 {
			return 0, fmt.Errorf("%s stops at %s of stream %s", s.Function, answer.BatchItemFailures[0].ItemIdentifier, s.ARN)
		}
	}
	s.next = out.NextShardIterator
	return len(out.Records), nil
}

// open begins at the beginning of the stream.
func (s *Stream) open(ctx context.Context) error {
	about, err := s.Streams.DescribeStream(ctx, &dynamodbstreams.DescribeStreamInput{StreamArn: &s.ARN})
	if err != nil {
		return fmt.Errorf("read stream %s: %w", s.ARN, err)
	}
	out, err := s.Streams.GetShardIterator(ctx, &dynamodbstreams.GetShardIteratorInput{
		StreamArn: &s.ARN, ShardId: about.StreamDescription.Shards[0].ShardId, ShardIteratorType: streams.ShardIteratorTypeTrimHorizon,
	})
	if err != nil {
		return fmt.Errorf("read stream %s: %w", s.ARN, err)
	}
	s.next = out.ShardIterator
	return nil
}

func (s *Stream) record(r streams.Record) events.DynamoDBEventRecord {
	return events.DynamoDBEventRecord{
		EventID: aws.ToString(r.EventID), EventName: string(r.EventName), EventSource: "aws:dynamodb", EventSourceArn: s.ARN, AWSRegion: "us-east-1",
		Change: events.DynamoDBStreamRecord{
			Keys: image(r.Dynamodb.Keys), OldImage: image(r.Dynamodb.OldImage), NewImage: image(r.Dynamodb.NewImage),
			SequenceNumber: aws.ToString(r.Dynamodb.SequenceNumber), StreamViewType: string(r.Dynamodb.StreamViewType),
		},
	}
}

func image(from map[string]streams.AttributeValue) map[string]events.DynamoDBAttributeValue {
	to := map[string]events.DynamoDBAttributeValue{}
	for name, v := range from {
		to[name] = attribute(v)
	}
	return to
}

// attribute writes a value in the type of Lambda's events.
func attribute(v streams.AttributeValue) events.DynamoDBAttributeValue {
	switch v := v.(type) {
	case *streams.AttributeValueMemberS:
		return events.NewStringAttribute(v.Value)
	case *streams.AttributeValueMemberN:
		return events.NewNumberAttribute(v.Value)
	case *streams.AttributeValueMemberBOOL:
		return events.NewBooleanAttribute(v.Value)
	case *streams.AttributeValueMemberB:
		return events.NewBinaryAttribute(v.Value)
	case *streams.AttributeValueMemberSS:
		return events.NewStringSetAttribute(v.Value)
	case *streams.AttributeValueMemberNS:
		return events.NewNumberSetAttribute(v.Value)
	case *streams.AttributeValueMemberBS:
		return events.NewBinarySetAttribute(v.Value)
	case *streams.AttributeValueMemberM:
		return events.NewMapAttribute(image(v.Value))
	case *streams.AttributeValueMemberL:
		list := []events.DynamoDBAttributeValue{}
		for _, item := range v.Value {
			list = append(list, attribute(item))
		}
		return events.NewListAttribute(list)
	}
	return events.NewNullAttribute()
}

func invoke(ctx context.Context, functions *lambda.Client, name string, event, answer any) error {
	payload, err := json.Marshal(event)
	if err != nil {
		return err
	}
	out, err := functions.Invoke(ctx, &lambda.InvokeInput{FunctionName: &name, Payload: payload})
	if err != nil {
		return fmt.Errorf("invoke %s: %w", name, err)
	}
	if out.FunctionError != nil {
		return fmt.Errorf("%s failed: %s", name, out.Payload)
	}
	return json.Unmarshal(out.Payload, answer)
}
