package control

import (
	"errors"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/apigatewayv2"
	"github.com/aws/aws-sdk-go-v2/service/apigatewayv2/types"

	"github.com/apigen-go/apigen/internal/openapi"
)

// httpDocument reads the document of an HTTP API, changed by the pairs of old
// and new text.
func httpDocument(t *testing.T, changes ...string) *openapi.Document {
	t.Helper()
	data, err := os.ReadFile("testdata/directory.http.yaml")
	if err != nil {
		t.Fatal(err)
	}
	text := string(data)
	for i := 0; i < len(changes); i += 2 {
		if !strings.Contains(text, changes[i]) {
			t.Fatalf("the document does not hold %q", changes[i])
		}
		text = strings.Replace(text, changes[i], changes[i+1], 1)
	}
	doc, err := openapi.Parse("directory.http.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func httpConfig(t *testing.T, changes ...string) Config {
	t.Helper()
	return Config{
		Document: httpDocument(t, changes...), Stage: "dev", StageVariables: map[string]string{"function": "directory"},
		Revision: "1a2b3c4", BackupDir: t.TempDir(), History: History{Dir: t.TempDir()},
	}
}

// renamed is a change of the document.
var renamed = []string{"operationId: GetPerson", "operationId: FindPerson"}

// TestCycleHTTP takes an HTTP API from its creation to a rollback, against the
// local gateway. moto has no imports, exports and deployments of HTTP APIs (its
// apigatewayv2/urls.py), so nothing of it can be shown there.
func TestCycleHTTP(t *testing.T) {
	c := local(t)
	cfg := httpConfig(t)
	if changes, _, err := c.Plan(t.Context(), cfg); err != nil || !changes.Create {
		t.Fatalf("plan of a new API gave %+v, %v", changes, err)
	}
	first := mustImport(t, c, cfg)
	if !first.Created || len(first.Permissions) != 2 || !strings.Contains(first.Verified, "the stage answers") {
		t.Errorf("first import %+v", first)
	}
	clean(t, c, cfg, true)
	if again := mustImport(t, c, cfg); !again.Unchanged {
		t.Errorf("the second import gave %+v, plan %+v", again, again.Plan.Items)
	}

	changed := cfg
	changed.Document = httpDocument(t, renamed...)
	undeployed := changed
	undeployed.Stage = ""
	mustImport(t, c, undeployed)
	status := mustStatus(t, c, changed)
	if status.Edited || len(status.Stages) != 1 || status.Stages[0].Serves != "older" {
		t.Errorf("after an import without deployment: %+v", status)
	}
	if !drifted(status.Drift("dev"), "stage", "dev", "older than the live definition") {
		t.Errorf("drift %+v", status.Drift("dev"))
	}
	second, err := c.Deploy(t.Context(), changed)
	if err != nil || second.DeploymentID == "" || second.DeploymentID == first.DeploymentID {
		t.Fatalf("deploy gave %+v, %v", second, err)
	}
	if again, err := c.Deploy(t.Context(), changed); err != nil || !again.Unchanged {
		t.Errorf("the second deploy gave %+v, %v", again, err)
	}
	clean(t, c, changed, true)

	httpByHand(t, c, first.ID, "edited by hand")
	wantEdited(t, c, changed)
	changed.Force = true
	mustImport(t, c, changed)
	changed.Force = false
	clean(t, c, changed, true)

	if _, err := c.Rollback(t.Context(), changed, Return{To: "nonsense"}); err == nil || !strings.Contains(err.Error(), "HTTP API "+first.ID+" has no deployment nonsense") {
		t.Errorf("a rollback to nothing gave %v", err)
	}
	back, err := c.Rollback(t.Context(), changed, Return{To: first.DeploymentID})
	if err != nil || back.DeploymentID != first.DeploymentID || !back.Imported {
		t.Fatalf("rollback gave %+v, %v", back, err)
	}
	clean(t, c, cfg, true)
	if back, err = c.Rollback(t.Context(), cfg, Return{To: second.DeploymentID, StageOnly: true}); err != nil || back.Imported || back.DeploymentID != second.DeploymentID {
		t.Fatalf("rollback of the stage gave %+v, %v", back, err)
	}
	if status := mustStatus(t, c, cfg); status.Stages[0].Serves != "older" {
		t.Errorf("after a rollback of the stage alone: %+v", status.Stages)
	}

	gone := cfg
	gone.Document = httpDocument(t)
	gone.Document.Root.Get("paths").Delete("/personnel/{personId}")
	var deletes *DeleteError
	if _, err := c.Import(t.Context(), gone); !errors.As(err, &deletes) {
		t.Errorf("a deletion gave %v", err)
	}
	gone.AllowDelete = true
	mustImport(t, c, gone)
	live, _, err := httpPlane{c}.read(t.Context(), first.ID)
	if err != nil || httpOf(live).Route("GET /personnel/{personId}") != nil {
		t.Errorf("the deleted operation is there: %v", err)
	}
}

// TestAutoDeployHTTP shows stages that serve every change at once.
func TestAutoDeployHTTP(t *testing.T) {
	c := local(t)
	cfg := httpConfig(t)
	first := mustImport(t, c, cfg)
	autoDeploy(t, c, first.ID)
	changed := cfg
	changed.Document = httpDocument(t, renamed...)
	second := mustImport(t, c, changed)
	if again := mustImport(t, c, changed); !again.Unchanged {
		t.Errorf("the second import gave %+v, plan %+v", again, again.Plan.Items)
	}
	status := mustStatus(t, c, changed)
	if st := status.Stages[0]; st.Serves != "document" || !st.AutoDeploy {
		t.Errorf("stage %+v", st)
	}
	clean(t, c, changed, true)
	httpByHand(t, c, first.ID, "edited by hand")
	wantEdited(t, c, changed)
	if status := mustStatus(t, c, changed); status.Stages[0].Serves != "live" {
		t.Errorf("stage after an edit %+v", status.Stages[0])
	}
	changed.Force = true
	mustImport(t, c, changed)
	changed.Force = false
	clean(t, c, changed, true)

	if _, err := c.Rollback(t.Context(), changed, Return{To: first.DeploymentID, StageOnly: true}); err == nil || !strings.Contains(err.Error(), "cannot go back alone") {
		t.Errorf("a rollback of the stage alone gave %v", err)
	}
	back, err := c.Rollback(t.Context(), changed, Return{To: first.DeploymentID})
	if err != nil || !back.Imported {
		t.Fatalf("rollback gave %+v, %v", back, err)
	}
	clean(t, c, cfg, true)
	if again := mustImport(t, c, cfg); !again.Unchanged {
		t.Errorf("the import after the rollback gave %+v, plan %+v", again, again.Plan.Items)
	}
	if back, err := c.Rollback(t.Context(), cfg, Return{To: second.DeploymentID}); err != nil || !back.Imported {
		t.Fatalf("the way forth gave %+v, %v", back, err)
	}
	clean(t, c, changed, true)
}

// wantEdited wants an edit by hand to show, and to stop an import.
func wantEdited(t *testing.T, c *Control, cfg Config) {
	t.Helper()
	status := mustStatus(t, c, cfg)
	if !status.Edited || !drifted(status.Drift("dev"), "definition", "description", "by hand") {
		t.Errorf("drift after an edit: %+v", status.Drift("dev"))
	}
	var edited *EditedError
	if _, err := c.Import(t.Context(), cfg); !errors.As(err, &edited) || !strings.Contains(err.Error(), "HTTP API "+status.ID+" was changed") || !strings.Contains(err.Error(), "by hand") {
		t.Errorf("import over an edit gave %v", err)
	}
}

func httpClient(t *testing.T, c *Control) *apigatewayv2.Client {
	t.Helper()
	client, ok := c.HTTPGateway.(*apigatewayv2.Client)
	if !ok {
		t.Fatalf("%T is no client", c.HTTPGateway)
	}
	return client
}

// httpByHand edits the API as somebody in the console would.
func httpByHand(t *testing.T, c *Control, id, description string) {
	t.Helper()
	if _, err := httpClient(t, c).UpdateApi(t.Context(), &apigatewayv2.UpdateApiInput{ApiId: &id, Description: &description}); err != nil {
		t.Fatal(err)
	}
}

// TestMakeDomain has the domain made where no certificate is wanted, alone.
func TestMakeDomain(t *testing.T) {
	c := local(t)
	cfg := httpConfig(t)
	cfg.Domain = httpDomain
	if _, err := c.Import(t.Context(), cfg); err == nil || !strings.Contains(err.Error(), "it must exist in API Gateway") {
		t.Errorf("import to a domain that is not there: %v", err)
	}
	cfg.MakeDomain = true
	mustImport(t, c, cfg)
	if again := mustImport(t, c, cfg); !again.Unchanged {
		t.Errorf("the second import gave %+v", again)
	}
}

// TestAutoDeploySettingHTTP has the environment ask for a stage that serves every
// change at once, and finds where somebody took that back.
func TestAutoDeploySettingHTTP(t *testing.T) {
	c := local(t)
	cfg := httpConfig(t)
	cfg.Settings = []StageSetting{{autoDeployPath, "true"}}
	first := mustImport(t, c, cfg)
	clean(t, c, cfg, true)
	if again := mustImport(t, c, cfg); !again.Unchanged {
		t.Errorf("the second import gave %+v, plan %+v", again, again.Plan.Items)
	}
	if st := mustStatus(t, c, cfg).Stages[0]; !st.AutoDeploy {
		t.Errorf("stage %+v", st)
	}
	if _, err := httpClient(t, c).UpdateStage(t.Context(), &apigatewayv2.UpdateStageInput{ApiId: &first.ID, StageName: &cfg.Stage, AutoDeploy: aws.Bool(false)}); err != nil {
		t.Fatal(err)
	}
	if found := mustStatus(t, c, cfg).Drift("dev"); !drifted(found, "setting", "dev", "autoDeploy: false -> true") {
		t.Errorf("drift %+v", found)
	}
	mustImport(t, c, cfg)
	clean(t, c, cfg, true)
}

// TestSettingsHTTP sets a stage and a domain up, and finds what was changed.
func TestSettingsHTTP(t *testing.T) {
	c := local(t)
	client := httpClient(t, c)
	makeDomain(t, c)
	cfg := httpConfig(t)
	cfg.Domain, cfg.BasePath = httpDomain, "v1"
	get := MethodPath("GET", "/personnel/{personId}")
	cfg.Settings = []StageSetting{
		{"/*/*/throttling/rateLimit", "100"}, {"/*/*/throttling/burstLimit", "50"}, {"/*/*/metrics/enabled", "true"},
		{get + "/throttling/rateLimit", "5.5"}, {get + "/throttling/burstLimit", "2"},
		{"/accessLogSettings/destinationArn", "arn:aws:logs:eu-west-1:123456789012:log-group:api"},
		{"/accessLogSettings/format", "$context.requestId"},
	}
	first := mustImport(t, c, cfg)
	clean(t, c, cfg, true)
	if again := mustImport(t, c, cfg); !again.Unchanged {
		t.Errorf("the second import gave %+v, plan %+v", again, again.Plan.Items)
	}
	stage, err := client.GetStage(t.Context(), &apigatewayv2.GetStageInput{ApiId: &first.ID, StageName: &cfg.Stage})
	if err != nil {
		t.Fatal(err)
	}
	if r := stage.RouteSettings["GET /personnel/{personId}"]; aws.ToFloat64(r.ThrottlingRateLimit) != 5.5 || aws.ToInt32(r.ThrottlingBurstLimit) != 2 {
		t.Errorf("settings of the route %+v", r)
	}
	mappings, err := client.GetApiMappings(t.Context(), &apigatewayv2.GetApiMappingsInput{DomainName: &cfg.Domain})
	if err != nil || len(mappings.Items) != 1 || *mappings.Items[0].ApiId != first.ID || *mappings.Items[0].ApiMappingKey != "v1" {
		t.Errorf("mappings %+v, %v", mappings, err)
	}

	_, err = client.UpdateStage(t.Context(), &apigatewayv2.UpdateStageInput{ApiId: &first.ID, StageName: &cfg.Stage,
		DefaultRouteSettings: &types.RouteSettings{ThrottlingRateLimit: aws.Float64(7)}})
	if err != nil {
		t.Fatal(err)
	}
	if found := mustStatus(t, c, cfg).Drift("dev"); !drifted(found, "setting", "dev", "*/*/throttling/rateLimit: 7 -> 100") {
		t.Errorf("drift %+v", found)
	}
	if set := mustImport(t, c, cfg); set.Imported || set.DeploymentID != "" {
		t.Errorf("a setting alone gave %+v", set)
	}
	clean(t, c, cfg, true)

	for path, want := range map[string]string{"/tracingEnabled": "true", "/*/*/logging/loglevel": "INFO"} {
		refused := cfg
		refused.Settings = []StageSetting{{path, want}}
		if _, _, err := c.Plan(t.Context(), refused); err == nil || !strings.Contains(err.Error(), "take it out of the settings") {
			t.Errorf("%s gave %v", path, err)
		}
	}
	keyed := cfg
	keyed.Key = "partner"
	if _, warnings, err := c.Plan(t.Context(), keyed); err != nil || !slices.ContainsFunc(warnings, func(w string) bool { return strings.Contains(w, "no API keys") }) {
		t.Errorf("a key gave %q, %v", warnings, err)
	}
}

// TestPermissionsHTTP takes permissions away one deployment after the last use,
// and prunes.
func TestPermissionsHTTP(t *testing.T) {
	c := local(t)
	cfg := httpConfig(t)
	cfg.Keep = 1
	mustImport(t, c, cfg)
	cfg.Document, cfg.AllowDelete = httpDocument(t), true
	cfg.Document.Root.Get("paths").Delete("/personnel/{personId}")
	if second := mustImport(t, c, cfg); len(second.Revoked) != 0 {
		t.Errorf("revoked at once: %v", second.Revoked)
	}
	cfg.Document.Root.Get("info").Set("description", openapi.Str("Changed"))
	third := mustImport(t, c, cfg)
	if len(third.Revoked) != 1 || !strings.Contains(third.Revoked[0], "GET/personnel/*") {
		t.Errorf("revoked %v", third.Revoked)
	}
	if len(third.Pruned) != 1 {
		t.Errorf("pruned %v", third.Pruned)
	}
	if status := mustStatus(t, c, cfg); len(status.Deployments) != 2 {
		t.Errorf("deployments %+v", status.Deployments)
	}
}

func TestExportHTTP(t *testing.T) {
	c := local(t)
	cfg := httpConfig(t)
	mustImport(t, c, cfg)
	for name, tt := range map[string]struct {
		o    ExportOptions
		want string
	}{
		"YAML":       {ExportOptions{Type: "oas30"}, "x-amazon-apigateway-integration:"},
		"JSON":       {ExportOptions{Type: "oas30", JSON: true}, `"operationId"`},
		"definition": {ExportOptions{Definition: true}, `"Key": "GET /personnel"`},
	} {
		data, err := c.Export(t.Context(), cfg, tt.o)
		if err != nil || !strings.Contains(string(data), tt.want) {
			t.Errorf("%s: %v, %s", name, err, data)
		}
	}
	if data, err := c.Export(t.Context(), cfg, ExportOptions{Type: "oas30", Plain: true}); err != nil || strings.Contains(string(data), "x-amazon-apigateway-integration") {
		t.Errorf("plain: %v, %s", err, data)
	}
	if _, err := c.Export(t.Context(), cfg, ExportOptions{Type: "swagger"}); err == nil || !strings.Contains(err.Error(), "oas30 only") {
		t.Errorf("swagger gave %v", err)
	}
}

func TestPoliciesHTTP(t *testing.T) {
	t.Parallel()
	cfg := httpConfig(t)
	cfg.ID, cfg.Domain = "abc", "api.example.com"
	got, err := PoliciesFor(cfg, "eu-west-1", "123456789012")
	if err != nil {
		t.Fatal(err)
	}
	var text []string
	for _, s := range got.Apply.Statement {
		text = append(text, strings.Join(s.Action, " ")+" on "+strings.Join(s.Resource, " "))
	}
	const gateway = "arn:aws:apigateway:eu-west-1::"
	for _, want := range []string{
		"apigateway:GET on " + gateway + "/apis " + gateway + "/apis/abc " + gateway + "/apis/abc/*",
		"apigateway:PUT on " + gateway + "/apis/abc",
		"apigateway:POST on " + gateway + "/apis/abc/stages",
		"apigateway:PATCH on " + gateway + "/apis/abc/stages/dev",
		"apigateway:POST apigateway:PATCH on " + gateway + "/domainnames/api.example.com/apimappings " + gateway + "/domainnames/api.example.com/apimappings/*",
		"lambda:AddPermission lambda:RemovePermission on arn:aws:lambda:eu-west-1:123456789012:function:directory",
	} {
		if !slices.Contains(text, want) {
			t.Errorf("no statement %s in\n%s", want, strings.Join(text, "\n"))
		}
	}
	if strings.Contains(strings.Join(text, "\n"), "/restapis") {
		t.Errorf("REST APIs in %s", text)
	}
}

// TestTagsHTTP takes tags of others for no edit, and puts its own right.
func TestTagsHTTP(t *testing.T) {
	t.Parallel()
	c := local(t)
	cfg := httpConfig(t)
	team := openapi.Obj()
	team.Set("name", openapi.Str("team"))
	team.Set("x-amazon-apigateway-tag-value", openapi.Str("people"))
	cfg.Document.Root.Set("tags", openapi.Arr(team))
	id := mustImport(t, c, cfg).ID
	tag := func(name, value string) {
		t.Helper()
		_, err := httpClient(t, c).TagResource(t.Context(), &apigatewayv2.TagResourceInput{
			ResourceArn: aws.String("arn:aws:apigateway:eu-west-1::/apis/" + id), Tags: map[string]string{name: value},
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	tag("cost-centre", "12")
	clean(t, c, cfg, true)
	tag("team", "nobody")
	if found := mustStatus(t, c, cfg).Drift("dev"); !drifted(found, "document", "team", "tag changed: nobody -> people") {
		t.Errorf("drift %+v", found)
	}
	if again := mustImport(t, c, cfg); !again.Imported {
		t.Errorf("the import gave %+v", again)
	}
	clean(t, c, cfg, true)
}

// TestInterruptHTTP ends an import at each of its calls, as Ctrl-C does.
func TestInterruptHTTP(t *testing.T) {
	t.Parallel()
	s := scenario{func(t *testing.T) Config { return httpConfig(t) }, httpInventory, func(t *testing.T, c *Control, cfg *Config) {
		mustImport(t, c, *cfg)
		cfg.Document = httpDocument(t, renamed...)
	}}
	s.interrupted(t)
}
