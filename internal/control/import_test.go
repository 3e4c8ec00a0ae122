package control

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/apigen-go/apigen/internal/openapi"
	"github.com/apigen-go/apigen/internal/plan"
)

// document reads the reference document of these tests, changed by the pairs of
// old and new text.
func document(t *testing.T, changes ...string) *openapi.Document {
	t.Helper()
	data, err := os.ReadFile("testdata/directory.yaml")
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
	doc, err := openapi.Parse("directory.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// without gives the document without GET /personnel/{personId}.
func without(t *testing.T) *openapi.Document {
	t.Helper()
	doc := document(t)
	doc.Root.Get("paths").Delete("/personnel/{personId}")
	return doc
}

func config(t *testing.T, doc *openapi.Document) Config {
	t.Helper()
	return Config{
		Document:       doc,
		Parameters:     map[string]string{"StaffUserPoolArn": "arn:aws:cognito-idp:eu-west-1:111111111111:userpool/eu-west-1_A"},
		Stage:          "dev",
		StageVariables: map[string]string{"function": "directory"},
		Revision:       "1a2b3c4",
		BackupDir:      filepath.Join(t.TempDir(), "backup"),
	}
}

func mustImport(t *testing.T, c *Control, cfg Config) *Result {
	t.Helper()
	res, err := c.Import(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	return res
}

func TestImportCreates(t *testing.T) {
	t.Parallel()
	aws := newCloud()
	aws.functions["directory"] = nil
	cfg := config(t, document(t))
	cfg.Key = "directory-dev"
	res := mustImport(t, aws.control(), cfg)

	want := []string{"ImportRestApi REGIONAL", "AddPermission", "AddPermission", "CreateDeployment", "CreateApiKey", "CreateUsagePlan", "CreateUsagePlanKey"}
	if got := aws.changes(); !slices.Equal(got, want) {
		t.Errorf("calls %q, want %q", got, want)
	}
	if !res.Created || !res.Imported || res.Unchanged || res.DeploymentID == "" || res.Key.Value == "" || len(res.Permissions) != 2 {
		t.Errorf("result %+v", res)
	}
	if len(res.Warnings) > 0 {
		t.Errorf("warnings %q", res.Warnings)
	}
	if got := aws.apis[0].deployments[res.DeploymentID]; !strings.Contains(got, "revision 1a2b3c4") || readDescription(got).document == "" {
		t.Errorf("deployment is described as %q", got)
	}
	if got := aws.apis[0].api.Authorizers[0].ProviderARNs[0]; !strings.HasPrefix(got, "arn:aws:cognito-idp") {
		t.Errorf("user pool %q: the parameter was not put in", got)
	}
	for _, s := range aws.functions["directory"] {
		if !strings.Contains(s.text, "arn:aws:execute-api:eu-west-1:111111111111:"+res.ID+"/*/") {
			t.Errorf("permission %s", s.text)
		}
	}
}

func TestImportAgainChangesNothing(t *testing.T) {
	t.Parallel()
	for _, mode := range []plan.Mode{plan.Merge, plan.Overwrite} {
		aws := newCloud()
		aws.functions["directory"] = nil
		cfg := config(t, document(t))
		cfg.Mode, cfg.Key = mode, "k"
		mustImport(t, aws.control(), cfg)
		aws.changes()
		res := mustImport(t, aws.control(), cfg)
		if got := aws.changes(); len(got) > 0 {
			t.Errorf("%s: the second import called %q", mode, got)
		}
		if !res.Unchanged || res.DeploymentID != "" || res.InvokeURL == "" || res.Key == nil {
			t.Errorf("%s: result %+v", mode, res)
		}
	}
}

// An endpoint that stores less than it is given is not asked to store it again
// and again, but a change by hand is still noticed.
func TestLossyEndpoint(t *testing.T) {
	t.Parallel()
	aws := newCloud()
	aws.functions["directory"] = nil
	aws.fail["GetGatewayResponses"] = apiError("NotImplemented")
	cfg := config(t, document(t))
	if res := mustImport(t, aws.control(), cfg); !strings.Contains(strings.Join(res.Warnings, "\n"), "not what it was given (1 of 1: add gateway response DEFAULT_4XX)") {
		t.Errorf("warnings %q", res.Warnings)
	}
	if res := mustImport(t, aws.control(), cfg); !res.Unchanged {
		t.Errorf("the second import changes %+v", res.Plan.Items)
	}
	aws.changes()
	aws.apis[0].api.Resource("/personnel").Method("POST").OperationName = "ByHand"
	var edited *EditedError
	if _, err := aws.control().Import(t.Context(), cfg); !errors.As(err, &edited) || !strings.Contains(err.Error(), "POST /personnel: operation name: CreatePerson -> ByHand") {
		t.Errorf("the import gave %v, want an *EditedError that names the change", err)
	}
	cfg.Force = true
	mustImport(t, aws.control(), cfg)
	if got := aws.changes(); !slices.Equal(got, []string{"PutRestApi merge", "CreateDeployment"}) {
		t.Errorf("after a change by hand the import called %q", got)
	}
}

func TestImportDeploysAgain(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name   string
		change func(*cloud, *Config)
		want   []string
	}{
		{"another variable", func(_ *cloud, cfg *Config) { cfg.StageVariables = map[string]string{"function": "other"} },
			[]string{"AddPermission", "CreateDeployment"}},
		{"the stage serves another document", func(c *cloud, _ *Config) {
			c.apis[0].deployments[*c.apis[0].stages["dev"].DeploymentId] = "by hand"
		}, []string{"CreateDeployment"}},
		{"the live API was changed by hand", func(c *cloud, cfg *Config) {
			c.apis[0].api.Resource("/personnel").Method("POST").APIKeyRequired = false
			cfg.Force = true
		},
			[]string{"PutRestApi merge", "CreateDeployment"}},
		{"a summary, which no method holds", func(_ *cloud, cfg *Config) {
			cfg.Document = document(t, "operationId: GetPerson", "operationId: GetPerson\n      summary: One person.")
		}, []string{"CreateDeployment"}},
		{"variables that the deployment does not take", func(c *cloud, cfg *Config) {
			c.ignoresVars = true
			cfg.StageVariables = map[string]string{"function": "directory", "log": "on"}
		}, []string{"CreateDeployment", "UpdateStage"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			aws := newCloud()
			aws.functions["directory"] = nil
			cfg := config(t, document(t))
			mustImport(t, aws.control(), cfg)
			aws.changes()
			tt.change(aws, &cfg)
			res := mustImport(t, aws.control(), cfg)
			if got := aws.changes(); !slices.Equal(got, tt.want) {
				t.Errorf("calls %q, want %q", got, tt.want)
			}
			if res.Unchanged {
				t.Error("the result says that nothing changed")
			}
			for name, value := range cfg.StageVariables {
				if got := aws.apis[0].stages["dev"].Variables[name]; got != value {
					t.Errorf("stage variable %s is %q, want %q", name, got, value)
				}
			}
		})
	}
}

func TestImportRemovedOperation(t *testing.T) {
	t.Parallel()
	aws := newCloud()
	mustImport(t, aws.control(), config(t, document(t)))
	aws.changes()

	kept := mustImport(t, aws.control(), config(t, without(t)))
	if len(kept.Plan.Only(plan.Keep)) != 1 || aws.apis[0].api.Resource("/personnel/{personId}").Method("GET") == nil {
		t.Errorf("merge: plan %+v", kept.Plan)
	}
	aws.changes()

	cfg := config(t, without(t))
	cfg.Mode = plan.Overwrite
	_, err := aws.control().Import(t.Context(), cfg)
	var deletes *DeleteError
	if !errors.As(err, &deletes) || !strings.Contains(err.Error(), "GET /personnel/{personId}") {
		t.Fatalf("overwrite gave %v, want a *DeleteError that names the method", err)
	}
	if got := aws.changes(); len(got) > 0 {
		t.Errorf("the refused overwrite called %q", got)
	}

	cfg.AllowDelete = true
	res := mustImport(t, aws.control(), cfg)
	if aws.apis[0].api.Resource("/personnel/{personId}") != nil {
		t.Error("the resource is still there")
	}
	if len(res.Backup) != 2 {
		t.Fatalf("backup %q, want an export and a definition", res.Backup)
	}
	data, err := os.ReadFile(res.Backup[1])
	if err != nil || !strings.Contains(string(data), "/personnel/{personId}") {
		t.Errorf("the backup does not hold the deleted resource: %v", err)
	}
}

func TestOverwriteKeepsSettings(t *testing.T) {
	t.Parallel()
	aws := newCloud()
	const types = "x-amazon-apigateway-binary-media-types: [image/jpeg]\n"
	mustImport(t, aws.control(), config(t, document(t, types, types+`x-amazon-apigateway-policy: {Version: "2012-10-17", Statement: [{Effect: Allow, Principal: "*", Action: "execute-api:Invoke", Resource: "execute-api:/*"}]}`+"\nx-amazon-apigateway-minimum-compression-size: 100\n")))
	aws.changes()

	cfg := config(t, document(t, types, "", "version: \"1.0.0\"", "version: \"2.0.0\""))
	cfg.Mode = plan.Overwrite
	res := mustImport(t, aws.control(), cfg)
	api := aws.apis[0].api
	if !strings.Contains(string(api.Policy), `"Resource":"execute-api:/*"`) || len(api.BinaryMediaTypes) != 1 || api.MinimumCompressionSize == nil {
		t.Errorf("settings were dropped: policy %s, types %q, size %v", api.Policy, api.BinaryMediaTypes, api.MinimumCompressionSize)
	}
	if kept := strings.Join(res.Warnings, "\n"); strings.Count(kept, "is kept") != 3 {
		t.Errorf("warnings %q, want three kept settings", res.Warnings)
	}
	aws.changes()
	if again := mustImport(t, aws.control(), cfg); !again.Unchanged {
		t.Errorf("the next import changes %+v", again.Plan.Items)
	}

	cfg.Document = document(t, types, "x-amazon-apigateway-binary-media-types: []\n")
	if _, err := aws.control().Import(t.Context(), cfg); err == nil || !strings.Contains(err.Error(), "binary media types") {
		t.Errorf("an empty list gave %v, want a deletion to be allowed", err)
	}
}

func TestImportRefuses(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name   string
		change func(*cloud, *Config)
		want   string
	}{
		{"a missing parameter", func(_ *cloud, cfg *Config) { cfg.Parameters = nil }, "StaffUserPoolArn (at /components/securitySchemes/staff"},
		{"a missing stage variable", func(_ *cloud, cfg *Config) { cfg.StageVariables = nil }, "stage variables function"},
		{"a document the service refuses", func(_ *cloud, cfg *Config) { cfg.Document = document(t, "Person:", "Per_son:") }, "Model name must be alphanumeric: Per_son"},
		{"another account", func(_ *cloud, cfg *Config) { cfg.Account = "222222222222" }, "credentials are of account 111111111111, want 222222222222"},
		{"an unknown id", func(_ *cloud, cfg *Config) { cfg.ID = "nope" }, "no such REST API"},
		{"no", func(_ *cloud, cfg *Config) { cfg.Confirm = func(*plan.Plan) (bool, error) { return false, nil } }, "declined"},
		{"two APIs of the name", func(c *cloud, _ *Config) {
			for _, name := range []string{"other", "Company directory", "more", "Company directory"} {
				api, err := c.read([]byte(`{"openapi":"3.0.1","info":{"title":"` + name + `"}}`))
				if err != nil {
					t.Fatal(err)
				}
				api.ID = c.id("id")
				c.apis = append(c.apis, &cloudAPI{api: api})
			}
			c.pageSize = 1
		}, "id2, id4"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			aws := newCloud()
			cfg := config(t, document(t))
			tt.change(aws, &cfg)
			_, err := aws.control().Import(t.Context(), cfg)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("Import gave %v, want %q", err, tt.want)
			}
			if got := aws.changes(); len(got) > 0 {
				t.Errorf("the refused import called %q", got)
			}
		})
	}
}

