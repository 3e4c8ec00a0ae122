package controlplane

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/apigateway"
	"github.com/aws/aws-sdk-go-v2/service/apigateway/types"
	awslambda "github.com/aws/aws-sdk-go-v2/service/lambda"

	"github.com/apigen-go/apigen/gateway/internal/restjson"
)

func replace(path, value string) []types.PatchOperation { return patches(types.OpReplace, path, value) }

func patches(op types.Op, path, value string) []types.PatchOperation {
	p := types.PatchOperation{Op: op, Path: &path}
	if value != "" {
		p.Value = &value
	}
	return []types.PatchOperation{p}
}

// Texts and codes are recorded from the service (July 2024 and later) unless
// the row says otherwise.
func TestErrors(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.imported(w.read("pets.yaml"))
	pets := w.resources(id)["/pets"].Id
	made := must(w.api.CreateDeployment(w.ctx, &apigateway.CreateDeploymentInput{RestApiId: &id, StageName: aws.String("dev")}))
	empty := *must(w.api.CreateRestApi(w.ctx, &apigateway.CreateRestApiInput{Name: aws.String("empty")})).Id
	plan := must(w.api.CreateUsagePlan(w.ctx, &apigateway.CreateUsagePlanInput{Name: aws.String("plan")}))
	key := must(w.api.CreateApiKey(w.ctx, &apigateway.CreateApiKeyInput{Value: aws.String(strings.Repeat("k", 20))}))
	noSuch := aws.String("abcde0")
	bad := []byte("a: [b")
	drop := func(_ any, err error) error { return err }
	update := func(p []types.PatchOperation) error {
		return drop(w.api.UpdateRestApi(w.ctx, &apigateway.UpdateRestApiInput{RestApiId: &id, PatchOperations: p}))
	}
	updatePlan := func(p []types.PatchOperation) error {
		return drop(w.api.UpdateUsagePlan(w.ctx, &apigateway.UpdateUsagePlanInput{UsagePlanId: plan.Id, PatchOperations: p}))
	}
	for _, tt := range []struct {
		name string
		err  error
		want string
	}{
		{"GetRestApi", drop(w.api.GetRestApi(w.ctx, &apigateway.GetRestApiInput{RestApiId: noSuch})),
			"404 NotFoundException: Invalid API identifier specified 123456789012:abcde0"},
		{"DeleteRestApi", drop(w.api.DeleteRestApi(w.ctx, &apigateway.DeleteRestApiInput{RestApiId: noSuch})),
			"404 NotFoundException: Invalid API identifier specified 123456789012:abcde0"},
		{"GetModel of no API", drop(w.api.GetModel(w.ctx, &apigateway.GetModelInput{RestApiId: noSuch, ModelName: aws.String("M")})),
			"404 NotFoundException: Invalid model name specified: M"},
		{"GetMethod", drop(w.api.GetMethod(w.ctx, &apigateway.GetMethodInput{RestApiId: &id, ResourceId: pets, HttpMethod: aws.String("ANY")})),
			"404 NotFoundException: Invalid Method identifier specified"},
		{"TestInvokeMethod, method", drop(w.api.TestInvokeMethod(w.ctx, &apigateway.TestInvokeMethodInput{RestApiId: &id, ResourceId: pets, HttpMethod: aws.String("HEAD")})),
			"404 NotFoundException: Invalid Method identifier specified"},
		{"TestInvokeMethod, resource", drop(w.api.TestInvokeMethod(w.ctx, &apigateway.TestInvokeMethodInput{RestApiId: &id, ResourceId: noSuch, HttpMethod: aws.String("GET")})),
			"404 NotFoundException: Invalid Resource identifier specified"},
		{"GetResource", drop(w.api.GetResource(w.ctx, &apigateway.GetResourceInput{RestApiId: &id, ResourceId: noSuch})),
			"404 NotFoundException: Invalid Resource identifier specified"},
		{"CreateRestApi, empty description", drop(w.api.CreateRestApi(w.ctx, &apigateway.CreateRestApiInput{Name: noSuch, Description: aws.String("")})),
			"400 BadRequestException: Description cannot be an empty string"},
		{"CreateRestApi, compression", drop(w.api.CreateRestApi(w.ctx, &apigateway.CreateRestApiInput{Name: noSuch, MinimumCompressionSize: aws.Int32(-1)})),
			"400 BadRequestException: Invalid minimum compression size, must be between 0 and 10485760"},
		{"CreateRestApi, endpoint types", drop(w.api.CreateRestApi(w.ctx, &apigateway.CreateRestApiInput{Name: noSuch, EndpointConfiguration: &types.EndpointConfiguration{Types: []types.EndpointType{"EDGE", "REGIONAL"}}})),
			"400 BadRequestException: Cannot create an api with multiple Endpoint Types."},
		{"UpdateRestApi, compression", update(replace("/minimumCompressionSize", "-1")),
			"400 BadRequestException: Invalid minimum compression size, must be between 0 and 10485760"},
		{"UpdateRestApi, wrong operation", update(patches(types.OpAdd, "/minimumCompressionSize", "10")),
			"400 BadRequestException: Invalid patch operation specified. Must be one of: [replace]"},
		{"UpdateRestApi, wrong path", update(patches(types.OpAdd, "/binaryMediaTypes", "image/gif")),
			"400 BadRequestException: Invalid patch path /binaryMediaTypes"},
		{"ImportRestApi, broken document", drop(w.api.ImportRestApi(w.ctx, &apigateway.ImportRestApiInput{Body: bad})),
			"400 BadRequestException: Invalid OpenAPI input."},
		{"PutRestApi, a broken document is judged before the API", drop(w.api.PutRestApi(w.ctx, &apigateway.PutRestApiInput{RestApiId: noSuch, Body: bad})),
			"400 BadRequestException: Invalid OpenAPI input."},
		{"PutRestApi", drop(w.api.PutRestApi(w.ctx, &apigateway.PutRestApiInput{RestApiId: noSuch, Body: w.read("more.yaml")})),
			"404 NotFoundException: Invalid API identifier specified 123456789012:abcde0"},
		{"ImportRestApi, warnings that fail", drop(w.api.ImportRestApi(w.ctx, &apigateway.ImportRestApiInput{Body: w.streaming(), FailOnWarnings: true})),
			"400 BadRequestException: Warnings found during import:\n\tGET /pets/{petId}: only proxy integrations stream their responses, not one of type HTTP (/paths/~1pets~1{petId}/get/x-amazon-apigateway-integration)"},
		{"PutRestApi, a merge that cannot be", drop(w.api.PutRestApi(w.ctx, &apigateway.PutRestApiInput{RestApiId: &id, Body: []byte(strings.ReplaceAll(string(w.read("more.yaml")), "/owners", "/pets/{name}"))})),
			"400 BadRequestException: Errors found during import:\n\tUnable to create resource at path '/pets/{name}': A sibling ({petId}) of this resource already has a variable path part -- only one is allowed"},
		{"CreateDeployment of nothing", drop(w.api.CreateDeployment(w.ctx, &apigateway.CreateDeploymentInput{RestApiId: &empty})),
			"400 BadRequestException: The REST API doesn't contain any methods"},
		{"DeleteDeployment in use", drop(w.api.DeleteDeployment(w.ctx, &apigateway.DeleteDeploymentInput{RestApiId: &id, DeploymentId: made.Id})),
			"400 BadRequestException: Active stages pointing to this deployment must be moved or deleted"},
		{"CreateStage, no deployment", drop(w.api.CreateStage(w.ctx, &apigateway.CreateStageInput{RestApiId: &id, StageName: aws.String("x"), DeploymentId: noSuch})),
			"400 BadRequestException: Deployment id does not exist"},
		{"CreateStage twice", drop(w.api.CreateStage(w.ctx, &apigateway.CreateStageInput{RestApiId: &id, StageName: aws.String("dev"), DeploymentId: made.Id})),
			"409 ConflictException: Stage already exists"},
		{"CreateStage, variable", drop(w.api.CreateStage(w.ctx, &apigateway.CreateStageInput{RestApiId: &id, StageName: aws.String("x"), DeploymentId: made.Id, Variables: map[string]string{"a-b": "c"}})),
			"400 BadRequestException: Invalid stage variable name: a-b. Please use names with only word characters."},
		{"CreateStage, canary", drop(w.api.CreateStage(w.ctx, &apigateway.CreateStageInput{RestApiId: &id, StageName: aws.String("x"), DeploymentId: made.Id, CanarySettings: &types.CanarySettings{}})),
			"400 BadRequestException: Deployment id does not exist"},
		{"UpdateStage, add", drop(w.api.UpdateStage(w.ctx, &apigateway.UpdateStageInput{RestApiId: &id, StageName: aws.String("dev"), PatchOperations: patches(types.OpAdd, "/deploymentId", "x")})),
			"400 BadRequestException: Invalid add operation with path: /deploymentId"},
		{"GetStage", drop(w.api.GetStage(w.ctx, &apigateway.GetStageInput{RestApiId: &id, StageName: noSuch})),
			"404 NotFoundException: Invalid stage identifier specified"},
		{"CreateApiKey, short", drop(w.api.CreateApiKey(w.ctx, &apigateway.CreateApiKeyInput{Value: aws.String("short")})),
			"400 BadRequestException: API Key value should be at least 20 characters"},
		{"CreateApiKey, long", drop(w.api.CreateApiKey(w.ctx, &apigateway.CreateApiKeyInput{Value: aws.String(strings.Repeat("a", 129))})),
			"400 BadRequestException: API Key value exceeds maximum size of 128 characters"},
		{"CreateApiKey, description", drop(w.api.CreateApiKey(w.ctx, &apigateway.CreateApiKeyInput{Description: aws.String(strings.Repeat("a", 125001))})),
			"400 BadRequestException: Invalid API Key description specified."},
		{"CreateApiKey twice", drop(w.api.CreateApiKey(w.ctx, &apigateway.CreateApiKeyInput{Value: key.Value})),
			"409 ConflictException: API Key already exists"},
		{"UpdateApiKey of what cannot change", drop(w.api.UpdateApiKey(w.ctx, &apigateway.UpdateApiKeyInput{ApiKey: key.Id, PatchOperations: replace("/id", "new-id")})),
			"400 BadRequestException: Invalid patch path  '/id' specified for op 'replace'. Must be one of: [/description, /enabled, /name, /customerId]"},
		{"UpdateUsagePlan", drop(w.api.UpdateUsagePlan(w.ctx, &apigateway.UpdateUsagePlanInput{UsagePlanId: noSuch})),
			"404 NotFoundException: Invalid Usage Plan ID specified"},
		{"UpdateUsagePlan, no value", updatePlan(patches(types.OpRemove, "/apiStages", "")),
			"400 BadRequestException: Invalid API Stage specified"},
		{"UpdateUsagePlan, no such stage", updatePlan(patches(types.OpRemove, "/apiStages", id+":x")),
			"404 NotFoundException: Invalid API Stage {api: " + id + ", stage: x} specified for usageplan " + *plan.Id},
		{"a call that is not served", drop(w.api.GetSdk(w.ctx, &apigateway.GetSdkInput{RestApiId: &id, StageName: aws.String("dev"), SdkType: aws.String("javascript")})),
			"501 UnsupportedOperation: GetSdk is not served by the local gateway"},
		{"CreateModel without schema", drop(w.api.CreateModel(w.ctx, &apigateway.CreateModelInput{RestApiId: &id, Name: aws.String("M"), ContentType: aws.String("application/json")})),
			"400 BadRequestException: Model schema must have at least 1 property or array items defined"},
		{"GetPolicy of a function without one", drop(w.lambda.GetPolicy(w.ctx, &awslambda.GetPolicyInput{FunctionName: aws.String("directory")})),
			"404 ResourceNotFoundException: The resource you requested does not exist."},
		{"a function that is not there", drop(w.lambda.GetFunction(w.ctx, &awslambda.GetFunctionInput{FunctionName: aws.String("other")})),
			"404 ResourceNotFoundException: Function not found: arn:aws:lambda:us-east-1:123456789012:function:other"},
	} {
		if got := failure(tt.err); got != tt.want {
			t.Errorf("%s:\n got %s\nwant %s", tt.name, got, tt.want)
		}
	}
}

