package gateway_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/apigen-go/apigen/gateway"
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/apigateway"
	"github.com/aws/aws-sdk-go-v2/service/apigateway/types"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) {
	// The clock of pattern time-outs ends itself when no pattern runs.
	goleak.VerifyTestMain(m, goleak.IgnoreAnyFunction("github.com/dlclark/regexp2.runClock"))
}

const pool = "us-east-1_staff"

// echo answers with the event it got.
func echo(_ context.Context, payload []byte) ([]byte, error) {
	return json.Marshal(map[string]any{"statusCode": 200, "body": string(payload)})
}

// A world is a running gateway with SDK clients for it.
type world struct {
	*gateway.Gateway
	api    *apigateway.Client
	lambda *lambda.Client
	sts    *sts.Client
	http   *http.Client
}

func open(t *testing.T, c gateway.Config) *world {
	t.Helper()
	gw, err := gateway.Open(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	w := &world{Gateway: gw, http: &http.Client{Transport: &http.Transport{}}}
	t.Cleanup(func() {
		w.http.CloseIdleConnections()
		if err := gw.Close(); err != nil {
			t.Error(err)
		}
	})
	w.connect()
	return w
}

// connect makes clients that share nothing with other tests, so that none of
// their connections is left behind.
func (w *world) connect() {
	conf := aws.Config{
		Region: "us-east-1", BaseEndpoint: aws.String(w.URL()), HTTPClient: w.http,
		Credentials:      credentials.NewStaticCredentialsProvider("local", "local", ""),
		RetryMaxAttempts: 1,
	}
	w.api, w.lambda, w.sts = apigateway.NewFromConfig(conf), lambda.NewFromConfig(conf), sts.NewFromConfig(conf)
}

func document(t *testing.T, file string) []byte {
	t.Helper()
	b, err := os.ReadFile("testdata/" + file)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// deploy imports a document and deploys it to the stage dev, whose variable
// "function" names the function directory.
func (w *world) deploy(t *testing.T, doc []byte) (apiID string) {
	t.Helper()
	api, err := w.api.ImportRestApi(t.Context(), &apigateway.ImportRestApiInput{Body: doc, FailOnWarnings: true})
	if err != nil {
		t.Fatal(err)
	}
	_, err = w.api.CreateDeployment(t.Context(), &apigateway.CreateDeploymentInput{
		RestApiId: api.Id, StageName: aws.String("dev"), Variables: map[string]string{"function": "directory"},
	})
	if err != nil {
		t.Fatal(err)
	}
	return *api.Id
}

func (w *world) permit(t *testing.T, apiID string) {
	t.Helper()
	_, err := w.lambda.AddPermission(t.Context(), &lambda.AddPermissionInput{
		FunctionName: aws.String("directory"), StatementId: aws.String("apigen"), Action: aws.String("lambda:InvokeFunction"),
		Principal: aws.String("apigateway.amazonaws.com"),
		SourceArn: aws.String("arn:aws:execute-api:us-east-1:123456789012:" + apiID + "/*/*/*"),
	})
	if err != nil {
		t.Fatal(err)
	}
}

// apiKey makes a key of a usage plan for the stage dev, and gives its value.
func (w *world) apiKey(t *testing.T, apiID string) string {
	t.Helper()
	key, err := w.api.CreateApiKey(t.Context(), &apigateway.CreateApiKeyInput{Name: aws.String("test"), Enabled: true})
	if err != nil {
		t.Fatal(err)
	}
	plan, err := w.api.CreateUsagePlan(t.Context(), &apigateway.CreateUsagePlanInput{
		Name: aws.String("test"), ApiStages: []types.ApiStage{{ApiId: &apiID, Stage: aws.String("dev")}},
	})
	if err != nil {
		t.Fatal(err)
	}
	_, err = w.api.CreateUsagePlanKey(t.Context(), &apigateway.CreateUsagePlanKeyInput{
		UsagePlanId: plan.Id, KeyId: key.Id, KeyType: aws.String("API_KEY"),
	})
	if err != nil {
		t.Fatal(err)
	}
	return *key.Value
}

func (w *world) token(t *testing.T, use string, scopes ...string) string {
	t.Helper()
	token, err := w.Token(gateway.TokenRequest{Pool: pool, Use: use, Subject: "jane", Scopes: scopes})
	if err != nil {
		t.Fatal(err)
	}
	return token
}

// A reply is an answer with its body read.
type reply struct {
	status int
	header http.Header
	body   string
}

func (w *world) call(t *testing.T, method, url, body string, header ...string) reply {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(header); i += 2 {
		if header[i] == "Host" {
			req.Host = header[i+1]
			continue
		}
		req.Header[header[i]] = append(req.Header[header[i]], header[i+1])
	}
	resp, err := w.http.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return reply{resp.StatusCode, resp.Header, string(b)}
}

// The whole way: import, deploy, permission, key and token through the SDK,
// then requests as callers send them.
func TestDirectory(t *testing.T) {
	w := open(t, gateway.Config{Functions: []gateway.FunctionConfig{{Name: "directory", Handler: echo}}})
	api := w.deploy(t, document(t, "directory.yaml"))
	url := w.InvokeURL(api, "dev")

	noPermission := w.call(t, "GET", url+"/health", "")
	if noPermission.status != 500 || noPermission.body != `{"message": "Internal server error"}` {
		t.Errorf("without a permission: got %+v", noPermission)
	}
	w.permit(t, api)
	key := w.apiKey(t, api)
	write, id := w.token(t, "access", "directory/write"), w.token(t, "id")
	read := w.token(t, "access", "directory/read")

	const person = `{"name":"Jane","email":"no address","manager":{"name":"Ann"}}`
	const jsonType = "application/json"
	for _, tt := range []struct {
		name, method, path, body string
		header                   []string
		status                   int
		want                     string // body; empty is not compared
	}{
		{"public", "GET", "/health", "", nil, 200, ""},
		{"unknown route", "GET", "/nothing", "", nil, 403, `{"message":"Missing Authentication Token"}`},
		{"unknown method", "DELETE", "/health", "", nil, 403, `{"message":"Missing Authentication Token"}`},
		{"no token", "POST", "/personnel", person, []string{"x-api-key", key}, 401, `{"message":"Unauthorized"}`},
		{"scope is missing", "POST", "/personnel", person, []string{"Authorization", read, "x-api-key", key}, 401, `{"message":"Unauthorized"}`},
		{"ID token where scopes are wanted", "POST", "/personnel", person, []string{"Authorization", id, "x-api-key", key}, 401, `{"message":"Unauthorized"}`},
		{"no key", "POST", "/personnel", person, []string{"Authorization", write}, 403, `{"message":"Forbidden"}`},
		{"unknown key", "POST", "/personnel", person, []string{"Authorization", write, "x-api-key", "x"}, 403, `{"message":"Forbidden"}`},
		{"bad body", "POST", "/personnel", `{"name":""}`, []string{"Authorization", write, "x-api-key", key, "Content-Type", jsonType}, 400, `{"message": "Invalid request body"}`},
		{"bad body deep inside", "POST", "/personnel", `{"name":"J","manager":{}}`, []string{"Authorization", write, "x-api-key", key}, 400, `{"message": "Invalid request body"}`},
		{"good", "POST", "/personnel", person, []string{"Authorization", "Bearer " + write, "x-api-key", key, "Content-Type", jsonType}, 200, ""},
		{"missing parameter", "GET", "/personnel/7", "", []string{"Authorization", id}, 400, `{"message": "Missing required request parameters: [view]"}`},
		{"access token where an ID token is wanted", "GET", "/personnel/7?view=x", "", []string{"Authorization", write}, 401, `{"message":"Unauthorized"}`},
		{"good ID token", "GET", "/personnel/7?view=x", "", []string{"Authorization", id}, 200, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := w.call(t, tt.method, url+tt.path, tt.body, tt.header...)
			if got.status != tt.status || tt.want != "" && got.body != tt.want {
				t.Fatalf("%s %s: got %d %s, want %d %s", tt.method, tt.path, got.status, got.body, tt.status, tt.want)
			}
			if origin := got.header.Get("Access-Control-Allow-Origin"); got.status >= 400 && origin != "https://directory.example.com" {
				t.Errorf("errors must carry the origin of DEFAULT_4XX, got %q", origin)
			}
		})
	}

	preflight := w.call(t, "OPTIONS", url+"/personnel", "", "Origin", "https://directory.example.com")
	if preflight.status != 204 || preflight.header.Get("Access-Control-Allow-Methods") != "POST,OPTIONS" {
		t.Errorf("preflight: got %+v", preflight)
	}
	for _, wrong := range []string{w.InvokeURL(api, "prod") + "/health", w.InvokeURL(api, "")} {
		if got := w.call(t, "GET", wrong, ""); got.status != 403 || got.body != `{"message":"Forbidden"}` {
			t.Errorf("%s: got %d %s", wrong, got.status, got.body)
		}
	}
	byHost := w.call(t, "GET", w.URL()+"/dev/health", "", "Host", api+".execute-api.localhost:4567")
	if byHost.status != 200 {
		t.Errorf("by host: got %+v", byHost)
	}
}

// Easily wrong, line 23: a stage serves its deployment until somebody deploys.
func TestStageServesItsDeployment(t *testing.T) {
	w := open(t, gateway.Config{Functions: []gateway.FunctionConfig{{Name: "directory", Handler: echo}}, OpenFunctions: true})
	doc := document(t, "directory.yaml")
	api := w.deploy(t, doc)
	changed := []byte(strings.Replace(string(doc), "  /health:", "  /state:", 1))
	_, err := w.api.PutRestApi(t.Context(), &apigateway.PutRestApiInput{RestApiId: &api, Mode: types.PutModeOverwrite, Body: changed})
	if err != nil {
		t.Fatal(err)
	}
	url := w.InvokeURL(api, "dev")
	if got := w.call(t, "GET", url+"/state", ""); got.status != 403 {
		t.Errorf("before the deployment: got %d", got.status)
	}
	if _, err := w.api.CreateDeployment(t.Context(), &apigateway.CreateDeploymentInput{RestApiId: &api, StageName: aws.String("dev")}); err != nil {
		t.Fatal(err)
	}
	if got := w.call(t, "GET", url+"/state", ""); got.status != 200 {
		t.Errorf("after the deployment: got %d %s", got.status, got.body)
	}
	if got := w.call(t, "GET", url+"/health", ""); got.status != 403 {
		t.Errorf("a removed resource: got %d", got.status)
	}
}

// The state survives the end of the process at any moment: keys, plans and
// permissions, too.
func TestStateIsKept(t *testing.T) {
	functions := []gateway.FunctionConfig{{Name: "directory", Handler: echo}}
	dir, left := t.TempDir(), filepath.Join(t.TempDir(), "left")
	first := open(t, gateway.Config{Dir: dir, Functions: functions})
	api := first.deploy(t, document(t, "directory.yaml"))
	first.permit(t, api)
	key := first.apiKey(t, api)
	if _, err := gateway.New(gateway.Config{Dir: dir}); err == nil || !strings.Contains(err.Error(), "another gateway has the folder open") {
		t.Errorf("a second gateway on the folder: got %v", err)
	}

	// What is on disk while the first still runs is what a kill would leave.
	if err := os.CopyFS(left, os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	second := open(t, gateway.Config{Dir: left, Functions: functions})
	got := second.call(t, "POST", second.InvokeURL(api, "dev")+"/personnel", `{"name":"Jane"}`,
		"Authorization", second.token(t, "access", "directory/write"), "x-api-key", key)
	if got.status != 200 {
		t.Errorf("after a restart: got %d %s", got.status, got.body)
	}
}

func TestCallerIdentity(t *testing.T) {
	w := open(t, gateway.Config{})
	got, err := w.sts.GetCallerIdentity(t.Context(), &sts.GetCallerIdentityInput{})
	if err != nil {
		t.Fatal(err)
	}
	if *got.Account != "123456789012" || *got.Arn != "arn:aws:iam::123456789012:user/local" {
		t.Errorf("GetCallerIdentity: got %s, %s", *got.Account, *got.Arn)
	}
}
