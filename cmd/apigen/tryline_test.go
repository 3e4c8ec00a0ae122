package main

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/apigen-go/apigen/gateway"
)

// tryProject is a project with a document alone.
func tryProject(t *testing.T, document string) *project {
	t.Helper()
	p := pageProject(t)
	p.Document = "openapi.yaml"
	if err := os.WriteFile(p.path(p.Document), []byte(document), 0o600); err != nil {
		t.Fatal(err)
	}
	return p
}

// servedOp is an operation behind a function, with members of its own.
func servedOp(members string) string {
	if members != "" {
		members += ","
	}
	return `{` + members + `"responses":{"200":{"description":"ok"}},"x-amazon-apigateway-integration":{"type":"aws_proxy","httpMethod":"POST",
		"uri":"arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:123456789012:function:f/invocations"}}`
}

// try makes a document of paths, whose bodies and parameters API Gateway validates.
func try(paths string) string {
	return `{"openapi":"3.0.1","info":{"title":"Try","version":"1"},"paths":{` + paths + `},
		"x-amazon-apigateway-request-validators":{"all":{"validateRequestBody":true,"validateRequestParameters":true}},
		"x-amazon-apigateway-request-validator":"all",
		"components":{"schemas":{"Task":{"type":"object","required":["title","priority","due"],"properties":{
			"title":{"type":"string","minLength":3,"maxLength":80},"note":{"type":"string"},
			"priority":{"type":"integer","minimum":2},"due":{"type":"string","pattern":"^[0-9]{4}-[0-9]{2}$"}}}},
		"securitySchemes":{"key":{"type":"apiKey","name":"x-api-key","in":"header"},
			"pool":{"type":"apiKey","name":"Authorization","in":"header","x-amazon-apigateway-authtype":"cognito_user_pools","x-amazon-apigateway-authorizer":{"type":"cognito_user_pools","providerARNs":["arn:aws:cognito-idp:us-east-1:123456789012:userpool/us-east-1_p"]}},
			"own":{"type":"apiKey","name":"X-Ticket","in":"header","x-amazon-apigateway-authtype":"custom","x-amazon-apigateway-authorizer":{"type":"token","authorizerUri":"arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:123456789012:function:f/invocations"}},
			"iam":{"type":"apiKey","name":"Authorization","in":"header","x-amazon-apigateway-authtype":"awsSigv4"}}}}`
}

const (
	postTask = `"requestBody":{"required":true,"content":{"application/json":{"schema":{"$ref":"#/components/schemas/Task"}}}}`
	postLine = `curl -H 'Content-Type: application/json' -d '{"title":"title","priority":2,"due":"1111-11"}' "$INVOKE_URL/tasks"`
)

var tryLines = []struct{ name, paths, want, note string }{
	{"a plain path comes first", `"/tasks/{id}":{"get":` + servedOp("") + `},"/tasks":{"post":` + servedOp(postTask) + `,"get":` + servedOp("") + `}`, `curl "$INVOKE_URL/tasks"`, ""},
	{"POST alone", `"/tasks":{"post":` + servedOp(postTask) + `}`, postLine, ""},
	{"POST without a body", `"/tasks":{"post":` + servedOp("") + `}`, `curl -X POST "$INVOKE_URL/tasks"`, ""},
	{
		"the example of a body", `"/tasks":{"put":` + servedOp(`"requestBody":{"content":{"application/json":{"example":{"title":"it's","priority":3,"due":"2026-01"},"schema":{"$ref":"#/components/schemas/Task"}}}}`) + `}`,
		`curl -H 'Content-Type: application/json' -d '{"title":"it'\''s","priority":3,"due":"2026-01"}' -X PUT "$INVOKE_URL/tasks"`, "",
	},
	{
		"what is required", `"/tasks":{"parameters":[{"name":"x-tenant","in":"header","required":true,"schema":{"type":"string","enum":["a b"]}}],
			"get":` + servedOp(`"parameters":[{"name":"limit","in":"query","required":true,"schema":{"type":"integer","minimum":5}},{"name":"q","in":"query","schema":{"type":"string"}}]`) + `}`,
		`curl -H 'x-tenant: a b' "$INVOKE_URL/tasks?limit=5"`, "",
	},
	{
		"a path with variables", `"/tasks/{id}/{rest+}":{"get":` + servedOp(`"parameters":[{"name":"id","in":"path","required":true,"schema":{"type":"integer"}}]`) + `}`,
		`curl "$INVOKE_URL/tasks/1/x"`, "",
	},
	{"a key for who wants it", `"/tasks":{"post":` + servedOp(postTask) + `},"/secret":{"get":` + servedOp(`"security":[{"key":[]}]`) + `}`, `curl -H "x-api-key: $API_KEY" "$INVOKE_URL/secret"`, ""},
	{"a token", `"/tasks":{"get":` + servedOp(`"security":[{"pool":[]}]`) + `}`, `curl -H "Authorization: $TOKEN" "$INVOKE_URL/tasks"`, ""},
	{"a signature", `"/tasks":{"get":` + servedOp(`"security":[{"iam":[]}]`) + `}`, `curl --aws-sigv4 aws:amz:eu-west-1:execute-api --user local:local "$INVOKE_URL/tasks"`, ""},
	{"a Lambda authorizer", `"/tasks":{"get":` + servedOp(`"security":[{"own":[]}]`) + `}`, `curl -H 'X-Ticket: ...' "$INVOKE_URL/tasks"`, "what the Lambda authorizer takes"},
	{
		"no body can be made up", `"/files":{"put":` + servedOp(`"requestBody":{"required":true,"content":{"image/png":{"schema":{"type":"string","format":"binary"}}}}`) + `}`,
		"", "",
	},
}

func TestTryLine(t *testing.T) {
	t.Parallel()
	for _, tt := range tryLines {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			line, note := tryProject(t, try(tt.paths)).tryLine(upFacts{Token: "t", APIKey: "k"}, "eu-west-1")
			if line != tt.want || !strings.Contains(note, tt.note) || tt.note == "" && note != "" {
				t.Errorf("got %s and the note %q, want %s and %q", line, note, tt.want, tt.note)
			}
		})
	}
}

// TestTryLineWorks has a shell send the requests to a gateway that validates them.
func TestTryLineWorks(t *testing.T) {
	t.Parallel()
	tool(t, "curl")
	for _, tt := range tryLines {
		if tt.want == "" || strings.Contains(tt.want, "...") || strings.Contains(tt.want, "$TOKEN") || strings.Contains(tt.want, "sigv4") {
			continue // what the gateway wants of callers is tested there
		}
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			asked := make(chan string, 1)
			gw := gateway.Start(t, gateway.DocumentText(try(tt.paths)), gateway.Function("f", func(w http.ResponseWriter, r *http.Request) {
				asked <- r.Method
				_ = json.NewEncoder(w).Encode(r.URL.Path)
			}))
			server := httptest.NewServer(gw)
			t.Cleanup(server.Close)
			invoke, err := url.Parse(gw.URL())
			if err != nil {
				t.Fatal(err)
			}
			cmd := exec.CommandContext(t.Context(), "sh", "-c", tt.want+` -s -f`)
			cmd.Env = append(os.Environ(), "INVOKE_URL="+server.URL+invoke.Path, "API_KEY="+gw.APIKey())
			out, err := cmd.CombinedOutput()
			if err != nil || len(asked) != 1 {
				t.Errorf("%s: %v, %d requests reached the function: %s", tt.want, err, len(asked), out)
			}
		})
	}
}