func TestDeploymentsAndStages(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.imported(w.read("pets.yaml"))
	first := must(w.api.CreateDeployment(w.ctx, &apigateway.CreateDeploymentInput{
		RestApiId: &id, StageName: aws.String("dev"), Description: aws.String("one"), StageDescription: aws.String("the stage"),
		Variables: map[string]string{"function": "directory"},
	}))
	second := must(w.api.CreateDeployment(w.ctx, &apigateway.CreateDeploymentInput{RestApiId: &id}))
	if all := must(w.api.GetDeployments(w.ctx, &apigateway.GetDeploymentsInput{RestApiId: &id})).Items; len(all) != 2 || *all[1].Description != "one" {
		t.Errorf("GetDeployments: %+v", all)
	}
	summary := must(w.api.GetDeployment(w.ctx, &apigateway.GetDeploymentInput{RestApiId: &id, DeploymentId: first.Id, Embed: []string{"apisummary"}}))
	if *summary.ApiSummary["/pets"]["POST"].AuthorizationType != "COGNITO_USER_POOLS" {
		t.Errorf("api summary: %+v", summary.ApiSummary)
	}
	stage := must(w.api.GetStage(w.ctx, &apigateway.GetStageInput{RestApiId: &id, StageName: aws.String("dev")}))
	if *stage.DeploymentId != *first.Id || stage.Variables["function"] != "directory" || *stage.Description != "the stage" || stage.CacheClusterEnabled {
		t.Errorf("GetStage: %+v", stage)
	}
	moved := must(w.api.UpdateStage(w.ctx, &apigateway.UpdateStageInput{RestApiId: &id, StageName: aws.String("dev"), PatchOperations: append(append(
		replace("/deploymentId", *second.Id), replace("/variables/colour", "green")...), patches(types.OpRemove, "/variables/function", "")...)}))
	if *moved.DeploymentId != *second.Id || len(moved.Variables) != 1 || moved.Variables["colour"] != "green" {
		t.Errorf("UpdateStage: %+v", moved)
	}
	// A deployment to the stage moves it and keeps its variables.
	third := must(w.api.CreateDeployment(w.ctx, &apigateway.CreateDeploymentInput{RestApiId: &id, StageName: aws.String("dev")}))
	stage = must(w.api.GetStage(w.ctx, &apigateway.GetStageInput{RestApiId: &id, StageName: aws.String("dev")}))
	if *stage.DeploymentId != *third.Id || stage.Variables["colour"] != "green" {
		t.Errorf("after a deployment: %+v", stage)
	}
	must(w.api.DeleteDeployment(w.ctx, &apigateway.DeleteDeploymentInput{RestApiId: &id, DeploymentId: first.Id}))
	must(w.api.CreateStage(w.ctx, &apigateway.CreateStageInput{RestApiId: &id, StageName: aws.String("prod-1"), DeploymentId: third.Id}))
	if all := must(w.api.GetStages(w.ctx, &apigateway.GetStagesInput{RestApiId: &id})).Item; len(all) != 2 {
		t.Errorf("GetStages: %+v", all)
	}
	must(w.api.DeleteStage(w.ctx, &apigateway.DeleteStageInput{RestApiId: &id, StageName: aws.String("dev")}))
	must(w.api.DeleteRestApi(w.ctx, &apigateway.DeleteRestApiInput{RestApiId: &id}))
	if len(w.store.Load().APIs) != 0 {
		t.Error("the API is still there")
	}
}

