package users_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/apigatewayv2"
	"github.com/aws/aws-sdk-go-v2/service/lambda"

	"github.com/apigen-go/apigen/call"
	"github.com/apigen-go/apigen/examples/internal/trial"
	"github.com/apigen-go/apigen/examples/users/api"
	"github.com/apigen-go/apigen/examples/users/generated/client"
	"github.com/apigen-go/apigen/gateway"
	"github.com/apigen-go/apigen/internal/control"
	"github.com/apigen-go/apigen/internal/emulator"
)

const pool = "us-east-1_users"

// TestUsers imports the API as apigen up does, signs in as a front end does, and
// calls the function, which keeps users in a DynamoDB emulator.
func TestUsers(t *testing.T) {
	dynamo := emulator.Dynalite.Start(t)
	trial.GoRun(t, "./cmd/setup", "-endpoint", dynamo)
	log := &accessLog{}
	live := trial.Open(t, gateway.Config{
		Functions: []gateway.FunctionConfig{trial.Function(t, "users", map[string]string{"AWS_ENDPOINT_URL_DYNAMODB": dynamo})},
		AccessLog: log, Users: []gateway.User{{Username: "jane", Password: "secret", Email: "jane@example.com"}},
	})
	cfg := trial.Import(t, "api/openapi.yaml")
	settings := trial.Local(t).Settings
	cfg.Settings = []control.StageSetting{
		{Path: "/autoDeploy", Value: "true"},
		{Path: "/accessLogSettings/destinationArn", Value: settings.LogTo},
		{Path: "/accessLogSettings/format", Value: settings.LogFormat},
	}
	made, err := live.Control.Import(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	log.forget() // the importer asked the stage for an answer before it had the format

	tokens := signIn(t, live.Issuer(pool), "web", "jane", "secret")
	if tokens.ID == "" || tokens.Refresh == "" {
		t.Errorf("the provider gave %+v, want an ID and a refresh token, too", tokens)
	}
	signedIn := map[string]string{"Authorization": "Bearer " + tokens.Access}
	other := func(r gateway.TokenRequest) map[string]string {
		t.Helper()
		token, err := live.Token(r)
		if err != nil {
			t.Fatal(err)
		}
		return map[string]string{"Authorization": "Bearer " + token}
	}
	jane := `{"User":{"UserId":"jane","Name":"Jane Doe","Email":"jane@example.com"}}`
	unauthorized := `{"message":"Unauthorized"}`
	get := func(name, id string, header map[string]string, status int, answer string) trial.Call {
		return trial.Call{Name: name, Method: "GET", Path: "/user?UserId=" + id, Header: header, Status: status, Answer: answer}
	}
	missing := `{"type":"user-not-found","title":"User not found","status":404}`
	trial.Run(t, http.DefaultClient, made.InvokeURL, []trial.Call{
		get("no token", "jane", nil, 401, unauthorized),
		get("no JWT", "jane", map[string]string{"Authorization": "Bearer guess"}, 401, unauthorized),
		get("another client's token", "jane", other(gateway.TokenRequest{Pool: pool, ClientID: "other"}), 401, unauthorized),
		get("another pool's token", "jane", other(gateway.TokenRequest{Pool: "us-east-1_others", ClientID: "web"}), 401, unauthorized),
		get("an expired token", "jane", other(gateway.TokenRequest{Pool: pool, ClientID: "web", ValidFor: -60}), 401, unauthorized),
		get("nobody yet", "jane", signedIn, 404, missing),
		{Name: "put", Method: "POST", Path: "/user", Header: signedIn, Body: jane, Status: 200, Answer: jane},
		get("there", "jane", signedIn, 200, jane),
		get("with the ID token", "jane", map[string]string{"Authorization": "Bearer " + tokens.ID}, 200, jane),
		{Name: "an empty id", Method: "POST", Path: "/user", Header: signedIn, Body: `{"User":{"UserId":""}}`, Status: 400,
			Answer: `{"type":"invalid-request","title":"The request is not valid","status":400,"violations":[{"pointer":"/User/UserId","detail":"is shorter than 1 character"}]}`},
		{Name: "no id", Method: "GET", Path: "/user", Header: signedIn, Status: 400,
			Answer: `{"type":"invalid-request","title":"The request is not valid","status":400,"violations":[{"parameter":"UserId","detail":"is required"}]}`},
		{Name: "no such route", Method: "DELETE", Path: "/user", Header: signedIn, Status: 404, Answer: `{"message":"Not Found"}`},
	})

	refreshed := refresh(t, live.Issuer(pool), "web", tokens.Refresh)
	users, err := client.New(made.InvokeURL, call.Token(call.StaticToken(refreshed.Access)))
	if err != nil {
		t.Fatal(err)
	}
	joe := api.User{UserID: "joe"}
	if _, err := users.PutUser(t.Context(), &api.PutUserRequest{User: joe}); err != nil {
		t.Error(err)
	}
	if got, err := users.GetUser(t.Context(), &api.GetUserRequest{UserID: "joe"}); err != nil || got.User != joe {
		t.Errorf("GetUser by the generated client: got %+v, %v, want %+v", got, err, joe)
	}

	log.check(t)
	checkPermission(t, live, made, cfg, signedIn)
	stage, err := httpAPIs(live).GetStage(t.Context(), &apigatewayv2.GetStageInput{ApiId: &made.ID, StageName: &cfg.Stage})
	if err != nil || !aws.ToBool(stage.AutoDeploy) {
		t.Errorf("the stage does not deploy by itself: %+v, %v", stage, err)
	}
}

func httpAPIs(live trial.Live) *apigatewayv2.Client {
	return apigatewayv2.NewFromConfig(emulator.Config(live.URL()))
}

// checkPermission wants the function's policy to name this API alone: the same
// document under another name may not invoke it.
func checkPermission(t *testing.T, live trial.Live, made *control.Result, cfg control.Config, header map[string]string) {
	t.Helper()
	functions := lambda.NewFromConfig(emulator.Config(live.URL()))
	out, err := functions.GetPolicy(t.Context(), &lambda.GetPolicyInput{FunctionName: aws.String("users")})
	if err != nil {
		t.Fatal(err)
	}
	var policy struct {
		Statement []struct {
			Condition map[string]map[string]string
		}
	}
	if err := json.Unmarshal([]byte(*out.Policy), &policy); err != nil || len(policy.Statement) == 0 {
		t.Fatalf("policy %s, %v", *out.Policy, err)
	}
	for _, s := range policy.Statement {
		if source := s.Condition["ArnLike"]["AWS:SourceArn"]; !strings.HasPrefix(source, "arn:aws:execute-api:us-east-1:123456789012:"+made.ID+"/") {
			t.Errorf("the permission is for %q, want this API, %s", source, made.ID)
		}
	}
	cfg.ID = made.ID
	document, err := live.Control.Export(t.Context(), cfg, control.ExportOptions{Type: "oas30"})
	if err != nil {
		t.Fatal(err)
	}
	other, err := httpAPIs(live).ImportApi(t.Context(), &apigatewayv2.ImportApiInput{Body: aws.String(string(document))})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := httpAPIs(live).CreateStage(t.Context(), &apigatewayv2.CreateStageInput{ApiId: other.ApiId, StageName: aws.String("$default"), AutoDeploy: aws.Bool(true)}); err != nil {
		t.Fatal(err)
	}
	trial.Run(t, http.DefaultClient, live.InvokeURL(*other.ApiId, "$default"), []trial.Call{{
		Name: "an API without a permission", Method: "GET", Path: "/user?UserId=jane", Header: header, Status: 500, Answer: `{"message":"Internal Server Error"}`,
	}})
}

// An accessLog keeps the lines of the stage's access log.
type accessLog struct {
	mu  sync.Mutex
	all bytes.Buffer
}

func (l *accessLog) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.all.Write(b)
}

