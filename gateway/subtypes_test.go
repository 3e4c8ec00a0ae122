package gateway_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/apigen-go/apigen/gateway/internal/awsservice"
	"github.com/apigen-go/apigen/internal/emulator"
	"github.com/apigen-go/apigen/internal/mapping"
)

// TestSubtypes runs the first-class integrations of HTTP APIs against moto: what
// works, what a caller gets for what the service refuses, and for a request that
// lacks what is mapped.
func TestSubtypes(t *testing.T) {
	endpoint := emulator.Moto.Start(t)
	w := &world{http: http.DefaultClient}
	json := func(service, target, body string) string {
		return w.prepare(t, endpoint, service, "POST", "/", target, "application/x-amz-json-1.1", body)
	}
	json("sqs", "AmazonSQS.CreateQueue", `{"QueueName": "jobs"}`)
	json("kinesis", "Kinesis_20131202.CreateStream", `{"StreamName": "readings", "ShardCount": 1}`)
	json("states", "AWSStepFunctions.CreateStateMachine",
		`{"name": "orders", "roleArn": "arn:aws:iam::123456789012:role/orders", "definition": "{\"StartAt\": \"A\", \"States\": {\"A\": {\"Type\": \"Pass\", \"End\": true}}}"}`)
	const queue, machine = "https://sqs.us-east-1.amazonaws.com/123456789012/jobs", "arn:aws:states:us-east-1:123456789012:stateMachine:orders"
	address, err := url.Parse(endpoint)
	if err != nil {
		t.Fatal(err)
	}
	client := &awsservice.Client{
		Endpoints: map[string]*url.URL{"sqs": address, "kinesis": address, "states": address, "events": address},
		HTTP:      http.DefaultClient, Region: "us-east-1", Now: time.Now,
	}
	for _, tt := range []struct {
		subtype    string
		parameters map[string]string
		body       string
		status     int
		want       string // part of the answer, or of the error
	}{
		{"SQS-SendMessage", map[string]string{"QueueUrl": queue, "MessageBody": "$request.body", "MessageAttributes": `{"kind": {"DataType": "String", "StringValue": "a & b"}}`}, `{"n": 1}`, 200, "<MessageId>"},
		{"SQS-ReceiveMessage", map[string]string{"QueueUrl": queue, "MessageAttributeNames": "kind"}, "", 200, "a &amp; b"},
		{"SQS-PurgeQueue", map[string]string{"QueueUrl": queue}, "", 200, "<PurgeQueueResponse"},
		{"SQS-DeleteMessage", map[string]string{"QueueUrl": queue, "ReceiptHandle": "$request.body.handle"}, `{"handle": "none"}`, 500, "sqs answered 4"},
		{"SQS-SendMessage", map[string]string{"QueueUrl": queue + "-none", "MessageBody": "x"}, "", 500, "NonExistentQueue"},
		{"SQS-SendMessage", map[string]string{"QueueUrl": queue, "MessageBody": "$request.body"}, "", 400, "Unable to resolve property MessageBody"},
		{"Kinesis-PutRecord", map[string]string{"StreamName": "readings", "Data": "$request.body.data", "PartitionKey": "k"}, `{"data": "aGk="}`, 200, `"ShardId"`},
		{"Kinesis-PutRecord", map[string]string{"StreamName": "none", "Data": "aGk=", "PartitionKey": "k"}, "", 500, "ResourceNotFoundException"},
		{"EventBridge-PutEvents", map[string]string{"Source": "shop", "DetailType": "order", "Detail": "$request.body", "Time": "2026-01-02T03:04:05Z"}, `{"n": 1}`, 200, `"FailedEntryCount": 0`},
		{"StepFunctions-StartExecution", map[string]string{"StateMachineArn": machine, "Input": "$request.body", "Name": "one"}, `{"n": 1}`, 200, "execution:orders:one"},
		{"StepFunctions-StopExecution", map[string]string{"ExecutionArn": "arn:aws:states:us-east-1:123456789012:execution:orders:one", "Cause": "c"}, "", 200, `"stopDate"`},
		{"StepFunctions-StartExecution", map[string]string{"StateMachineArn": machine + "-none"}, "", 500, "StateMachineDoesNotExist"},
	} {
		subtype, err := awsservice.ParseSubtype(tt.subtype, tt.parameters)
		if err != nil {
			t.Fatal(err)
		}
		answer, err := subtype.Call(t.Context(), client, &mapping.Message{Body: tt.body})
		status, text := 200, ""
		if err != nil {
			status, _ = awsservice.Failure(err)
			text = err.Error()
		} else {
			text = string(answer.Body)
		}
		if status != tt.status || !strings.Contains(text, tt.want) {
			t.Errorf("%s: got %d %s, want %d %s", tt.subtype, status, text, tt.status, tt.want)
		}
	}
}
