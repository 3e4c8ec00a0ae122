package robot_test

import (
	"encoding/json"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/apigen-go/apigen/examples/internal/trial"
	"github.com/apigen-go/apigen/gateway"
)

// TestRobot drives by way of moto, which keeps what was published. What must not
// reach the robot is not there.
func TestRobot(t *testing.T) {
	t.Parallel()
	moto := trial.StartMoto(t)
	gw := start(t, moto.URL)
	driver := func(scopes ...string) map[string]string {
		return map[string]string{"Authorization": gw.Token(gateway.TokenRequest{Subject: "jane", Scopes: scopes})}
	}
	jane := driver("robot/drive")
	drive := func(name string, header map[string]string, body string, status int, answer string) trial.Call {
		return trial.Call{Name: name, Method: "POST", Path: "/publish", Header: header, Body: body, Status: status, Answer: answer}
	}
	text := map[string]string{"Authorization": jane["Authorization"], "Content-Type": "text/plain"}
	trial.Run(t, gw.Client(), gw.URL(), []trial.Call{
		drive("nobody drives without a token", nil, `{"action":"forward"}`, 401, `{"message":"Unauthorized"}`),
		drive("nor without the scope", driver("robot/watch"), `{"action":"forward"}`, 401, `{"message":"Unauthorized"}`),
		drive("forward", jane, `{"action":"forward"}`, 202, `{"topic":"rover/action"}`),
		drive("what the robot cannot do", jane, `{"action":"jump"}`, 400, `{"message":"Invalid request body"}`),
		drive("no action", jane, `{}`, 400, `{"message":"Invalid request body"}`),
		drive("more than an action", jane, `{"action":"left","speed":9}`, 400, `{"message":"Invalid request body"}`),
		drive("no JSON", text, `left`, 415, `{"message":"Unsupported Media Type"}`),
		drive("left", jane, `{"action":"left"}`, 202, `{"topic":"rover/action"}`),
	})

	var told []string
	for _, r := range moto.Requests(t) {
		if r.Method != "POST" || r.Target != "/topics/rover/action?qos=1" {
			t.Errorf("AWS IoT was asked %s %s", r.Method, r.Target)
		}
		var message struct {
			Action, Driver string
			At             int64
		}
		if err := json.Unmarshal([]byte(r.Body), &message); err != nil {
			t.Fatalf("message %s: %v", r.Body, err)
		}
		if message.Driver != "jane" || time.Since(time.UnixMilli(message.At)).Abs() > time.Minute {
			t.Errorf("message %s: want the driver jane, now", r.Body)
		}
		told = append(told, message.Action)
	}
	if got := strings.Join(told, " "); got != "forward left" {
		t.Errorf("the robot was told %q, want %q", got, "forward left")
	}
}

// TestNoRobot is about a command that AWS IoT does not take.
func TestNoRobot(t *testing.T) {
	t.Parallel()
	gw := start(t, trial.StartMoto(t).URL+"/nowhere")
	token := map[string]string{"Authorization": gw.Token(gateway.TokenRequest{Scopes: []string{"robot/drive"}})}
	trial.Run(t, gw.Client(), gw.URL(), []trial.Call{{
		Name: "refused", Method: "POST", Path: "/publish", Header: token, Body: `{"action":"right"}`, Status: 502,
		Answer: `{"type":"not-published","status":502,"title":"The command did not reach the robot"}`,
		With:   map[string]string{"Content-Type": "application/problem+json"},
	}})
}

func start(t *testing.T, things string) *gateway.Running {
	t.Helper()
	text, err := os.ReadFile("api/openapi.yaml")
	if err != nil {
		t.Fatal(err)
	}
	document := strings.NewReplacer(
		"${UserPoolArn}", "arn:aws:cognito-idp:us-east-1:123456789012:userpool/us-east-1_drivers",
		"${Things}", "a1b2c3d4e5f6g7-ats", "${PublishRole}", "arn:aws:iam::123456789012:role/robot-publish",
	).Replace(string(text))
	return gateway.Start(t, gateway.DocumentText(document), gateway.Stage("dev", map[string]string{"robot": "rover"}),
		gateway.With(func(c *gateway.Config) { c.Services = map[string]string{"iotdata": things} }))
}
