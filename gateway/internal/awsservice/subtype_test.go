package awsservice

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/apigen-go/apigen/internal/mapping"
)

// answering is a client whose services are one server, which keeps what it was
// asked.
func answering(t *testing.T, status int, answer string) (*Client, *http.Request, *string) {
	t.Helper()
	var got http.Request
	var body string
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		got, body = *r, string(b)
		w.WriteHeader(status)
		_, _ = io.WriteString(w, answer)
	}))
	t.Cleanup(s.Close)
	endpoint, err := url.Parse(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	c := &Client{
		Endpoints: map[string]*url.URL{}, HTTP: s.Client(), Region: "us-east-1",
		Now: func() time.Time { return time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC) },
	}
	for _, definition := range subtypes {
		c.Endpoints[definition.service] = endpoint
	}
	return c, &got, &body
}

// The rows are those of the AWS page "Integration subtype reference"; what is
// sent is the services' own reference.
func TestSubtypes(t *testing.T) {
	t.Parallel()
	const queue = "https://sqs.us-east-1.amazonaws.com/123456789012/jobs"
	for _, tt := range []struct {
		subtype    string
		parameters map[string]string
		message    string
		target     string // request line
		action     string // X-Amz-Target
		body       string
		scope      string // of the signature
	}{
		{
			subtype: "EventBridge-PutEvents", parameters: map[string]string{
				"Source": "shop", "DetailType": "$request.body.type", "Detail": "$request.body", "Time": "2026-01-02T03:04:05.5Z",
				"EventBusName": "orders", "Resources": "arn:a, arn:b", "TraceHeader": "Root=1", "Region": "eu-west-1",
			},
			message: `{"type": "order"}`, target: "POST /", action: "AWSEvents.PutEvents", scope: "eu-west-1/events",
			body: `{"Entries":[{"Detail":"{\"type\": \"order\"}","DetailType":"order","EventBusName":"orders","Resources":["arn:a","arn:b"],"Source":"shop","Time":1767323045.5,"TraceHeader":"Root=1"}]}`,
		},
		{
			subtype: "EventBridge-PutEvents", parameters: map[string]string{
				"Source": "shop", "DetailType": "t", "Detail": "{}", "Time": "$request.body.ms", "Resources": `["arn:a,b"]`,
			},
			message: `{"ms": 1767323045500}`, target: "POST /", action: "AWSEvents.PutEvents", scope: "us-east-1/events",
			body: `{"Entries":[{"Detail":"{}","DetailType":"t","Resources":["arn:a,b"],"Source":"shop","Time":1767323045.5}]}`,
		},
		{
			subtype: "SQS-SendMessage", parameters: map[string]string{
				"QueueUrl": queue, "MessageBody": "$request.body.text", "DelaySeconds": "5", "MessageGroupId": "g", "MessageDeduplicationId": "d",
				"MessageAttributes": "$request.body.attributes", "MessageSystemAttributes": `{"AWSTraceHeader": {"DataType": "String", "StringValue": "Root=1"}}`,
			},
			message: `{"text": "a & b", "attributes": {"n": {"DataType": "Number", "StringValue": "1"}, "a": {"DataType": "String", "StringValue": "x"}}}`,
			target:  "POST /123456789012/jobs", scope: "us-east-1/sqs",
			body: "Action=SendMessage&DelaySeconds=5" +
				"&MessageAttribute.1.Name=a&MessageAttribute.1.Value.DataType=String&MessageAttribute.1.Value.StringValue=x" +
				"&MessageAttribute.2.Name=n&MessageAttribute.2.Value.DataType=Number&MessageAttribute.2.Value.StringValue=1" +
				"&MessageBody=a+%26+b&MessageDeduplicationId=d&MessageGroupId=g" +
				"&MessageSystemAttribute.1.Name=AWSTraceHeader&MessageSystemAttribute.1.Value.DataType=String&MessageSystemAttribute.1.Value.StringValue=Root%3D1" +
				"&QueueUrl=https%3A%2F%2Fsqs.us-east-1.amazonaws.com%2F123456789012%2Fjobs&Version=2012-11-05",
		},
		{
			subtype: "SQS-ReceiveMessage", parameters: map[string]string{"QueueUrl": queue, "MaxNumberOfMessages": "3", "AttributeNames": "All", "MessageAttributeNames": "a,b"},
			target: "POST /123456789012/jobs", scope: "us-east-1/sqs",
			body: "Action=ReceiveMessage&AttributeName.1=All&MaxNumberOfMessages=3&MessageAttributeName.1=a&MessageAttributeName.2=b&QueueUrl=https%3A%2F%2Fsqs.us-east-1.amazonaws.com%2F123456789012%2Fjobs&Version=2012-11-05",
		},
		{
			subtype: "SQS-DeleteMessage", parameters: map[string]string{"QueueUrl": queue, "ReceiptHandle": "$request.querystring.multi"},
			target: "POST /123456789012/jobs", scope: "us-east-1/sqs",
			body: "Action=DeleteMessage&QueueUrl=https%3A%2F%2Fsqs.us-east-1.amazonaws.com%2F123456789012%2Fjobs&ReceiptHandle=1%2C2&Version=2012-11-05",
		},
		{
			subtype: "SQS-PurgeQueue", parameters: map[string]string{"QueueUrl": queue}, target: "POST /123456789012/jobs", scope: "us-east-1/sqs",
			body: "Action=PurgeQueue&QueueUrl=https%3A%2F%2Fsqs.us-east-1.amazonaws.com%2F123456789012%2Fjobs&Version=2012-11-05",
		},
		{
			subtype: "AppConfig-GetConfiguration", parameters: map[string]string{
				"Application": "shop", "Environment": "dev", "Configuration": "a b", "ClientId": "$context.requestId", "ClientConfigurationVersion": "3",
			},
			target: "GET /applications/shop/environments/dev/configurations/a%20b?client_configuration_version=3&client_id=id-1", scope: "us-east-1/appconfig",
		},
		{
			subtype:    "Kinesis-PutRecord",
			parameters: map[string]string{"StreamName": "readings", "Data": "$request.body.payload", "PartitionKey": "$request.body.key", "ExplicitHashKey": "1", "SequenceNumberForOrdering": "2"},
			message:    `{"payload": "aGk=", "key": "k"}`, target: "POST /", action: "Kinesis_20131202.PutRecord", scope: "us-east-1/kinesis",
			body: `{"Data":"aGk=","ExplicitHashKey":"1","PartitionKey":"k","SequenceNumberForOrdering":"2","StreamName":"readings"}`,
		},
		{
			subtype: "StepFunctions-StartExecution", parameters: map[string]string{"StateMachineArn": "arn:m", "Input": "$request.body", "Name": "n-${context.requestId}"},
			message: `{"a": 1}`, target: "POST /", action: "AWSStepFunctions.StartExecution", scope: "us-east-1/states",
			body: `{"input":"{\"a\": 1}","name":"n-id-1","stateMachineArn":"arn:m"}`,
		},
		{
			subtype: "StepFunctions-StartSyncExecution", parameters: map[string]string{"StateMachineArn": "arn:m", "TraceHeader": "Root=1"},
			target: "POST /", action: "AWSStepFunctions.StartSyncExecution", scope: "us-east-1/states", body: `{"stateMachineArn":"arn:m","traceHeader":"Root=1"}`,
		},
		{
			subtype: "StepFunctions-StopExecution", parameters: map[string]string{"ExecutionArn": "arn:e", "Cause": "c", "Error": "e"},
			target: "POST /", action: "AWSStepFunctions.StopExecution", scope: "us-east-1/states", body: `{"cause":"c","error":"e","executionArn":"arn:e"}`,
		},
	} {
		t.Run(tt.subtype, func(t *testing.T) {
			t.Parallel()
			s, err := ParseSubtype(tt.subtype, tt.parameters)
			if err != nil {
				t.Fatal(err)
			}
			c, got, body := answering(t, 200, "done")
			answer, err := s.Call(t.Context(), c, message(tt.message))
			if err != nil || answer.Status != 200 || string(answer.Body) != "done" {
				t.Fatalf("Call: %+v, %v", answer, err)
			}
			if line := got.Method + " " + got.RequestURI; line != tt.target || got.Header.Get("X-Amz-Target") != tt.action || *body != tt.body {
				t.Errorf("the service got %s, %s,\n%s, want %s, %s,\n%s", line, got.Header.Get("X-Amz-Target"), *body, tt.target, tt.action, tt.body)
			}
			if want := "AWS4-HMAC-SHA256 Credential=local/20260102/" + tt.scope + "/aws4_request"; !strings.HasPrefix(got.Header.Get("Authorization"), want) {
				t.Errorf("signed %s, want %s", got.Header.Get("Authorization"), want)
			}
		})
	}
}

