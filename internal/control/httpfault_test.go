package control

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/apigatewayv2"
	"github.com/aws/aws-sdk-go-v2/service/apigatewayv2/types"
	"github.com/aws/aws-sdk-go-v2/service/lambda"

	"github.com/apigen-go/apigen/internal/plan"
)

const httpDomain = "api.example.com"

// makeDomain makes the domain of the tests.
func makeDomain(t *testing.T, c *Control) {
	t.Helper()
	_, err := httpClient(t, c).CreateDomainName(t.Context(), &apigatewayv2.CreateDomainNameInput{
		DomainName: aws.String(httpDomain),
		DomainNameConfigurations: []types.DomainNameConfiguration{{
			CertificateArn: aws.String("arn:aws:acm:eu-west-1:123456789012:certificate/1"), EndpointType: types.EndpointTypeRegional,
		}},
	})
	if err != nil {
		t.Fatal(err)
	}
}

// autoDeploy has the stage serve every change at once.
func autoDeploy(t *testing.T, c *Control, id string) {
	t.Helper()
	_, err := httpClient(t, c).UpdateStage(t.Context(), &apigatewayv2.UpdateStageInput{ApiId: &id, StageName: aws.String("dev"), AutoDeploy: aws.Bool(true)})
	if err != nil {
		t.Fatal(err)
	}
}

// TestFaultsHTTP does with HTTP APIs what TestFaults does with REST APIs.
func TestFaultsHTTP(t *testing.T) {
	for _, tt := range []struct {
		name    string
		prepare func(t *testing.T, c *Control, cfg *Config)
	}{
		{"a new API", func(t *testing.T, c *Control, cfg *Config) {
			makeDomain(t, c)
			cfg.Domain, cfg.Settings = httpDomain, []StageSetting{{"/*/*/throttling/rateLimit", "100"}, {"/*/*/throttling/burstLimit", "50"}}
		}},
		{"a changed API", func(t *testing.T, c *Control, cfg *Config) {
			mustImport(t, c, *cfg)
			cfg.Document = httpDocument(t, renamed...)
		}},
		{"a deletion", func(t *testing.T, c *Control, cfg *Config) {
			mustImport(t, c, *cfg)
			cfg.AllowDelete = true
			cfg.Document.Root.Get("paths").Delete("/personnel/{personId}")
		}},
		{"a stage that deploys itself", func(t *testing.T, c *Control, cfg *Config) {
			autoDeploy(t, c, mustImport(t, c, *cfg).ID)
			cfg.Document = httpDocument(t, renamed...)
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			scenario{func(t *testing.T) Config { return httpConfig(t) }, httpInventory, tt.prepare}.converges(t)
		})
	}
}

// httpInventory tells all that there is, without ids and times. Deployments of
// the service's own are left out: how many there are is its affair.
func httpInventory(t *testing.T, c *Control) string {
	t.Helper()
	ctx, client, p := t.Context(), httpClient(t, c), httpPlane{c}
	var b strings.Builder
	apis, err := client.GetApis(ctx, &apigatewayv2.GetApisInput{})
	if err != nil {
		t.Fatal(err)
	}
	for _, item := range apis.Items {
		live, _, err := p.read(ctx, *item.ApiId)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range httpOf(live).Routes {
			fmt.Fprintln(&b, r.Key, r.OperationName, r.AuthorizationType)
		}
		standing, err := p.standing(ctx, *item.ApiId)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range standing.stages {
			fmt.Fprintln(&b, "stage", s.name, s.variables, s.auto, s.made.document, s.settings.methods)
		}
		for _, d := range standing.deployments {
			if d.made.document != "" {
				fmt.Fprintln(&b, "deployment", d.made.document)
			}
		}
		fmt.Fprintln(&b, "api", *item.Name)
	}
	mappings, err := client.GetApiMappings(ctx, &apigatewayv2.GetApiMappingsInput{DomainName: aws.String(httpDomain)})
	if err == nil {
		fmt.Fprintln(&b, "mappings", len(mappings.Items), *mappings.Items[0].Stage)
	} else if !notFound(err) {
		t.Fatal(err)
	}
	policy, err := c.Functions.GetPolicy(ctx, &lambda.GetPolicyInput{FunctionName: aws.String("directory")})
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprintln(&b, "permissions", strings.Count(*policy.Policy, `"Sid"`))
	return b.String()
}

// TestTroubleHTTP wants one clear sentence for what goes wrong in practice.
func TestTroubleHTTP(t *testing.T) {
	t.Parallel()
	change := func(t *testing.T, c *Control, cfg *Config) {
		mustImport(t, c, *cfg)
		cfg.Document = httpDocument(t, renamed...)
	}
	for _, tt := range []struct {
		name    string
		answer  map[string][3]string
		prepare func(t *testing.T, c *Control, cfg *Config)
		want    string
	}{
		{name: "no permission for one call of the plan", prepare: imported,
			answer: map[string][3]string{"/exports/": {"403", "AccessDeniedException", "no"}},
			want:   "the credentials do not allow ApiGatewayV2 ExportApi (no): apigen iam prints"},
		{name: "no permission to deploy", answer: map[string][3]string{"POST /v2/apis/": {"403", "AccessDeniedException", "no"}},
			want: "deploy stage dev: the credentials do not allow ApiGatewayV2 CreateStage (no): apigen iam prints the policy they need; done: created HTTP API"},
		{name: "throttled to the end", prepare: change, answer: map[string][3]string{"PUT /v2/apis": {"429", "TooManyRequestsException", "Too Many Requests"}},
			want: "ApiGatewayV2 ReimportApi is throttled (Too Many Requests)"},
		{name: "deleted meanwhile", prepare: change, answer: map[string][3]string{"PUT /v2/apis": {"404", "NotFoundException", "Invalid API identifier specified"}},
			want: "put HTTP API"},
		{name: "two of one name", prepare: func(t *testing.T, c *Control, cfg *Config) {
			imported(t, c, cfg)
			other := *cfg
			other.Name, other.History = "Other", History{}
			id, name := mustImport(t, c, other).ID, "Directory over HTTP"
			if _, err := httpClient(t, c).UpdateApi(t.Context(), &apigatewayv2.UpdateApiInput{ApiId: &id, Name: &name}); err != nil {
				t.Fatal(err)
			}
		}, want: "several HTTP APIs are named Directory over HTTP ("},
		{name: "wrong region", prepare: func(_ *testing.T, _ *Control, cfg *Config) { cfg.ID = "abcdefghij" }, want: "no such HTTP API"},
		{name: "no such domain", prepare: func(_ *testing.T, _ *Control, cfg *Config) { cfg.Domain = "nowhere.example.com" },
			want: "lead domain nowhere.example.com to the stage (it must exist in API Gateway)"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c := local(t)
			cfg := httpConfig(t)
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

// TestChangedMeanwhileHTTP refuses an import when the API changed while somebody
// was asked.
func TestChangedMeanwhileHTTP(t *testing.T) {
	t.Parallel()
	c := local(t)
	cfg := httpConfig(t)
	id := mustImport(t, c, cfg).ID
	cfg.Document = httpDocument(t, renamed...)
	cfg.Confirm = func(*plan.Plan) (bool, error) {
		httpByHand(t, c, id, "edited by hand")
		return true, nil
	}
	if _, err := c.Import(t.Context(), cfg); !errors.Is(err, ErrChanged) || !strings.Contains(err.Error(), "HTTP API "+id) {
		t.Errorf("the import gave %v", err)
	}
}