func TestImportStopsOnItsWay(t *testing.T) {
	t.Parallel()
	aws := newCloud()
	aws.functions["directory"] = nil
	mustImport(t, aws.control(), config(t, document(t)))
	before := *aws.apis[0].stages["dev"].DeploymentId
	aws.fail["CreateDeployment"] = apiError("TooManyRequestsException")
	cfg := config(t, document(t, "minLength: 1", "minLength: 2"))
	res, err := aws.control().Import(t.Context(), cfg)
	var stopped *StepError
	if !errors.As(err, &stopped) {
		t.Fatalf("got %v, want a *StepError", err)
	}
	for _, want := range []string{"deploy stage dev: ", "done: imported the document into REST API " + res.ID, "not done: verify stage dev", "oas30.json with mode overwrite", "running it again is safe"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("error %q does not say %q", err, want)
		}
	}
	if !hasCode(err, "TooManyRequestsException") {
		t.Error("the service's error is not wrapped")
	}
	delete(aws.fail, "CreateDeployment")
	aws.changes()
	mustImport(t, aws.control(), cfg)
	if got := aws.changes(); !slices.Equal(got, []string{"CreateDeployment"}) {
		t.Errorf("running again called %q", got)
	}
	if got := *aws.apis[0].stages["dev"].DeploymentId; got == before {
		t.Error("the stage still serves the old deployment")
	}
}