func message(body string) *mapping.Message {
	values, err := mapping.ParseContext(`{"requestId": "id-1"}`)
	if err != nil {
		panic(err)
	}
	return &mapping.Message{
		Query: func(name string) []string { return map[string][]string{"multi": {"1", "2"}}[name] },
		Body:  body, Context: values,
	}
}

// Recorded in test_apigw_v2_http_kinesis_put_record_no_stream: what is missing or
// empty is a 400, for optional parameters too; what the service refuses is a 500.
func TestFailures(t *testing.T) {
	t.Parallel()
	s, err := ParseSubtype("Kinesis-PutRecord", map[string]string{
		"Data": "$request.body.payload", "PartitionKey": "$request.body.kinesisKey", "StreamName": "$request.body.streamName", "ExplicitHashKey": "$request.body.optional",
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name, body string
		status     int
		text       string
	}{
		{"required and missing", `{"payload": "aGk=", "kinesisKey": "p", "optional": "1"}`, 400, "Unable to resolve property StreamName from source $request.body.streamName"},
		{"optional and missing", `{"payload": "aGk=", "kinesisKey": "p", "streamName": "s"}`, 400, "Unable to resolve property ExplicitHashKey"},
		{"required and empty", `{"payload": "aGk=", "kinesisKey": "p", "streamName": "", "optional": "1"}`, 400, "Unable to resolve property StreamName"},
		{"optional and empty", `{"payload": "aGk=", "kinesisKey": "p", "streamName": "s", "optional": ""}`, 400, "Unable to resolve property ExplicitHashKey"},
		{"a stream there is not", `{"payload": "aGk=", "kinesisKey": "p", "streamName": "s", "optional": "1"}`, 500, "kinesis answered 400 ResourceNotFoundException: no such stream"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c, _, _ := answering(t, 400, `{"__type": "com.amazonaws#ResourceNotFoundException", "message": "no such stream"}`)
			_, err := s.Call(t.Context(), c, message(tt.body))
			if status, _ := Failure(err); status != tt.status || err == nil || !strings.Contains(err.Error(), tt.text) {
				t.Errorf("got %d, %v, want %d, %s", status, err, tt.status, tt.text)
			}
		})
	}
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name       string
		parameters map[string]string
		answer     string
		status     int
		message    string
		text       string
	}{
		{"an error in XML", map[string]string{"QueueUrl": "http://h/1/q"}, `<?xml version="1.0"?><ErrorResponse><Error><Type>Sender</Type><Code>NonExistentQueue</Code><Message>none</Message></Error></ErrorResponse>`, 500, "Internal Server Error", "sqs answered 400 NonExistentQueue: none"},
		{"an error in no form", map[string]string{"QueueUrl": "http://h/1/q"}, "oops", 500, "Internal Server Error", "sqs answered 400"},
		{"no URL of a queue", map[string]string{"QueueUrl": "q:%"}, "", 400, "Bad Request", "want the URL of a queue"},
		{"attributes that are none", map[string]string{"QueueUrl": "http://h/1/q", "MessageAttributes": "a=b"}, "", 400, "Bad Request", "parameter MessageAttributes: "},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			parameters := map[string]string{"MessageBody": "x"}
			for name, value := range tt.parameters {
				parameters[name] = value
			}
			s, err := ParseSubtype("SQS-SendMessage", parameters)
			if err != nil {
				t.Fatal(err)
			}
			c, _, _ := answering(t, 400, tt.answer)
			_, err = s.Call(t.Context(), c, message(""))
			status, message := Failure(err)
			if status != tt.status || message != tt.message || err == nil || !strings.Contains(err.Error(), tt.text) {
				t.Errorf("got %d %s, %v, want %d %s, %s", status, message, err, tt.status, tt.message, tt.text)
			}
		})
	}
}

