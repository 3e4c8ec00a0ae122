package gateway_test

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/apigen-go/apigen/gateway"
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/apigateway"
	"github.com/aws/aws-sdk-go-v2/service/apigateway/types"
)

var kills = flag.Int("kills", 12, "how often TestKill ends a gateway with SIGKILL")

// victimDir makes a run of the test binary a gateway that keeps its state there.
const victimDir = "APIGEN_TEST_VICTIM"

// TestVictim is no test: TestKill starts it as a process of its own.
func TestVictim(t *testing.T) {
	dir := os.Getenv(victimDir)
	if dir == "" {
		return // nobody's victim
	}
	gw, err := gateway.Open(t.Context(), gateway.Config{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	fmt.Println("victim", gw.URL())
	_, _ = io.Copy(io.Discard, os.Stdin) // until the parent goes away
}

// A world's state as the test sees it. Every change of the test changes one
// member.
type kept struct {
	Title    string // of the imported API
	Paths    int
	Models   int
	Deployed string // the stage's variable
	Note     string // the stage's description
	Keys     []string
}

// A change is a control-plane call and what it makes of the state.
type change struct {
	name  string
	call  func(ctx context.Context, api *apigateway.Client, apiID string) error
	apply func(*kept)
}

// changes are the calls of round n. Each can be seen in the state.
func changes(n int) []change {
	version := fmt.Sprint("v", n)
	paths := 1 + n%7
	doc := strings.Builder{}
	fmt.Fprintf(&doc, "openapi: 3.0.1\ninfo: {title: %s, version: '1'}\npaths:\n", version)
	for i := range paths {
		fmt.Fprintf(&doc, "  /p%d: {get: {x-amazon-apigateway-integration: {type: mock}}}\n", i)
	}
	doc.WriteString("components:\n  schemas:\n")
	for i := range paths {
		fmt.Fprintf(&doc, "    M%d: {type: object, description: '%s'}\n", i, strings.Repeat("x", 2000))
	}
	return []change{
		{"import", func(ctx context.Context, api *apigateway.Client, apiID string) error {
			_, err := api.PutRestApi(ctx, &apigateway.PutRestApiInput{RestApiId: &apiID, Mode: types.PutModeOverwrite, Body: []byte(doc.String())})
			return err
		}, func(k *kept) { k.Title, k.Paths, k.Models = version, paths, paths }},
		{"deploy", func(ctx context.Context, api *apigateway.Client, apiID string) error {
			_, err := api.CreateDeployment(ctx, &apigateway.CreateDeploymentInput{
				RestApiId: &apiID, StageName: aws.String("dev"), Description: &version, Variables: map[string]string{"v": version},
			})
			return err
		}, func(k *kept) { k.Deployed = version }},
		{"key", func(ctx context.Context, api *apigateway.Client, _ string) error {
			_, err := api.CreateApiKey(ctx, &apigateway.CreateApiKeyInput{Name: &version})
			return err
		}, func(k *kept) { k.Keys = append(slices.Clone(k.Keys), version) }},
		{"stage", func(ctx context.Context, api *apigateway.Client, apiID string) error {
			_, err := api.UpdateStage(ctx, &apigateway.UpdateStageInput{RestApiId: &apiID, StageName: aws.String("dev"), PatchOperations: []types.PatchOperation{
				{Op: types.OpReplace, Path: aws.String("/description"), Value: &version},
			}})
			return err
		}, func(k *kept) { k.Note = version }},
	}
}

// A gateway killed at any moment of a change leaves the state before it or after
// it, and that of every change it confirmed.
func TestKill(t *testing.T) {
	if os.Getenv(victimDir) != "" {
		return // this process is a victim
	}
	dir := t.TempDir()
	first, err := gateway.Open(t.Context(), gateway.Config{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	made, err := sdk(first.URL()).CreateRestApi(t.Context(), &apigateway.CreateRestApiInput{Name: aws.String("v")})
	if err != nil {
		t.Fatal(err)
	}
	apiID := *made.Id
	state := kept{Title: "v"}
	next := 0
	for _, c := range changes(next) { // import and deploy once, so that there is a stage
		if err := c.call(t.Context(), sdk(first.URL()), apiID); err != nil {
			t.Fatal(err)
		}
		c.apply(&state)
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	interrupted := 0
	for round := range *kills {
		before, after, inFlight := killed(t, dir, apiID, state, &next)
		got := look(t, dir, apiID)
		if inFlight != "" {
			interrupted++
		}
		switch text := fmt.Sprint(got); text {
		case fmt.Sprint(before), fmt.Sprint(after):
		default:
			t.Fatalf("round %d, killed during %q: the state is\n%s, neither\n%v nor\n%v", round, inFlight, text, before, after)
		}
		state = got
	}
	if interrupted == 0 {
		t.Error("no kill hit a change")
	}
	t.Logf("%d of %d kills hit a change; %d changes made", interrupted, *kills, next)
}

// killed starts a gateway, changes its state, and kills it at a random moment.
// It gives the state of the confirmed changes, and that with the one in flight.
func killed(t *testing.T, dir, apiID string, state kept, next *int) (before, after kept, inFlight string) {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), exe, "-test.run=^TestVictim$")
	cmd.Env = append(os.Environ(), victimDir+"="+dir)
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	defer stdin.Close()
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	url := ""
	for lines := bufio.NewScanner(out); url == "" && lines.Scan(); {
		url, _ = strings.CutPrefix(lines.Text(), "victim ")
		if !strings.HasPrefix(url, "http") {
			t.Fatalf("the gateway says %s", lines.Text())
		}
	}
	api := sdk(url)
	kill := time.AfterFunc(time.Duration(rand.Int64N(int64(60*time.Millisecond))), func() { _ = cmd.Process.Kill() })
	defer kill.Stop()
	for {
		*next++
		for _, c := range changes(*next) {
			after = state
			c.apply(&after)
			if err := c.call(t.Context(), api, apiID); err != nil {
				_ = cmd.Wait() // it was killed, and says so
				return state, after, c.name
			}
			state = after
		}
	}
}

// look opens the folder and reads the state by the control plane.
func look(t *testing.T, dir, apiID string) kept {
	t.Helper()
	gw, err := gateway.Open(t.Context(), gateway.Config{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := gw.Close(); err != nil {
			t.Error(err)
		}
	}()
	api, ctx := sdk(gw.URL()), t.Context()
	var k kept
	rest, err := api.GetRestApi(ctx, &apigateway.GetRestApiInput{RestApiId: &apiID})
	resources, err2 := api.GetResources(ctx, &apigateway.GetResourcesInput{RestApiId: &apiID})
	models, err3 := api.GetModels(ctx, &apigateway.GetModelsInput{RestApiId: &apiID})
	stage, err4 := api.GetStage(ctx, &apigateway.GetStageInput{RestApiId: &apiID, StageName: aws.String("dev")})
	if err := errors.Join(err, err2, err3, err4); err != nil {
		t.Fatal(err)
	}
	k.Title, k.Paths, k.Models = *rest.Name, len(resources.Items)-1, len(models.Items)
	k.Deployed, k.Note = stage.Variables["v"], aws.ToString(stage.Description)
	deployment, err := api.GetDeployment(ctx, &apigateway.GetDeploymentInput{RestApiId: &apiID, DeploymentId: stage.DeploymentId})
	if err != nil {
		t.Fatal(err)
	}
	if aws.ToString(deployment.Description) != k.Deployed {
		t.Errorf("the stage's variables are of %s and its deployment of %s", k.Deployed, aws.ToString(deployment.Description))
	}
	for pages := apigateway.NewGetApiKeysPaginator(api, &apigateway.GetApiKeysInput{Limit: aws.Int32(500)}); pages.HasMorePages(); {
		page, err := pages.NextPage(ctx)
		if err != nil {
			t.Fatal(err)
		}
		for _, key := range page.Items {
			k.Keys = append(k.Keys, *key.Name)
		}
	}
	slices.SortFunc(k.Keys, func(a, b string) int {
		if len(a) != len(b) {
			return len(a) - len(b)
		}
		return strings.Compare(a, b)
	})
	return k
}

func sdk(url string) *apigateway.Client {
	return apigateway.New(apigateway.Options{
		BaseEndpoint: &url, Region: "us-east-1", RetryMaxAttempts: 1,
		Credentials: credentials.NewStaticCredentialsProvider("local", "local", ""),
	})
}