func TestMissingFunctionIsAWarning(t *testing.T) {
	t.Parallel()
	aws := newCloud()
	res := mustImport(t, aws.control(), config(t, document(t)))
	if !strings.Contains(strings.Join(res.Warnings, "\n"), "function directory does not exist") {
		t.Errorf("warnings %q", res.Warnings)
	}
	if again := mustImport(t, aws.control(), config(t, document(t))); !again.Unchanged {
		t.Errorf("the second import reports a change: %+v", again)
	}
}

func TestEndpointWithoutOptionalCalls(t *testing.T) {
	t.Parallel()
	aws := newCloud()
	for _, call := range []string{"GetGatewayResponses", "GetPolicy", "GetExport"} {
		aws.fail[call] = apiError("NotImplemented")
	}
	mustImport(t, aws.control(), config(t, document(t)))
	res := mustImport(t, aws.control(), config(t, document(t, "minLength: 1", "minLength: 2")))
	all := strings.Join(res.Warnings, "\n")
	for _, want := range []string{"does not tell gateway responses", "no Lambda permissions", "no exports"} {
		if !strings.Contains(all, want) {
			t.Errorf("warnings %q do not say %q", res.Warnings, want)
		}
	}
	aws.fail["GetModels"] = apiError("AccessDeniedException")
	if _, err := aws.control().Import(t.Context(), config(t, document(t))); err == nil || !strings.Contains(err.Error(), "read models of REST API") {
		t.Errorf("a refused read gave %v", err)
	}
}

func TestVerify(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, header, want string
	}{
		{"API Gateway", "X-Amzn-Errortype", "the stage answers (status 403"},
		{"a mock of AWS", "X-Amzn-Requestid", "not verified"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if !strings.HasSuffix(r.URL.Path, "/dev/") {
					t.Errorf("asked for %s", r.URL.Path)
				}
				w.Header().Set(tt.header, "x")
				w.WriteHeader(http.StatusForbidden)
			}))
			defer server.Close()
			c := newCloud().control()
			c.Endpoint = server.URL
			res := mustImport(t, c, config(t, document(t)))
			if !strings.Contains(res.Verified, tt.want) {
				t.Errorf("verified %q, want %q", res.Verified, tt.want)
			}
		})
	}
}
