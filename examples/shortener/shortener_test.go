package shortener_test

import (
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/apigen-go/apigen/examples/internal/trial"
	"github.com/apigen-go/apigen/gateway"
	"github.com/apigen-go/apigen/internal/emulator"
)

const table = `{
	"TableName": "links", "BillingMode": "PAY_PER_REQUEST",
	"AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}, {"AttributeName": "owner", "AttributeType": "S"}],
	"KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
	"GlobalSecondaryIndexes": [{"IndexName": "OwnerIndex", "KeySchema": [{"AttributeName": "owner", "KeyType": "HASH"}], "Projection": {"ProjectionType": "ALL"}}]
}`

// dynamo makes a call of DynamoDB itself.
func dynamo(t *testing.T, endpoint, action, body string) string {
	t.Helper()
	status, _, answer := trial.Do(t, http.DefaultClient, endpoint, trial.Call{Method: "POST", Path: "/", Body: body, Header: map[string]string{
		"Content-Type": "application/x-amz-json-1.0", "X-Amz-Target": "DynamoDB_20120810." + action, "X-Amz-Date": "20260101T000000Z",
		"Authorization": "AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=00",
	}})
	if status != http.StatusOK {
		t.Fatalf("%s: %d %s", action, status, answer)
	}
	return answer
}

// TestShortener runs the API on a DynamoDB emulator, with tokens of the local
// identity provider.
func TestShortener(t *testing.T) {
	t.Parallel()
	endpoint := emulator.Dynalite.Start(t)
	dynamo(t, endpoint, "CreateTable", table)
	for !strings.Contains(dynamo(t, endpoint, "DescribeTable", `{"TableName":"links"}`), `"TableStatus":"ACTIVE"`) {
		if t.Context().Err() != nil {
			t.Fatal("the table does not become active")
		}
	}
	text, err := os.ReadFile("api/openapi.yaml")
	if err != nil {
		t.Fatal(err)
	}
	document := strings.NewReplacer(
		"${UserPoolArn}", "arn:aws:cognito-idp:us-east-1:123456789012:userpool/us-east-1_owners", "${Client}", "https://links.example.com",
		"${ReadRole}", "arn:aws:iam::123456789012:role/links-read", "${WriteRole}", "arn:aws:iam::123456789012:role/links-write",
	).Replace(string(text))
	gw := gateway.Start(t, gateway.DocumentText(document), gateway.Stage("dev", map[string]string{"table": "links"}),
		gateway.Time(time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)),
		gateway.With(func(c *gateway.Config) { c.Services = map[string]string{"dynamodb": endpoint} }))
	owner := func(email string) map[string]string {
		return map[string]string{"Authorization": gw.Token(gateway.TokenRequest{Use: "id", Claims: map[string]any{"email": email}})}
	}
	ada, joe := owner("ada@example.com"), owner("joe@example.com")
	notYours := `{"type":"not-yours","status":400,"title":"The link is not there or not yours"}`
	follow := func(to string) map[string]string {
		return map[string]string{"Location": to, "Cache-Control": "max-age=300"}
	}
	app := map[string]string{"Cache-Control": "no-cache, no-store", "Access-Control-Allow-Origin": "https://links.example.com"}
	open := map[string]string{"Access-Control-Allow-Origin": "https://links.example.com"}
	trial.Run(t, gw.Client(), gw.URL(), []trial.Call{
		{Name: "nobody makes links without a token", Method: "POST", Path: "/app", Body: `{}`, Status: 401, Answer: `{"message":"Unauthorized"}`, With: open},
		{Name: "a url is wanted", Method: "POST", Path: "/app", Header: ada, Body: `{"id":"go"}`, Status: 400, Answer: `{"message":"Invalid request body"}`, With: open},
		{Name: "no url", Method: "POST", Path: "/app", Header: ada, Body: `{"id":"go","url":"javascript:alert(1)"}`, Status: 400, Answer: `{"message":"Invalid request body"}`},
		{Name: "a url that breaks JSON", Method: "POST", Path: "/app", Header: ada, Body: `{"id":"go","url":"https://go.dev/\\\\"}`, Status: 400, Answer: `{"message":"Invalid request body"}`},
		{Name: "preflight", Method: "OPTIONS", Path: "/app", Status: 200, With: open},
		{Name: "no links", Method: "GET", Path: "/app", Header: ada, Status: 200, Answer: `[]`, With: app},
	})
	if status, _, body := trial.Do(t, gw.Client(), gw.URL(), trial.Call{Method: "POST", Path: "/app", Header: ada, Body: `{"id":"go","url":"https://go.dev/?a=1&b=2"}`}); status != 200 ||
		!strings.Contains(body, `"url": "https://go.dev/?a=1&b=2", "owner": "ada@example.com", "timestamp": "0`) {
		t.Errorf("create: got %d %s, want the new link", status, body)
	}
	if status, _, body := trial.Do(t, gw.Client(), gw.URL(), trial.Call{Method: "GET", Path: "/app", Header: ada}); status != 200 || !strings.Contains(body, `"id": "go"`) {
		t.Errorf("list: got %d %s, want the link", status, body)
	}
	trial.Run(t, gw.Client(), gw.URL(), []trial.Call{
		{Name: "a taken id", Method: "POST", Path: "/app", Header: joe, Body: `{"id":"go","url":"https://example.com"}`, Status: 200,
			Answer: `{"error": true,"message": "URL link already exists"}`, With: app},
		{Name: "follow", Method: "GET", Path: "/go", Status: 301, With: follow("https://go.dev/?a=1&b=2")},
		{Name: "follow nothing", Method: "GET", Path: "/none", Status: 301, With: follow("https://links.example.com?error=url_not_found")},
		{Name: "an id that tries to break out", Method: "GET", Path: "/%22%7D", Status: 301, With: follow("https://links.example.com?error=url_not_found")},
		{Name: "the list of another owner", Method: "GET", Path: "/app", Header: joe, Status: 200, Answer: `[]`},
		{Name: "update by another owner", Method: "PUT", Path: "/app/go", Header: joe, Body: `{"id":"go","url":"https://example.com"}`, Status: 400, Answer: notYours, With: open},
		{Name: "delete by another owner", Method: "DELETE", Path: "/app/go", Header: joe, Status: 400, Answer: notYours},
	})
	if status, _, body := trial.Do(t, gw.Client(), gw.URL(), trial.Call{Method: "PUT", Path: "/app/go", Header: ada, Body: `{"id":"go","url":"https://pkg.go.dev"}`}); status != 200 ||
		!strings.Contains(body, `"url": "https://pkg.go.dev"`) {
		t.Errorf("update: got %d %s, want the link, changed", status, body)
	}
	trial.Run(t, gw.Client(), gw.URL(), []trial.Call{
		{Name: "follow elsewhere", Method: "GET", Path: "/go", Status: 301, With: follow("https://pkg.go.dev")},
		{Name: "delete", Method: "DELETE", Path: "/app/go", Header: ada, Status: 200, Answer: `{}`, With: app},
		{Name: "gone", Method: "GET", Path: "/go", Status: 301, With: follow("https://links.example.com?error=url_not_found")},
	})
}