func TestKeysAndPlans(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.imported(w.read("pets.yaml"))
	must(w.api.CreateDeployment(w.ctx, &apigateway.CreateDeploymentInput{RestApiId: &id, StageName: aws.String("dev")}))
	key := must(w.api.CreateApiKey(w.ctx, &apigateway.CreateApiKeyInput{Name: aws.String("web"), Enabled: true}))
	disabled := must(w.api.CreateApiKey(w.ctx, &apigateway.CreateApiKeyInput{Name: aws.String("app"), Value: aws.String("")}))
	if len(*key.Value) != 40 || disabled.Enabled {
		t.Errorf("CreateApiKey: %+v %+v", key, disabled)
	}
	hidden := must(w.api.GetApiKeys(w.ctx, &apigateway.GetApiKeysInput{NameQuery: aws.String("we")})).Items
	if len(hidden) != 1 || hidden[0].Value != nil {
		t.Errorf("GetApiKeys: %+v", hidden)
	}
	if all := must(w.api.GetApiKeys(w.ctx, &apigateway.GetApiKeysInput{IncludeValues: aws.Bool(true)})).Items; len(all) != 2 || *all[0].Value != *key.Value {
		t.Errorf("GetApiKeys with values: %+v", all)
	}
	// A value that is no boolean counts as false (recorded).
	off := must(w.api.UpdateApiKey(w.ctx, &apigateway.UpdateApiKeyInput{ApiKey: key.Id, PatchOperations: replace("/enabled", "not-a-boolean")}))
	if off.Enabled {
		t.Errorf("UpdateApiKey: %+v", off)
	}
	if one := must(w.api.GetApiKey(w.ctx, &apigateway.GetApiKeyInput{ApiKey: key.Id, IncludeValue: aws.Bool(true)})); *one.Value != *key.Value {
		t.Errorf("GetApiKey: %+v", one)
	}

	plan := must(w.api.CreateUsagePlan(w.ctx, &apigateway.CreateUsagePlanInput{
		Name: aws.String("basic"), Throttle: &types.ThrottleSettings{RateLimit: 5, BurstLimit: 10},
		Quota: &types.QuotaSettings{Limit: 100, Period: types.QuotaPeriodTypeWeek},
	}))
	changed := must(w.api.UpdateUsagePlan(w.ctx, &apigateway.UpdateUsagePlanInput{UsagePlanId: plan.Id, PatchOperations: append(
		patches(types.OpAdd, "/apiStages", id+":dev"), replace("/throttle/rateLimit", "7.5")...)}))
	if len(changed.ApiStages) != 1 || changed.Throttle.RateLimit != 7.5 || changed.Throttle.BurstLimit != 10 || changed.Quota.Limit != 100 {
		t.Errorf("UpdateUsagePlan: %+v", changed)
	}
	must(w.api.CreateUsagePlanKey(w.ctx, &apigateway.CreateUsagePlanKeyInput{UsagePlanId: plan.Id, KeyId: key.Id, KeyType: aws.String("API_KEY")}))
	if keys := must(w.api.GetUsagePlanKeys(w.ctx, &apigateway.GetUsagePlanKeysInput{UsagePlanId: plan.Id})).Items; len(keys) != 1 || *keys[0].Name != "web" {
		t.Errorf("GetUsagePlanKeys: %+v", keys)
	}
	// An unknown plan has no keys (recorded).
	if none := must(w.api.GetUsagePlanKeys(w.ctx, &apigateway.GetUsagePlanKeysInput{UsagePlanId: aws.String("bad-id")})); len(none.Items) != 0 {
		t.Errorf("keys of no plan: %+v", none.Items)
	}
	if of := must(w.api.GetUsagePlans(w.ctx, &apigateway.GetUsagePlansInput{KeyId: key.Id})).Items; len(of) != 1 {
		t.Errorf("plans of a key: %+v", of)
	}
	// One plan per key and stage.
	other := must(w.api.CreateUsagePlan(w.ctx, &apigateway.CreateUsagePlanInput{Name: aws.String("other"), ApiStages: changed.ApiStages}))
	if _, err := w.api.CreateUsagePlanKey(w.ctx, &apigateway.CreateUsagePlanKeyInput{UsagePlanId: other.Id, KeyId: key.Id, KeyType: aws.String("API_KEY")}); !strings.HasPrefix(failure(err), "409 ConflictException") {
		t.Errorf("a second plan for the stage: got %v", err)
	}
	must(w.api.DeleteStage(w.ctx, &apigateway.DeleteStageInput{RestApiId: &id, StageName: aws.String("dev")}))
	if left := must(w.api.GetUsagePlan(w.ctx, &apigateway.GetUsagePlanInput{UsagePlanId: plan.Id})); len(left.ApiStages) != 0 {
		t.Errorf("a stage that is gone stays in the plan: %+v", left.ApiStages)
	}
	must(w.api.DeleteUsagePlanKey(w.ctx, &apigateway.DeleteUsagePlanKeyInput{UsagePlanId: plan.Id, KeyId: key.Id}))
	must(w.api.DeleteUsagePlan(w.ctx, &apigateway.DeleteUsagePlanInput{UsagePlanId: plan.Id}))
	must(w.api.DeleteApiKey(w.ctx, &apigateway.DeleteApiKeyInput{ApiKey: key.Id}))
}

