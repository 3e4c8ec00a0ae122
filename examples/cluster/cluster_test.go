//go:build unix

package cluster_test

import (
	"encoding/base64"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/apigen-go/apigen/examples/internal/trial"
	"github.com/apigen-go/apigen/gateway"
)

// config is no text, so that nothing may take it for one.
const config = "[cluster it's]\nmax_queue_size = 2\n\xff\x00\x89"

// TestCluster makes clusters with the function as it is deployed, behind the
// Lambda Runtime API. The tool takes as long as the test wants.
func TestCluster(t *testing.T) {
	t.Parallel()
	clusters := t.TempDir()
	gate := filepath.Join(t.TempDir(), "gate")
	if err := syscall.Mkfifo(gate, 0o600); err != nil {
		t.Fatal(err)
	}
	tool, err := filepath.Abs("local/pcluster")
	if err != nil {
		t.Fatal(err)
	}
	function := trial.Function(t, "cluster", map[string]string{"PCLUSTER": tool, "CLUSTERS": clusters, "CLUSTER_WORK": "cat " + gate})
	gw := gateway.Start(t, gateway.Document("api/openapi.yaml"), gateway.With(func(c *gateway.Config) {
		c.Functions = []gateway.FunctionConfig{function}
	}))
	run := func(name, command, cluster string, header map[string]string, body string, status int, answer string) trial.Call {
		return trial.Call{Name: name, Method: "POST", Path: "/pcluster?command=" + command + "&cluster_name=" + cluster,
			Header: header, Body: body, Status: status, Answer: answer}
	}
	refused := func(detail string) string {
		return `{"type":"refused","status":400,"title":"The command is refused","detail":"` + detail + `"}`
	}
	text := map[string]string{"Content-Type": "text/plain", "additional_parameters": "--region=eu-west-1 --nowait"}
	binary := map[string]string{"Content-Type": "application/octet-stream"}
	inBase64 := base64.StdEncoding.EncodeToString([]byte(config))
	none := `{"type":"tool","status":502,"title":"The tool ended with an error","detail":"status blue: exit status 1: there is no cluster blue"}`

	trial.Run(t, gw.Client(), gw.URL(), []trial.Call{
		run("not signed", "status", "blue", nil, "", 403, `{"message":"Missing Authentication Token"}`),
	})
	signed := trial.Signed(gw.Client())
	trial.Run(t, signed, gw.URL(), []trial.Call{
		run("no such cluster", "status", "blue", nil, "", 502, none),
		run("no such command", "list", "blue", nil, "", 400, refused(`there is no command \"list\"`)),
		run("a name that is none", "create", "it's", text, inBase64, 400,
			refused(`\"it's\" is no name of a cluster: small letters, digits and hyphens, at most 60`)),
		run("no file", "create", "blue", nil, "", 400, refused("create wants a configuration file")),
		run("an option that is none", "status", "blue", map[string]string{"additional_parameters": "; ls"}, "", 400,
			refused(`\";\" is no option: write --name or --name=value`)),
		run("another media type", "create", "blue", map[string]string{"Content-Type": "text/html"}, inBase64, 415, `{"message":"Unsupported Media Type"}`),
		{Name: "no name", Method: "POST", Path: "/pcluster?command=status", Status: 400, Answer: `{"message":"Missing required request parameters: [cluster_name]"}`},
	})
	status := func(cluster string) string {
		t.Helper()
		status, header, said := trial.Do(t, signed, gw.URL(), run("", "status", cluster, nil, "", 0, ""))
		if status == 502 { // the tool has not begun yet
			return ""
		}
		text, ok := strings.CutPrefix(strings.TrimSpace(said), "Cluster "+cluster+"\nStatus: ")
		if status != 200 || !ok || header.Get("Content-Type") != "text/plain" {
			t.Fatalf("status of %s: %d %v %q", cluster, status, header, said)
		}
		return text
	}
	for cluster, form := range map[string]struct {
		header map[string]string
		body   string
	}{"blue": {text, inBase64}, "green": {binary, config}} {
		trial.Run(t, signed, gw.URL(), []trial.Call{
			run("create "+cluster, "create", cluster, form.header, form.body, 202, "create of "+cluster+" has begun: ask for its status"),
		})
		if t.Failed() {
			t.FailNow() // there would be nothing to wait for
		}
		for status(cluster) == "" {
		}
		if got := status(cluster); got != "CREATE_IN_PROGRESS" {
			t.Errorf("%s is %s before the tool is done", cluster, got)
		}
		if err := os.WriteFile(gate, nil, 0o600); err != nil { // which ends the tool's reading
			t.Fatal(err)
		}
		for status(cluster) == "CREATE_IN_PROGRESS" {
		}
		if got := status(cluster); got != "CREATE_COMPLETE" {
			t.Errorf("%s is %s when the tool is done", cluster, got)
		}
	}
	for file, want := range map[string]string{
		"blue/config": config, "green/config": config, "blue/options": " --region=eu-west-1 --nowait\n", "green/options": "\n",
	} {
		if got, err := os.ReadFile(filepath.Join(clusters, file)); err != nil || string(got) != want {
			t.Errorf("the tool got %s: %q, %v; want %q", file, got, err, want)
		}
	}
}
