package control

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/apigateway"
	"github.com/aws/aws-sdk-go-v2/service/apigateway/types"

	"github.com/apigen-go/apigen/internal/plan"
)

// TestSettings sets a stage up, finds it as wanted, and sees what somebody
// changed.
func TestSettings(t *testing.T) {
	t.Parallel()
	c := local(t)
	client, ok := c.Gateway.(*apigateway.Client)
	if !ok {
		t.Fatalf("%T is no client", c.Gateway)
	}
	if _, err := client.CreateDomainName(t.Context(), &apigateway.CreateDomainNameInput{
		DomainName: aws.String("api.example.com"), RegionalCertificateArn: aws.String("arn:aws:acm:eu-west-1:123456789012:certificate/a"),
		EndpointConfiguration: &types.EndpointConfiguration{Types: []types.EndpointType{types.EndpointTypeRegional}},
	}); err != nil {
		t.Fatal(err)
	}
	cfg := config(t, document(t))
	cfg.Key = "partner"
	cfg.Limits = PlanLimits{Rate: "10", Burst: "20", Quota: "10000", Period: "MONTH"}
	cfg.Domain, cfg.BasePath = "api.example.com", "directory"
	cfg.Settings = []StageSetting{
		{MethodPath("", "") + "/throttling/rateLimit", "100"},
		{MethodPath("", "") + "/throttling/burstLimit", "50"},
		{MethodPath("", "") + "/metrics/enabled", "true"},
		{MethodPath("GET", "/personnel/{personId}") + "/throttling/rateLimit", "20"},
		{MethodPath("GET", "/personnel/{personId}") + "/throttling/burstLimit", "10"},
		{"/tracingEnabled", "true"},
		{"/cacheClusterEnabled", "true"},
		{"/cacheClusterSize", "0.5"},
		{MethodPath("", "") + "/caching/enabled", "true"},
		{MethodPath("", "") + "/caching/ttlInSeconds", "60"},
		{MethodPath("GET", "/personnel/{personId}") + "/caching/enabled", "false"},
	}
	first := mustImport(t, c, cfg)
	if len(first.Plan.Only(plan.Add)) == 0 || !strings.Contains(text(t, first.Plan), "+ stage dev") {
		t.Errorf("plan\n%s", text(t, first.Plan))
	}
	if again := mustImport(t, c, cfg); !again.Unchanged || again.Plan.Changes() > 0 {
		t.Errorf("the second import gave %+v\n%s", again, text(t, again.Plan))
	}
	stage, err := client.GetStage(t.Context(), &apigateway.GetStageInput{RestApiId: &first.ID, StageName: aws.String("dev")})
	if err != nil || !stage.TracingEnabled || stage.MethodSettings["*/*"].ThrottlingRateLimit != 100 {
		t.Errorf("stage %+v, %v", stage, err)
	}
	if !stage.CacheClusterEnabled || stage.CacheClusterSize != types.CacheClusterSizeSize0Point5Gb || stage.MethodSettings["*/*"].CacheTtlInSeconds != 60 {
		t.Errorf("cache of stage %+v", stage)
	}
	mapping, err := client.GetBasePathMapping(t.Context(), &apigateway.GetBasePathMappingInput{DomainName: aws.String("api.example.com"), BasePath: aws.String("directory")})
	if err != nil || *mapping.RestApiId != first.ID || *mapping.Stage != "dev" {
		t.Errorf("mapping %+v, %v", mapping, err)
	}
	plans, err := client.GetUsagePlans(t.Context(), &apigateway.GetUsagePlansInput{})
	if err != nil || len(plans.Items) != 1 || plans.Items[0].Quota.Limit != 10000 || plans.Items[0].Throttle.BurstLimit != 20 {
		t.Errorf("usage plans %+v, %v", plans.Items, err)
	}

	if _, err := client.UpdateStage(t.Context(), &apigateway.UpdateStageInput{RestApiId: &first.ID, StageName: aws.String("dev"), PatchOperations: []types.PatchOperation{
		{Op: types.OpReplace, Path: aws.String("/*/*/throttling/rateLimit"), Value: aws.String("1")},
	}}); err != nil {
		t.Fatal(err)
	}
	if drift := mustStatus(t, c, cfg).Drift("dev"); !drifted(drift, "setting", "dev", "*/*/throttling/rateLimit: 1 -> 100") {
		t.Errorf("drift %+v", drift)
	}
	mended := mustImport(t, c, cfg)
	if mended.DeploymentID != "" || len(mustStatus(t, c, cfg).Drift("dev")) > 0 {
		t.Errorf("the import gave %+v and left %+v", mended, mustStatus(t, c, cfg).Drift("dev"))
	}

	automatic := cfg
	automatic.Settings = []StageSetting{{autoDeployPath, "true"}}
	if _, err := c.Import(t.Context(), automatic); err == nil || !strings.Contains(err.Error(), "autoDeploy cannot be set") {
		t.Errorf("automatic deployments of a REST API gave %v", err)
	}

	nameless := cfg
	nameless.Stage = DefaultStage
	if _, err := c.Import(t.Context(), nameless); err == nil || !strings.Contains(err.Error(), "name the stage otherwise") {
		t.Errorf("the stage $default of a REST API gave %v", err)
	}

	cfg.Domain = "nobody.example.com"
	if _, err := c.Import(t.Context(), cfg); err == nil || !strings.Contains(err.Error(), "it must exist in API Gateway") {
		t.Errorf("a domain that does not exist gave %v", err)
	}
}

func text(t *testing.T, p *plan.Plan) string {
	t.Helper()
	var b strings.Builder
	if err := p.Write(&b, "text"); err != nil {
		t.Fatal(err)
	}
	return b.String()
}