func TestTags(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.imported(w.read("pets.yaml"))
	must(w.api.CreateDeployment(w.ctx, &apigateway.CreateDeploymentInput{RestApiId: &id, StageName: aws.String("dev")}))
	for _, arn := range []string{"arn:aws:apigateway:us-east-1::/restapis/" + id, "arn:aws:apigateway:us-east-1::/restapis/" + id + "/stages/dev"} {
		must(w.api.TagResource(w.ctx, &apigateway.TagResourceInput{ResourceArn: &arn, Tags: map[string]string{"a": "1", "b": "2"}}))
		must(w.api.UntagResource(w.ctx, &apigateway.UntagResourceInput{ResourceArn: &arn, TagKeys: []string{"a"}}))
		if got := must(w.api.GetTags(w.ctx, &apigateway.GetTagsInput{ResourceArn: &arn})).Tags; len(got) != 1 || got["b"] != "2" {
			t.Errorf("%s: %v", arn, got)
		}
	}
}

func TestFunctions(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	name := aws.String("arn:aws:lambda:us-east-1:123456789012:function:directory")
	add := func(statement, qualifier string) error {
		in := &awslambda.AddPermissionInput{
			FunctionName: name, StatementId: &statement, Action: aws.String("lambda:InvokeFunction"),
			Principal: aws.String("apigateway.amazonaws.com"), SourceArn: aws.String("arn:aws:execute-api:us-east-1:123456789012:a/*"),
		}
		if qualifier != "" {
			in.Qualifier = &qualifier
		}
		_, err := w.lambda.AddPermission(w.ctx, in)
		return err
	}
	if err := add("one", ""); err != nil {
		t.Fatal(err)
	}
	if err := add("one", "live"); err != nil {
		t.Errorf("the same statement for an alias: %v", err)
	}
	want := "409 ResourceConflictException: The statement id (one) provided already exists. Please provide a new statement id, or remove the existing statement."
	if got := failure(add("one", "")); got != want {
		t.Errorf("the same statement again: %s", got)
	}
	policy := must(w.lambda.GetPolicy(w.ctx, &awslambda.GetPolicyInput{FunctionName: aws.String("directory")}))
	const text = `{"Id":"default","Statement":[{"Sid":"one","Effect":"Allow","Principal":{"Service":"apigateway.amazonaws.com"},"Action":"lambda:InvokeFunction","Resource":"arn:aws:lambda:us-east-1:123456789012:function:directory","Condition":{"ArnLike":{"AWS:SourceArn":"arn:aws:execute-api:us-east-1:123456789012:a/*"}}}],"Version":"2012-10-17"}`
	if *policy.Policy != text {
		t.Errorf("GetPolicy:\n got %s\nwant %s", *policy.Policy, text)
	}
	must(w.lambda.RemovePermission(w.ctx, &awslambda.RemovePermissionInput{FunctionName: name, StatementId: aws.String("one")}))
	if n := len(w.store.Load().Policies["directory"]); n != 1 {
		t.Errorf("permissions left: %d, want that of the alias", n)
	}
	f := must(w.lambda.GetFunction(w.ctx, &awslambda.GetFunctionInput{FunctionName: name}))
	if *f.Configuration.FunctionArn != *name || *f.Configuration.Timeout != 30 {
		t.Errorf("GetFunction: %+v", f.Configuration)
	}
	got := must(w.lambda.Invoke(w.ctx, &awslambda.InvokeInput{FunctionName: name, Payload: []byte(`{"a":1}`)}))
	if string(got.Payload) != `{"a":1}` || got.FunctionError != nil {
		t.Errorf("Invoke: %s", got.Payload)
	}
	got = must(w.lambda.Invoke(w.ctx, &awslambda.InvokeInput{FunctionName: name, Payload: []byte(`"fail"`)}))
	if got.FunctionError == nil || !strings.Contains(string(got.Payload), "refused") {
		t.Errorf("Invoke of a function that fails: %s", got.Payload)
	}
}

