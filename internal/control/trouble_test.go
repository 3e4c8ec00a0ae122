package control

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/apigateway"

	"github.com/apigen-go/apigen/internal/openapi"
)

// TestTrouble wants one clear sentence for what goes wrong in practice.
func TestTrouble(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name    string
		answer  map[string][3]string
		prepare func(t *testing.T, c *Control, cfg *Config)
		want    string
	}{
		{name: "expired token", answer: map[string][3]string{"POST /": {"403", "ExpiredToken", "The security token included in the request is expired"}},
			want: "the AWS credentials have expired: sign in again"},
		{name: "unknown credentials", answer: map[string][3]string{"POST /": {"403", "InvalidClientTokenId", "The security token included in the request is invalid."}},
			want: "AWS does not know these credentials (InvalidClientTokenId)"},
		{name: "no permission for one call of the plan", answer: map[string][3]string{"/models": {"403", "AccessDeniedException", "User: arn:aws:iam::1:user/a is not authorized to perform: apigateway:GET on resource: x"}},
			prepare: imported, want: "the credentials do not allow API Gateway GetModels (User: arn:aws:iam::1:user/a is not authorized to perform: apigateway:GET on resource: x): apigen iam prints"},
		{name: "no permission to deploy", answer: map[string][3]string{"/deployments": {"403", "AccessDeniedException", "no"}},
			want: "deploy stage dev: the credentials do not allow API Gateway CreateDeployment (no): apigen iam prints the policy they need; done: created REST API"},
		{name: "throttled to the end", answer: map[string][3]string{"PUT /restapis": {"429", "TooManyRequestsException", "Too Many Requests"}},
			prepare: changed, want: "API Gateway PutRestApi is throttled (Too Many Requests)"},
		{name: "deleted meanwhile", answer: map[string][3]string{"PUT /restapis": {"404", "NotFoundException", "Invalid API identifier specified 123456789012:abc"}},
			prepare: changed, want: "Invalid API identifier specified"},
		{name: "two of one name", prepare: func(t *testing.T, c *Control, cfg *Config) {
			imported(t, c, cfg)
			other := *cfg
			other.Name, other.History = "Other", History{}
			id := mustImport(t, c, other).ID
			byHandName(t, c, id, "Company directory")
		}, want: "several REST APIs are named Company directory ("},
		{name: "another account", prepare: func(_ *testing.T, _ *Control, cfg *Config) { cfg.Account = "999999999999" },
			want: "credentials are of account 123456789012, want 999999999999"},
		{name: "wrong region", prepare: func(_ *testing.T, _ *Control, cfg *Config) { cfg.ID = "abcdefghij" },
			want: "no such REST API"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c := local(t)
			cfg := faultConfig(t)
			if tt.prepare != nil {
				tt.prepare(t, c, &cfg)
			}
			_, err := through(c.Endpoint, &faulty{at: -1, answer: tt.answer}).Import(t.Context(), cfg)
			if err = Explain(err); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %v, want %q", err, tt.want)
			}
		})
	}
}

func imported(t *testing.T, c *Control, cfg *Config) {
	t.Helper()
	mustImport(t, c, *cfg)
}

func changed(t *testing.T, c *Control, cfg *Config) {
	t.Helper()
	mustImport(t, c, *cfg)
	cfg.Document = document(t, "operationId: GetPerson", "operationId: FindPerson")
}

func TestExplainNothing(t *testing.T) {
	t.Parallel()
	if Explain(nil) != nil {
		t.Error("no error is explained")
	}
	if err := errors.New("x"); !errors.Is(Explain(err), err) {
		t.Error("an error of our own is changed")
	}
	if err := Explain(fmt.Errorf("get identity: get credentials: %w", errors.New("no EC2 IMDS role found"))); !strings.Contains(err.Error(), "there are no AWS credentials") {
		t.Error(err)
	}
}

// large is a document of 300 resources and 600 methods, with a model each.
func large(t *testing.T) *openapi.Document {
	t.Helper()
	var b strings.Builder
	b.WriteString("openapi: 3.0.1\ninfo: {title: Large, version: '1'}\npaths:\n")
	for i := range 299 {
		fmt.Fprintf(&b, "  /r%d:\n", i)
		for _, verb := range []string{"get", "put"} {
			fmt.Fprintf(&b, "    %s: {responses: {'200': {description: ok}}, requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/M%d'}}}}, "+
				"x-amazon-apigateway-integration: {type: aws_proxy, httpMethod: POST, uri: 'arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-west-1:123456789012:function:directory/invocations'}}\n", verb, i)
		}
	}
	b.WriteString("components:\n  schemas:\n")
	for i := range 299 {
		fmt.Fprintf(&b, "    M%d: {type: object, properties: {name: {type: string, maxLength: %d}}}\n", i, i+1)
	}
	doc, err := openapi.Parse("large.yaml", []byte(b.String()))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// TestCalls counts what a plan and an import of a large API ask of the control
// plane, which docs/import.md states.
func TestCalls(t *testing.T) {
	t.Parallel()
	c := local(t)
	cfg := Config{Document: large(t), Stage: "dev", BackupDir: t.TempDir(), History: History{Dir: t.TempDir()}}
	mustImport(t, c, cfg)
	f := &faulty{at: -1}
	counted := through(c.Endpoint, f)
	if p, _, err := counted.Plan(t.Context(), cfg); err != nil || p.Changes() > 0 {
		t.Fatalf("plan %v, %v", p, err)
	}
	if got := len(f.calls); got > 11 {
		t.Errorf("a plan of 600 methods makes %d calls, want 11: %q", got, f.calls)
	}
	f.calls = nil
	cfg.Document.Root.Get("info").Set("title", openapi.Str("Large"))
	cfg.Document.Root.Get("paths").Get("/r1").Get("get").Set("operationId", openapi.Str("Changed"))
	if _, err := counted.Import(t.Context(), cfg); err != nil {
		t.Fatal(err)
	}
	if got := len(f.calls); got > 34 {
		t.Errorf("an import of one change makes %d calls, want at most 34: %q", got, f.calls)
	}
}

// byHandName gives an API a name as somebody in the console would.
func byHandName(t *testing.T, c *Control, id, name string) {
	t.Helper()
	client, ok := c.Gateway.(*apigateway.Client)
	if !ok {
		t.Fatalf("%T is no client", c.Gateway)
	}
	patch(t, client, id, "/name", name)
}