func TestCallWithoutService(t *testing.T) {
	t.Parallel()
	s, err := ParseSubtype("SQS-PurgeQueue", map[string]string{"QueueUrl": "http://h/1/q"})
	if err != nil {
		t.Fatal(err)
	}
	c, _, _ := answering(t, 200, "")
	late, cancel := context.WithDeadline(t.Context(), time.Now().Add(-time.Second))
	defer cancel()
	_, err = s.Call(late, c, message(""))
	if status, text := Failure(err); status != 503 || text != "Service Unavailable" {
		t.Errorf("after its time: %d %s, %v", status, text, err)
	}
	c.Endpoints = nil
	_, err = s.Call(t.Context(), c, message(""))
	var none *NoEndpointError
	if status, _ := Failure(err); status != 500 || !errors.As(err, &none) || !strings.Contains(err.Error(), "--service sqs=URL") {
		t.Errorf("without an endpoint: %d, %v", status, err)
	}
}

func TestParseSubtypeErrors(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, subtype string
		parameters    map[string]string
		want          string
	}{
		{"no such subtype", "SNS-Publish", nil, "Operation: SNS-Publish is not supported."},
		{"a required parameter", "Kinesis-PutRecord", map[string]string{"Data": "x"}, "Operation: Kinesis-PutRecord requires enabling passthrough, or defining all of the following parameters: [Data, PartitionKey, StreamName]"},
		{"names have a case", "SQS-PurgeQueue", map[string]string{"queueUrl": "x"}, "Operation: SQS-PurgeQueue requires"},
		{"an unknown parameter", "SQS-PurgeQueue", map[string]string{"QueueUrl": "x", "Body": "y"}, "Parameter: Body does not fit schema for Operation: SQS-PurgeQueue."},
		{"a source that is none", "SQS-PurgeQueue", map[string]string{"QueueUrl": "$method.request.body"}, "errors : [Invalid source: $method.request.body specified for destination: QueueUrl]"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, err := ParseSubtype(tt.subtype, tt.parameters)
			var definition *mapping.DefinitionError
			if !errors.As(err, &definition) || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want %s", err, tt.want)
			}
		})
	}
}