func TestCallsOutsideTheSDK(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, tt := range []struct{ method, path, body, want string }{
		{"PATCH", "/restapis/x", `{"patchOperations":`, "400 SerializationException"},
		{"POST", "/apikeys", `{"enabled":"yes"}`, "400 SerializationException"},
		{"POST", "/apikeys?mode=import&format=xml", "x", "400 BadRequestException"},
		{"GET", "/v2/apis", "", "501 UnsupportedOperation"},
		{"POST", "/", "Action=AssumeRole&Version=2011-06-15", "501 UnsupportedOperation"},
		{"POST", "/", "%zz", "501 UnsupportedOperation"},
		{"GET", "/restapis/a%2Fb", "", "404 NotFoundException"},
		{"PUT", "/restapis/x", strings.Repeat("x", restjson.MaxBody+1), "413 RequestEntityTooLargeException"},
	} {
		req := must(http.NewRequestWithContext(w.ctx, tt.method, w.url+tt.path, strings.NewReader(tt.body)))
		resp := must(w.client.Do(req))
		_, _ = io.Copy(io.Discard, resp.Body)
		_ = resp.Body.Close()
		if got := resp.Status[:3] + " " + resp.Header.Get("X-Amzn-Errortype"); got != tt.want {
			t.Errorf("%s %s: got %s, want %s", tt.method, tt.path, got, tt.want)
		}
	}
}

func FuzzImport(f *testing.F) {
	f.Add("openapi: 3.0.1\npaths: {/a: {get: {x-amazon-apigateway-integration: {type: mock}}}}")
	f.Add(`{"swagger":"2.0","paths":{"/{a+}":{"x-amazon-apigateway-any-method":{}}},"definitions":{"A":{"$ref":"#/definitions/A"}}}`)
	f.Fuzz(func(t *testing.T, doc string) {
		s := bare(t)
		r := must(http.NewRequestWithContext(t.Context(), http.MethodPost, "/restapis?mode=import", nil))
		ans, err := s.importRestAPI(&request{Request: r, body: []byte(doc)})
		if err != nil {
			return
		}
		id := ans.body.(restAPI).ID
		put := must(http.NewRequestWithContext(t.Context(), http.MethodPut, "/restapis/"+id, nil))
		put.SetPathValue("api", id)
		if _, err := s.putRestAPI(&request{Request: put, body: []byte(doc)}); err != nil {
			t.Errorf("a document that was imported cannot be merged: %v", err)
		}
	})
}