func (l *accessLog) forget() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.all.Reset()
}

// check wants the usual fields in each line, and looks at those of the first
// answer with an item.
func (l *accessLog) check(t *testing.T) {
	t.Helper()
	l.mu.Lock()
	defer l.mu.Unlock()
	found := false
	for line := range strings.Lines(l.all.String()) {
		var fields map[string]string
		if err := json.Unmarshal([]byte(line), &fields); err != nil {
			t.Fatalf("a line of the access log is no JSON of texts: %v\n%s", err, line)
		}
		for _, name := range []string{
			"requestId", "sourceIp", "requestTime", "protocol", "httpMethod", "resourcePath", "routeKey", "status", "responseLength", "integrationErrorMessage",
		} {
			if fields[name] == "" {
				t.Errorf("the access log has no %s: %s", name, line)
			}
		}
		if fields["routeKey"] == "POST /user" && fields["status"] == "200" {
			found = true
			if fields["httpMethod"] != "POST" || fields["resourcePath"] != "/user" || fields["sourceIp"] != "127.0.0.1" || fields["protocol"] != "HTTP/1.1" {
				t.Errorf("the line of POST /user is %s", line)
			}
		}
	}
	if !found {
		t.Errorf("the access log knows nothing of POST /user:\n%s", l.all.String())
	}
}
