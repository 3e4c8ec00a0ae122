package gateway_test

import (
	"encoding/json"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"github.com/apigen-go/apigen/gateway"
	"github.com/apigen-go/apigen/internal/emulator"
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/apigateway"
)

const linksTable = `{
	"TableName": "links", "BillingMode": "PAY_PER_REQUEST",
	"AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}, {"AttributeName": "owner", "AttributeType": "S"}],
	"KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
	"GlobalSecondaryIndexes": [{"IndexName": "byOwner", "KeySchema": [{"AttributeName": "owner", "KeyType": "HASH"}], "Projection": {"ProjectionType": "ALL"}}]
}`

// An API without functions: testdata/shortener.yaml on a DynamoDB emulator, with
// tokens of the local identity provider.
func TestShortLinks(t *testing.T) {
	endpoint := emulator.Dynalite.Start(t)
	w := open(t, gateway.Config{Services: map[string]string{"dynamodb": endpoint}, Log: slog.New(slog.NewTextHandler(t.Output(), nil))})
	w.prepare(t, endpoint, "dynamodb", "POST", "/", "DynamoDB_20120810.CreateTable", "application/x-amz-json-1.0", linksTable)
	for !strings.Contains(w.prepare(t, endpoint, "dynamodb", "POST", "/", "DynamoDB_20120810.DescribeTable", "application/x-amz-json-1.0", `{"TableName": "links"}`), `"TableStatus":"ACTIVE"`) {
		if t.Context().Err() != nil {
			t.Fatal("the table does not become active")
		}
	}
	api, err := w.api.ImportRestApi(t.Context(), &apigateway.ImportRestApiInput{Body: document(t, "shortener.yaml"), FailOnWarnings: true})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.api.CreateDeployment(t.Context(), &apigateway.CreateDeploymentInput{
		RestApiId: api.Id, StageName: aws.String("dev"), Variables: map[string]string{"table": "links"},
	}); err != nil {
		t.Fatal(err)
	}
	token := func(email string) string {
		s, err := w.Token(gateway.TokenRequest{Pool: "us-east-1_owners", Use: "id", Claims: map[string]any{"email": email}})
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	ada, joe := token("ada@example.com"), token("joe@example.com")
	for _, tt := range []struct {
		name, method, path, token, body string
		status                          int
		want                            string // as JSON; empty is no body
		location                        string
	}{
		{"nobody may make a link without a token", "POST", "/links", "", `{}`, 401, `{"message": "Unauthorized"}`, ""},
		{"create", "POST", "/links", ada, `{"id": "go", "url": "https://go.dev/?a=1&b=2"}`, 200, `{"id": "go", "url": "https://go.dev/?a=1&b=2", "owner": "ada@example.com"}`, ""},
		{"duplicate", "POST", "/links", joe, `{"id": "go", "url": "https://example.com"}`, 200, `{"error": {"message": "the id is taken"}}`, ""},
		{"redirect", "GET", "/go", "", "", 301, "", `https://go.dev/?a=1&b=2`},
		{"no such link", "GET", "/none", "", "", 404, `{"error": "no such link"}`, ""},
		{"list", "GET", "/links", ada, "", 200, `[{"id": "go", "url": "https://go.dev/?a=1&b=2"}]`, ""},
		{"list of another owner", "GET", "/links", joe, "", 200, `[]`, ""},
		{"update by another owner", "PUT", "/links/go", joe, `{"url": "https://example.com"}`, 403, `{"error": {"message": "the link is not yours"}}`, ""},
		{"update", "PUT", "/links/go", ada, `{"url": "https://pkg.go.dev"}`, 200, `{"id": "go", "url": "https://pkg.go.dev"}`, ""},
		{"redirect elsewhere", "GET", "/go", "", "", 301, "", "https://pkg.go.dev"},
		{"delete by another owner", "DELETE", "/links/go", joe, "", 403, `{"error": {"message": "the link is not yours"}}`, ""},
		{"delete", "DELETE", "/links/go", ada, "", 200, `{}`, ""},
		{"gone", "GET", "/go", "", "", 404, `{"error": "no such link"}`, ""},
		{"what the table refuses", "POST", "/links", ada, `{"id": "", "url": "x"}`, 200, `{"error": {"message": "the link cannot be made"}}`, ""},
	} {
		headers := []string{"Content-Type", "application/json"}
		if tt.token != "" {
			headers = append(headers, "Authorization", tt.token)
		}
		status, header, body := w.exchange(t, tt.method, w.InvokeURL(*api.Id, "dev")+tt.path, tt.body, headers...)
		if status != tt.status || header.Get("Location") != tt.location || !sameJSON(tt.want, body) {
			t.Errorf("%s: got %d %q %s, want %d %q %s", tt.name, status, header.Get("Location"), body, tt.status, tt.location, tt.want)
		}
		if tt.status == http.StatusMovedPermanently && header.Get("Cache-Control") != "max-age=300" {
			t.Errorf("%s: Cache-Control is %q", tt.name, header.Get("Cache-Control"))
		}
	}
}

// sameJSON compares JSON texts; two texts without anything but space are the
// same.
func sameJSON(a, b string) bool {
	if strings.TrimSpace(a) == "" || strings.TrimSpace(b) == "" {
		return strings.TrimSpace(a) == strings.TrimSpace(b)
	}
	var x, y any
	if json.Unmarshal([]byte(a), &x) != nil || json.Unmarshal([]byte(b), &y) != nil {
		return false
	}
	p, _ := json.Marshal(x)
	q, _ := json.Marshal(y)
	return string(p) == string(q)
}
