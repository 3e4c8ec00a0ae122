package gateway_test

import (
	"encoding/json"
	"log/slog"
	"strings"
	"testing"

	"github.com/apigen-go/apigen/gateway"
	"github.com/apigen-go/apigen/internal/emulator"
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/apigateway"
)

// A served call is one request to the API of a service, and what comes back.
type served struct {
	method, path, body string
	header             []string
	status             int
	want               string // part of the body
	contentType        string
}

// TestServices runs one document for each service against moto: what works, and
// how its errors are mapped.
func TestServices(t *testing.T) {
	endpoint := emulator.Moto.Start(t)
	for _, tt := range []struct {
		service string
		prepare func(w *world, t *testing.T)
		calls   []served
		check   func(w *world, t *testing.T)
	}{
		{
			service: "sqs",
			prepare: func(w *world, t *testing.T) {
				w.prepare(t, endpoint, "sqs", "POST", "/", "AmazonSQS.CreateQueue", "application/x-amz-json-1.0", `{"QueueName": "jobs"}`)
			},
			calls: []served{
				{method: "POST", path: "/jobs", body: `{"job": "a & b"}`, status: 202, want: `-`},
				{method: "POST", path: "/nowhere", body: `{}`, status: 502, want: `NonExistentQueue`},
			},
			check: func(w *world, t *testing.T) {
				got := w.prepare(t, endpoint, "sqs", "POST", "/", "AmazonSQS.ReceiveMessage", "application/x-amz-json-1.0", `{"QueueUrl": "`+endpoint+`/123456789012/jobs"}`)
				var answer struct{ Messages []struct{ Body string } }
				if err := json.Unmarshal([]byte(got), &answer); err != nil || len(answer.Messages) != 1 || answer.Messages[0].Body != `{"job": "a & b"}` {
					t.Errorf("the queue holds %s", got)
				}
			},
		},
		{
			service: "kinesis",
			prepare: func(w *world, t *testing.T) {
				w.prepare(t, endpoint, "kinesis", "POST", "/", "Kinesis_20131202.CreateStream", "application/x-amz-json-1.1", `{"StreamName": "readings", "ShardCount": 1}`)
			},
			calls: []served{
				{method: "POST", path: "/readings/7", body: `{"t": 21.5}`, status: 200, want: `{"shard": "shardId-000000000000"}`},
				{method: "POST", path: "/none/7", body: `{}`, status: 404, want: `ResourceNotFoundException`},
			},
		},
		{
			service: "states",
			prepare: func(w *world, t *testing.T) {
				w.prepare(t, endpoint, "states", "POST", "/", "AWSStepFunctions.CreateStateMachine", "application/x-amz-json-1.0",
					`{"name": "orders", "roleArn": "arn:aws:iam::123456789012:role/orders", "definition": "{\"StartAt\": \"A\", \"States\": {\"A\": {\"Type\": \"Pass\", \"End\": true}}}"}`)
			},
			calls: []served{
				{method: "POST", path: "/orders", body: `{"it's": "an \"order\""}`, status: 200, want: `{"run": "arn:aws:states:us-east-1:123456789012:execution:orders:`},
				{method: "POST", path: "/none", body: `{}`, status: 404, want: `StateMachineDoesNotExist`},
			},
		},
		{
			service: "events",
			calls: []served{
				{method: "POST", path: "/orders", body: `{"source": "shop", "n": 1}`, status: 200, want: `{"failed": 0}`},
				{method: "POST", path: "/orders", body: `{"n": 1}`, status: 422, want: `{"failed": 1}`},
			},
		},
		{
			service: "s3",
			prepare: func(w *world, t *testing.T) { w.prepare(t, endpoint, "s3", "PUT", "/files", "", "", "") },
			calls: []served{
				{method: "PUT", path: "/a%20b.txt", body: "text", header: []string{"Content-Type", "text/plain"}, status: 200},
				{method: "GET", path: "/a%20b.txt", status: 200, want: "text", contentType: "text/plain"},
				{method: "PUT", path: "/dot.png", body: "\x89\xff", header: []string{"Content-Type", "image/png"}, status: 200},
				{method: "GET", path: "/dot.png", header: []string{"Accept", "image/png"}, status: 200, want: "\x89\xff", contentType: "image/png"},
				{method: "GET", path: "/dot.png", header: []string{"Accept", "text/plain"}, status: 200, want: "if8=", contentType: "image/png"},
				{method: "GET", path: "/none", status: 404, want: `{"error": "no such file"}`},
			},
		},
		{
			service: "sns",
			prepare: func(w *world, t *testing.T) {
				w.prepare(t, endpoint, "sns", "POST", "/", "", "application/x-www-form-urlencoded", "Action=CreateTopic&Name=news&Version=2010-03-31")
			},
			calls: []served{
				{method: "POST", path: "/news", body: `{"text": "a & b"}`, status: 200, want: `-`},
				{method: "POST", path: "/none", body: `{"text": "x"}`, status: 404, want: `{"error": "NotFound"}`},
			},
		},
		{
			service: "ssm",
			prepare: func(w *world, t *testing.T) {
				w.prepare(t, endpoint, "ssm", "POST", "/", "AmazonSSM.PutParameter", "application/x-amz-json-1.1", `{"Name": "color", "Value": "green", "Type": "String"}`)
			},
			calls: []served{
				{method: "GET", path: "/color", status: 200, want: `{"value": "green"}`},
				{method: "GET", path: "/none", status: 404, want: `{"error": "ParameterNotFound"}`},
			},
		},
	} {
		t.Run(tt.service, func(t *testing.T) {
			w := open(t, gateway.Config{
				Services: map[string]string{tt.service: endpoint},
				Log:      slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelWarn})),
			})
			if tt.prepare != nil {
				tt.prepare(w, t)
			}
			url := w.deployed(t, "services/"+tt.service+".yaml")
			for _, c := range tt.calls {
				headers := append([]string{"Content-Type", "application/json"}, c.header...)
				status, header, body := w.exchange(t, c.method, url+c.path, c.body, headers...)
				if status != c.status || !strings.Contains(body, c.want) || c.contentType != "" && header.Get("Content-Type") != c.contentType {
					t.Errorf("%s %s: got %d %s %q, want %d %s %q", c.method, c.path, status, header.Get("Content-Type"), body, c.status, c.contentType, c.want)
				}
			}
			if tt.check != nil {
				tt.check(w, t)
			}
		})
	}
}

// deployed imports a document, deploys it and gives the address of its stage.
func (w *world) deployed(t *testing.T, file string) string {
	t.Helper()
	api, err := w.api.ImportRestApi(t.Context(), &apigateway.ImportRestApiInput{Body: document(t, file), FailOnWarnings: true})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.api.CreateDeployment(t.Context(), &apigateway.CreateDeploymentInput{RestApiId: api.Id, StageName: aws.String("dev")}); err != nil {
		t.Fatal(err)
	}
	return w.InvokeURL(*api.Id, "dev")
}
