package datastore_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"github.com/apigen-go/apigen/call"
	"github.com/apigen-go/apigen/examples/datastore/api"
	"github.com/apigen-go/apigen/examples/datastore/generated/client"
	"github.com/apigen-go/apigen/examples/internal/trial"
	"github.com/apigen-go/apigen/gateway"
	"github.com/apigen-go/apigen/internal/emulator"
)

// scheduled is what a rule of EventBridge sends, see
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-run-lambda-schedule.html
const scheduled = `{
	"version": "0", "id": "53dc4d37-cffa-4f76-80c9-8b7d4a4d2eaa", "detail-type": "Scheduled Event", "source": "aws.events", "account": "123456789012",
	"time": "2026-01-05T06:00:00Z", "region": "us-east-1", "resources": ["arn:aws:events:us-east-1:123456789012:rule/weekly"], "detail": {}
}`

// TestDataStore posts through the gateway and has the schedule's event make a
// summary, each function with the credentials of its own policy.
func TestDataStore(t *testing.T) {
	moto := emulator.Moto.Start(t)
	trial.GoRun(t, "./cmd/setup", "-endpoint", moto)
	post, summary, admin := startRoles(t, moto)
	live := trial.Open(t, gateway.Config{Functions: []gateway.FunctionConfig{
		trial.Function(t, "post", post.environment(moto)), trial.Function(t, "summary", summary.environment(moto)),
	}})
	made, err := live.Control.Import(t.Context(), trial.Import(t, "api/openapi.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	key := map[string]string{"x-api-key": made.Key.Value}
	trial.Run(t, http.DefaultClient, made.InvokeURL, []trial.Call{
		{Name: "no key", Method: "POST", Path: "/post", Body: `{"source":"roof-1","data":{}}`, Status: 403, Answer: `{"message":"Forbidden"}`},
		{Name: "no object", Method: "POST", Path: "/post", Header: key, Body: `{"source":"roof-1","data":[1]}`, Status: 400, Answer: `{"message":"Invalid request body"}`},
		{Name: "no source", Method: "POST", Path: "/post", Header: key, Body: `{"data":{}}`, Status: 400, Answer: `{"message":"Invalid request body"}`},
	})

	store, err := client.New(made.InvokeURL, call.APIKey(made.Key.Value))
	if err != nil {
		t.Fatal(err)
	}
	// Four of these are more than a page of DynamoDB's, 1 MB, has.
	large := map[string]any{"text": strings.Repeat("x", 300_000), "nested": map[string]any{"list": []any{1, "two", nil, true}}}
	var first, last *api.PostResponse
	for _, source := range []string{"roof-1", "roof-1", "roof-1", "roof-1", "cellar"} {
		stored, err := store.Post(t.Context(), &api.PostRequest{Body: api.Post{Source: source, Data: large}})
		if err != nil || stored.Body.ID == "" {
			t.Fatalf("post by the generated client: %+v, %v", stored, err)
		}
		if first == nil {
			first = stored
		}
		last = stored
	}
	if first.Body.ID == last.Body.ID {
		t.Errorf("two items have the id %s", first.Body.ID)
	}

	functions := lambda.NewFromConfig(emulator.Config(live.URL()))
	for range 2 { // an event may come twice
		out, err := functions.Invoke(t.Context(), &lambda.InvokeInput{FunctionName: aws.String("summary"), Payload: []byte(scheduled)})
		if err != nil || out.FunctionError != nil {
			t.Fatalf("summary: %s, %v", out.Payload, err)
		}
	}
	got := onlyFile(t, bucket(admin, moto), "summaries/2026-01-05T060000Z.json")
	roof := got.Sources["roof-1"]
	if got.Items != 5 || len(got.Sources) != 2 || roof.Items != 4 || got.Sources["cellar"].Items != 1 ||
		!roof.First.Equal(first.Body.Stored) || roof.Last.Before(roof.First) || !got.Sources["cellar"].Last.Equal(last.Body.Stored) {
		t.Errorf("the summary is %+v, want four items of the roof from %v on and one of the cellar at %v", got, first.Body.Stored, last.Body.Stored)
	}
}

// TestPolicies tries with each function's credentials what the other one does.
func TestPolicies(t *testing.T) {
	moto := emulator.Moto.Start(t)
	trial.GoRun(t, "./cmd/setup", "-endpoint", moto)
	post, summary, _ := startRoles(t, moto)
	table := func(r role) *dynamodb.Client { return dynamodb.NewFromConfig(r.config(moto)) }
	put := func(r role) error {
		item := map[string]types.AttributeValue{"id": &types.AttributeValueMemberS{Value: "x"}}
		_, err := table(r).PutItem(t.Context(), &dynamodb.PutItemInput{TableName: aws.String("datastore"), Item: item})
		return err
	}
	scan := func(r role) error {
		_, err := table(r).Scan(t.Context(), &dynamodb.ScanInput{TableName: aws.String("datastore")})
		return err
	}
	file := func(r role, key string) error {
		_, err := bucket(r, moto).PutObject(t.Context(), &s3.PutObjectInput{Bucket: aws.String("datastore-summaries"), Key: &key, Body: strings.NewReader("{}")})
		return err
	}
	for _, tt := range []struct {
		name    string
		err     error
		allowed bool
	}{
		{"post puts items", put(post), true},
		{"post reads the table", scan(post), false},
		{"post writes summaries", file(post, "summaries/x.json"), false},
		{"summary reads the table", scan(summary), true},
		{"summary writes summaries", file(summary, "summaries/x.json"), true},
		{"summary writes elsewhere", file(summary, "x.json"), false},
		{"summary puts items", put(summary), false},
	} {
		var refused *smithyhttp.ResponseError // moto refuses calls of DynamoDB in XML: the code is lost, the status is not
		switch {
		case tt.allowed && tt.err != nil:
			t.Errorf("%s: got %v, want it allowed", tt.name, tt.err)
		case !tt.allowed && (!errors.As(tt.err, &refused) || refused.HTTPStatusCode() != http.StatusForbidden):
			t.Errorf("%s: got %v, want 403", tt.name, tt.err)
		}
	}
}

func bucket(r role, moto string) *s3.Client {
	return s3.NewFromConfig(r.config(moto), func(o *s3.Options) { o.UsePathStyle = true })
}

// onlyFile reads the one file there is.
func onlyFile(t *testing.T, files *s3.Client, want string) (got api.Summary) {
	t.Helper()
	list, err := files.ListObjectsV2(t.Context(), &s3.ListObjectsV2Input{Bucket: aws.String("datastore-summaries")})
	if err != nil || len(list.Contents) != 1 || *list.Contents[0].Key != want {
		t.Fatalf("the bucket has %+v, %v; want %s alone", list, err, want)
	}
	out, err := files.GetObject(t.Context(), &s3.GetObjectInput{Bucket: aws.String("datastore-summaries"), Key: &want})
	if err != nil {
		t.Fatal(err)
	}
	defer out.Body.Close()
	if err := json.NewDecoder(out.Body).Decode(&got); err != nil {
		t.Fatal(err)
	}
	return got
}
