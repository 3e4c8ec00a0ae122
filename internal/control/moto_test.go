package control

import (
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/apigateway"
	"github.com/aws/aws-sdk-go-v2/service/apigatewayv2"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/sts"

	"github.com/apigen-go/apigen/internal/emulator"
	"github.com/apigen-go/apigen/internal/plan"
)

// at gives a Control whose clients talk to an endpoint, with made-up credentials.
func at(endpoint string) *Control {
	cfg := aws.Config{
		Region:       "eu-west-1",
		BaseEndpoint: &endpoint,
		Credentials:  credentials.NewStaticCredentialsProvider("test", "test", ""),
	}
	return &Control{
		Gateway: apigateway.NewFromConfig(cfg), HTTPGateway: apigatewayv2.NewFromConfig(cfg), Functions: lambda.NewFromConfig(cfg), Identity: sts.NewFromConfig(cfg),
		Region: cfg.Region, Endpoint: endpoint,
	}
}

// TestMoto runs imports against moto, with the very code that runs against AWS.
//
// What moto 5 stores of a document is less than AWS: resources, methods,
// integrations and responses, but no security, parameters, models, validators,
// authorizers and gateway responses. So what is read back differs from the
// document, which an import says in a warning.
// What it answers itself (finding, both modes, stages, deployments, keys,
// permissions' refusals) is checked.
func TestMoto(t *testing.T) {
	c := at(emulator.Moto.Start(t))
	cfg := config(t, document(t))
	cfg.Key = "directory-dev"

	created := mustImport(t, c, cfg)
	if !created.Created || created.DeploymentID == "" || created.Key == nil || created.Key.Value == "" {
		t.Fatalf("result %+v", created)
	}
	if id, err := c.Find(t.Context(), "Company directory"); err != nil || id != created.ID {
		t.Fatalf("Find gave %s, %v, want %s", id, err, created.ID)
	}
	live, _, err := c.Read(t.Context(), created.ID)
	if err != nil {
		t.Fatal(err)
	}
	get := live.Resource("/personnel/{personId}").Method("GET")
	if get == nil || get.Integration == nil || !strings.Contains(get.Integration.URI, ":eu-west-1:123456789012:function:${stageVariables.function}/invocations") {
		t.Errorf("GET is %+v", get)
	}
	standing, err := restPlane{c}.standing(t.Context(), created.ID)
	if err != nil {
		t.Fatal(err)
	}
	if state := standing.stage("dev"); state == nil || state.made.document == "" || state.variables["function"] != "directory" {
		t.Errorf("stage %+v", state)
	}
	if !slices.ContainsFunc(created.Warnings, func(w string) bool { return strings.Contains(w, "function directory does not exist") }) {
		t.Errorf("warnings %q", created.Warnings)
	}
	if !strings.Contains(created.Verified, "not verified") {
		t.Errorf("verified %q", created.Verified)
	}

	again := mustImport(t, c, cfg)
	if !again.Unchanged || again.DeploymentID != "" || again.ID != created.ID || again.Key.ID != created.Key.ID || again.Key.Created {
		t.Errorf("the second import gave %+v, plan %+v", again, again.Plan.Items)
	}

	kept := cfg
	kept.Document = without(t)
	if res := mustImport(t, c, kept); !slices.ContainsFunc(res.Plan.Only(plan.Keep), isGetPerson) {
		t.Errorf("merge: plan %+v", res.Plan.Items)
	}
	kept.Mode = plan.Overwrite
	if _, err := c.Import(t.Context(), kept); err == nil || !strings.Contains(err.Error(), "GET /personnel/{personId}") {
		t.Errorf("overwrite without leave to delete gave %v", err)
	}
	kept.AllowDelete = true
	mustImport(t, c, kept)
	if live, _, err = c.Read(t.Context(), created.ID); err != nil || live.Resource("/personnel/{personId}") != nil {
		t.Errorf("after the overwrite the resource is there (%v)", err)
	}
}

func isGetPerson(item plan.Item) bool { return item.Name == "GET /personnel/{personId}" }
