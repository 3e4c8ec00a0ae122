package controlplane

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/apigateway"
	"github.com/aws/aws-sdk-go-v2/service/apigateway/types"
	"github.com/google/go-cmp/cmp"
)

// patched makes patch operations of triples: op, path, value.
func patched(texts ...string) []types.PatchOperation {
	var all []types.PatchOperation
	for i := 0; i < len(texts); i += 3 {
		all = append(all, types.PatchOperation{Op: types.Op(texts[i]), Path: aws.String(texts[i+1]), Value: aws.String(texts[i+2])})
	}
	return all
}

// A built API has /pets with a GET that answers by a mock.
type built struct {
	*world
	id, root, pets *string
}

func (w *world) build() built {
	w.t.Helper()
	api := must(w.api.CreateRestApi(w.ctx, &apigateway.CreateRestApiInput{Name: aws.String("built")}))
	b := built{w, api.Id, api.RootResourceId, nil}
	b.pets = must(w.api.CreateResource(w.ctx, &apigateway.CreateResourceInput{RestApiId: b.id, ParentId: b.root, PathPart: aws.String("pets")})).Id
	get := aws.String("GET")
	must(w.api.PutMethod(w.ctx, &apigateway.PutMethodInput{RestApiId: b.id, ResourceId: b.pets, HttpMethod: get, AuthorizationType: aws.String("NONE")}))
	must(w.api.PutMethodResponse(w.ctx, &apigateway.PutMethodResponseInput{RestApiId: b.id, ResourceId: b.pets, HttpMethod: get, StatusCode: aws.String("200")}))
	must(w.api.PutIntegration(w.ctx, &apigateway.PutIntegrationInput{RestApiId: b.id, ResourceId: b.pets, HttpMethod: get, Type: types.IntegrationTypeMock}))
	must(w.api.PutIntegrationResponse(w.ctx, &apigateway.PutIntegrationResponseInput{RestApiId: b.id, ResourceId: b.pets, HttpMethod: get, StatusCode: aws.String("200")}))
	return b
}

// An API built call by call and changed by patches is what its calls say.
func TestBuildByCalls(t *testing.T) {
	t.Parallel()
	b := newWorld(t).build()
	get := aws.String("GET")
	validator := must(b.api.CreateRequestValidator(b.ctx, &apigateway.CreateRequestValidatorInput{RestApiId: b.id, Name: aws.String("all"), ValidateRequestBody: true}))
	must(b.api.UpdateRequestValidator(b.ctx, &apigateway.UpdateRequestValidatorInput{RestApiId: b.id, RequestValidatorId: validator.Id, PatchOperations: patched("replace", "/name", "some", "replace", "/validateRequestParameters", "true")}))
	must(b.api.CreateModel(b.ctx, &apigateway.CreateModelInput{RestApiId: b.id, Name: aws.String("Pet"), ContentType: aws.String("application/json"), Schema: aws.String(`{"type":"object"}`)}))
	must(b.api.UpdateMethod(b.ctx, &apigateway.UpdateMethodInput{RestApiId: b.id, ResourceId: b.pets, HttpMethod: get, PatchOperations: patched(
		"replace", "/requestValidatorId", *validator.Id, "replace", "/operationName", "pets", "replace", "/apiKeyRequired", "true",
		"add", "/requestParameters/method.request.header.x-a", "true", "add", "/requestModels/application~1json", "Pet",
	)}))
	must(b.api.UpdateMethodResponse(b.ctx, &apigateway.UpdateMethodResponseInput{RestApiId: b.id, ResourceId: b.pets, HttpMethod: get, StatusCode: aws.String("200"), PatchOperations: patched(
		"add", "/responseParameters/method.response.header.x-b", "false", "add", "/responseModels/application~1json", "Pet",
	)}))
	must(b.api.UpdateIntegration(b.ctx, &apigateway.UpdateIntegrationInput{RestApiId: b.id, ResourceId: b.pets, HttpMethod: get, PatchOperations: patched(
		"replace", "/timeoutInMillis", "5000", "add", "/requestTemplates/application~1json", `{"statusCode":200}`,
		"add", "/requestParameters/integration.request.header.y", "method.request.header.x-a", "add", "/cacheKeyParameters/method.request.header.x-a", "",
		"replace", "/passthroughBehavior", "NEVER",
	)}))
	must(b.api.UpdateIntegrationResponse(b.ctx, &apigateway.UpdateIntegrationResponseInput{RestApiId: b.id, ResourceId: b.pets, HttpMethod: get, StatusCode: aws.String("200"), PatchOperations: patched(
		"replace", "/selectionPattern", "2..", "add", "/responseParameters/method.response.header.x-b", "'c'",
	)}))
	must(b.api.UpdateResource(b.ctx, &apigateway.UpdateResourceInput{RestApiId: b.id, ResourceId: b.pets, PatchOperations: patched("replace", "/pathPart", "animals")}))
	got := b.resources(*b.id)["/animals"].ResourceMethods["GET"]
	want := types.Method{
		HttpMethod: get, AuthorizationType: aws.String("NONE"), ApiKeyRequired: aws.Bool(true), RequestValidatorId: validator.Id,
		OperationName: aws.String("pets"), RequestParameters: map[string]bool{"method.request.header.x-a": true},
		RequestModels: map[string]string{"application/json": "Pet"},
		MethodResponses: map[string]types.MethodResponse{"200": {
			StatusCode: aws.String("200"), ResponseParameters: map[string]bool{"method.response.header.x-b": false}, ResponseModels: map[string]string{"application/json": "Pet"},
		}},
		MethodIntegration: &types.Integration{
			Type: types.IntegrationTypeMock, PassthroughBehavior: aws.String("NEVER"), TimeoutInMillis: 5000, CacheNamespace: b.pets,
			CacheKeyParameters: []string{"method.request.header.x-a"}, RequestTemplates: map[string]string{"application/json": `{"statusCode":200}`},
			RequestParameters: map[string]string{"integration.request.header.y": "method.request.header.x-a"},
			IntegrationResponses: map[string]types.IntegrationResponse{"200": {
				StatusCode: aws.String("200"), SelectionPattern: aws.String("2.."), ResponseParameters: map[string]string{"method.response.header.x-b": "'c'"},
			}},
		},
	}
	if diff := cmp.Diff(want, got, cmp.FilterPath(func(p cmp.Path) bool { return strings.Contains(p.String(), "noSmithyDocumentSerde") }, cmp.Ignore())); diff != "" {
		t.Errorf("the method differs (-want +got):\n%s", diff)
	}
}

// What one entity needs of another keeps both in place.
func TestUsedEntitiesStay(t *testing.T) {
	t.Parallel()
	b := newWorld(t).build()
	get := aws.String("GET")
	validator := must(b.api.CreateRequestValidator(b.ctx, &apigateway.CreateRequestValidatorInput{RestApiId: b.id, Name: aws.String("all")}))
	authorizer := must(b.api.CreateAuthorizer(b.ctx, &apigateway.CreateAuthorizerInput{
		RestApiId: b.id, Name: aws.String("pool"), Type: types.AuthorizerTypeCognitoUserPools, ProviderARNs: []string{"arn:aws:cognito-idp:us-east-1:123456789012:userpool/us-east-1_a"},
		IdentitySource: aws.String("method.request.header.Authorization"),
	}))
	must(b.api.UpdateMethod(b.ctx, &apigateway.UpdateMethodInput{RestApiId: b.id, ResourceId: b.pets, HttpMethod: get, PatchOperations: patched(
		"replace", "/requestValidatorId", *validator.Id, "replace", "/authorizationType", "COGNITO_USER_POOLS", "replace", "/authorizerId", *authorizer.Id,
		"add", "/authorizationScopes", "pets",
	)}))
	must(b.api.UpdateAuthorizer(b.ctx, &apigateway.UpdateAuthorizerInput{RestApiId: b.id, AuthorizerId: authorizer.Id, PatchOperations: patched("replace", "/name", "people")}))
	m := must(b.api.GetMethod(b.ctx, &apigateway.GetMethodInput{RestApiId: b.id, ResourceId: b.pets, HttpMethod: get}))
	if aws.ToString(m.AuthorizerId) != *authorizer.Id || !slices.Equal(m.AuthorizationScopes, []string{"pets"}) {
		t.Errorf("the method has authorizer %v and scopes %v", m.AuthorizerId, m.AuthorizationScopes)
	}
	if _, err := b.api.DeleteAuthorizer(b.ctx, &apigateway.DeleteAuthorizerInput{RestApiId: b.id, AuthorizerId: authorizer.Id}); !strings.HasPrefix(failure(err), "409 ConflictException") {
		t.Errorf("DeleteAuthorizer: %s", failure(err))
	}
	if _, err := b.api.DeleteRequestValidator(b.ctx, &apigateway.DeleteRequestValidatorInput{RestApiId: b.id, RequestValidatorId: validator.Id}); !strings.HasPrefix(failure(err), "409 ConflictException") {
		t.Errorf("DeleteRequestValidator: %s", failure(err))
	}
	must(b.api.DeleteMethod(b.ctx, &apigateway.DeleteMethodInput{RestApiId: b.id, ResourceId: b.pets, HttpMethod: get}))
	must(b.api.DeleteAuthorizer(b.ctx, &apigateway.DeleteAuthorizerInput{RestApiId: b.id, AuthorizerId: authorizer.Id}))
	must(b.api.DeleteRequestValidator(b.ctx, &apigateway.DeleteRequestValidatorInput{RestApiId: b.id, RequestValidatorId: validator.Id}))
}

// Moving a resource moves what is below it, and keeps its methods.
func TestMoveResource(t *testing.T) {
	t.Parallel()
	b := newWorld(t).build()
	make := func(parent *string, part string) *string {
		return must(b.api.CreateResource(b.ctx, &apigateway.CreateResourceInput{RestApiId: b.id, ParentId: parent, PathPart: &part})).Id
	}
	toys := make(b.pets, "toys")
	make(toys, "{id}")
	deep := make(make(b.root, "a"), "b")
	must(b.api.UpdateResource(b.ctx, &apigateway.UpdateResourceInput{RestApiId: b.id, ResourceId: b.pets, PatchOperations: patched("replace", "/parentId", *deep)}))
	all := b.resources(*b.id)
	for _, path := range []string{"/a/b/pets", "/a/b/pets/toys", "/a/b/pets/toys/{id}"} {
		if _, ok := all[path]; !ok {
			t.Errorf("%s is not there: %v", path, sortedKeys(all))
		}
	}
	if got := aws.ToString(all["/a/b/pets"].ParentId); got != *deep {
		t.Errorf("the parent is %s", got)
	}
	if len(all["/a/b/pets"].ResourceMethods) != 1 {
		t.Error("the method is gone")
	}
	must(b.api.DeleteResource(b.ctx, &apigateway.DeleteResourceInput{RestApiId: b.id, ResourceId: deep}))
	if all := b.resources(*b.id); len(all) != 2 {
		t.Errorf("left are %v", sortedKeys(all))
	}
}

func TestDocumentation(t *testing.T) {
	t.Parallel()
	b := newWorld(t).build()
	part := must(b.api.CreateDocumentationPart(b.ctx, &apigateway.CreateDocumentationPartInput{
		RestApiId: b.id, Location: &types.DocumentationPartLocation{Type: types.DocumentationPartTypeMethod, Method: aws.String("GET")},
		Properties: aws.String(`{"summary": "reads", "tags": ["pets"]}`),
	}))
	if aws.ToString(part.Location.Path) != "/" {
		t.Errorf("the path is %v", part.Location.Path)
	}
	must(b.api.UpdateDocumentationPart(b.ctx, &apigateway.UpdateDocumentationPartInput{RestApiId: b.id, DocumentationPartId: part.Id, PatchOperations: patched("replace", "/properties", `{"summary": "reads all"}`)}))
	must(b.api.CreateDeployment(b.ctx, &apigateway.CreateDeploymentInput{RestApiId: b.id, StageName: aws.String("dev")}))
	export := func() map[string]any {
		out := must(b.api.GetExport(b.ctx, &apigateway.GetExportInput{RestApiId: b.id, StageName: aws.String("dev"), ExportType: aws.String("oas30"), Parameters: map[string]string{"extensions": "documentation"}}))
		var doc map[string]any
		if err := json.Unmarshal(out.Body, &doc); err != nil {
			t.Fatal(err)
		}
		return doc
	}
	if doc := export(); doc["x-amazon-apigateway-documentation"] != nil {
		t.Error("documentation that no version has is exported")
	}
	must(b.api.CreateDocumentationVersion(b.ctx, &apigateway.CreateDocumentationVersionInput{RestApiId: b.id, DocumentationVersion: aws.String("1"), StageName: aws.String("dev")}))
	must(b.api.DeleteDocumentationPart(b.ctx, &apigateway.DeleteDocumentationPartInput{RestApiId: b.id, DocumentationPartId: part.Id}))
	doc := export()
	paths, _ := doc["paths"].(map[string]any)
	pets, _ := paths["/pets"].(map[string]any)
	get, _ := pets["get"].(map[string]any)
	if get["summary"] != "reads all" || doc["x-amazon-apigateway-documentation"] == nil {
		t.Errorf("the export is %v", doc)
	}
	if st := must(b.api.GetStage(b.ctx, &apigateway.GetStageInput{RestApiId: b.id, StageName: aws.String("dev")})); aws.ToString(st.DocumentationVersion) != "1" {
		t.Errorf("the stage has version %v", st.DocumentationVersion)
	}
	if _, err := b.api.DeleteDocumentationVersion(b.ctx, &apigateway.DeleteDocumentationVersionInput{RestApiId: b.id, DocumentationVersion: aws.String("1")}); !strings.HasPrefix(failure(err), "400") {
		t.Errorf("DeleteDocumentationVersion: %s", failure(err))
	}
}

// Every Update call refuses an operation that is none, by the framework's words.
func TestUpdatesRefuseUnknownOperations(t *testing.T) {
	t.Parallel()
	b := newWorld(t).build()
	for name, call := range map[string]func(context.Context, []types.PatchOperation) error{
		"updateRestApiInput": func(ctx context.Context, p []types.PatchOperation) error {
			return failed(b.api.UpdateRestApi(ctx, &apigateway.UpdateRestApiInput{RestApiId: b.id, PatchOperations: p}))
		},
		"updateVpcLinkInput": func(ctx context.Context, p []types.PatchOperation) error {
			return failed(b.api.UpdateVpcLink(ctx, &apigateway.UpdateVpcLinkInput{VpcLinkId: aws.String("x"), PatchOperations: p}))
		},
		"updateAccountInput": func(ctx context.Context, p []types.PatchOperation) error {
			return failed(b.api.UpdateAccount(ctx, &apigateway.UpdateAccountInput{PatchOperations: p}))
		},
		"updateDomainNameInput": func(ctx context.Context, p []types.PatchOperation) error {
			return failed(b.api.UpdateDomainName(ctx, &apigateway.UpdateDomainNameInput{DomainName: aws.String("x"), PatchOperations: p}))
		},
	} {
		want := "400 ValidationException: 1 validation error detected: Value 'put' at '" + name + ".patchOperations.1.member.op' failed to satisfy constraint: Member must satisfy enum value set: [add, remove, move, test, replace, copy]"
		if got := failure(call(b.ctx, patched("put", "/x", "y"))); got != want {
			t.Errorf("%s: %s", name, got)
		}
	}
}

func TestVPCLinksCertificatesAccount(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	link := must(w.api.CreateVpcLink(w.ctx, &apigateway.CreateVpcLinkInput{Name: aws.String("inside"), TargetArns: []string{"arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/net/a/b"}}))
	if link.Status != types.VpcLinkStatusPending {
		t.Errorf("a new link is %s", link.Status)
	}
	must(w.api.UpdateVpcLink(w.ctx, &apigateway.UpdateVpcLinkInput{VpcLinkId: link.Id, PatchOperations: patched("replace", "/name", "within")}))
	if got := must(w.api.GetVpcLink(w.ctx, &apigateway.GetVpcLinkInput{VpcLinkId: link.Id})); got.Status != types.VpcLinkStatusAvailable || *got.Name != "within" {
		t.Errorf("the link is %s %s", got.Status, *got.Name)
	}
	must(w.api.DeleteVpcLink(w.ctx, &apigateway.DeleteVpcLinkInput{VpcLinkId: link.Id}))

	certificate := must(w.api.GenerateClientCertificate(w.ctx, &apigateway.GenerateClientCertificateInput{Description: aws.String("d")}))
	if !strings.HasPrefix(*certificate.PemEncodedCertificate, "-----BEGIN CERTIFICATE-----") || !certificate.ExpirationDate.After(*certificate.CreatedDate) {
		t.Errorf("the certificate is %+v", certificate)
	}
	must(w.api.DeleteClientCertificate(w.ctx, &apigateway.DeleteClientCertificateInput{ClientCertificateId: certificate.ClientCertificateId}))

	role := "arn:aws:iam::123456789012:role/logs"
	if got := must(w.api.UpdateAccount(w.ctx, &apigateway.UpdateAccountInput{PatchOperations: patched("replace", "/cloudwatchRoleArn", role)})); aws.ToString(got.CloudwatchRoleArn) != role {
		t.Errorf("the account is %+v", got)
	}
	if kinds := must(w.api.GetSdkTypes(w.ctx, &apigateway.GetSdkTypesInput{})); len(kinds.Items) != len(sdkTypes) {
		t.Errorf("SDK types: %v", kinds.Items)
	}
}

func TestImportKeys(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	plan := must(w.api.CreateUsagePlan(w.ctx, &apigateway.CreateUsagePlanInput{Name: aws.String("all")}))
	file := "Name,key,Description,Enabled,usageplanIds\none,11111111111111111111,first,TRUE," + *plan.Id + "\ntwo,short,,,\n"
	out := must(w.api.ImportApiKeys(w.ctx, &apigateway.ImportApiKeysInput{Body: []byte(file), Format: types.ApiKeysFormatCsv}))
	if len(out.Ids) != 1 || len(out.Warnings) != 1 || !strings.Contains(out.Warnings[0], "Line 3") {
		t.Fatalf("got %+v", out)
	}
	keys := must(w.api.GetUsagePlanKeys(w.ctx, &apigateway.GetUsagePlanKeysInput{UsagePlanId: plan.Id}))
	if len(keys.Items) != 1 || *keys.Items[0].Name != "one" {
		t.Errorf("the plan has %v", keys.Items)
	}
	if _, err := w.api.ImportApiKeys(w.ctx, &apigateway.ImportApiKeysInput{Body: []byte("name,key\nx,short\n"), Format: types.ApiKeysFormatCsv, FailOnWarnings: true}); !strings.HasPrefix(failure(err), "400 BadRequestException: Warnings found during import:") {
		t.Errorf("with failOnWarnings: %s", failure(err))
	}
}

// Limits of single methods are set by their path, escaped or not.
func TestMethodThrottle(t *testing.T) {
	t.Parallel()
	b := newWorld(t).build()
	must(b.api.CreateDeployment(b.ctx, &apigateway.CreateDeploymentInput{RestApiId: b.id, StageName: aws.String("dev")}))
	plan := must(b.api.CreateUsagePlan(b.ctx, &apigateway.CreateUsagePlanInput{Name: aws.String("all"), ApiStages: []types.ApiStage{{ApiId: b.id, Stage: aws.String("dev")}}}))
	at := "/apiStages/" + *b.id + ":dev/throttle"
	update := func(ops ...string) (*apigateway.UpdateUsagePlanOutput, error) {
		return b.api.UpdateUsagePlan(b.ctx, &apigateway.UpdateUsagePlanInput{UsagePlanId: plan.Id, PatchOperations: patched(ops...)})
	}
	got := must(update("replace", at+"/~1pets/GET/rateLimit", "2.5", "replace", at+"//pets/GET/burstLimit", "3"))
	if diff := cmp.Diff(map[string]types.ThrottleSettings{"/pets/GET": {RateLimit: 2.5, BurstLimit: 3}}, got.ApiStages[0].Throttle, cmp.AllowUnexported(types.ThrottleSettings{})); diff != "" {
		t.Errorf("the limits differ (-want +got):\n%s", diff)
	}
	if got := must(update("remove", at, "")); len(got.ApiStages[0].Throttle) != 0 {
		t.Errorf("left are %v", got.ApiStages[0].Throttle)
	}
	for _, tt := range []struct{ path, want string }{
		{"/apiStages/x:dev/throttle//pets/GET/rateLimit", "404 NotFoundException: Invalid API Stage {api: x, stage: dev} specified for usageplan " + *plan.Id},
		{at + "//pets/GET/limit", "400 BadRequestException: Invalid patch path " + at + "//pets/GET/limit"},
		{"/nothing", "400 BadRequestException: Invalid patch path /nothing"},
	} {
		if _, err := update("replace", tt.path, "1"); failure(err) != tt.want {
			t.Errorf("%s: %s", tt.path, failure(err))
		}
	}
}

// A clone has the same paths and models under ids of its own.
func TestCloneAPI(t *testing.T) {
	t.Parallel()
	b := newWorld(t).build()
	clone := must(b.api.CreateRestApi(b.ctx, &apigateway.CreateRestApiInput{Name: aws.String("clone"), CloneFrom: b.id}))
	all := b.resources(*clone.Id)
	if len(all) != 2 || *all["/pets"].Id == *b.pets || len(all["/pets"].ResourceMethods) != 1 || *all["/"].Id != *clone.RootResourceId {
		t.Errorf("the clone has %v", all)
	}
}

func TestModelTemplate(t *testing.T) {
	t.Parallel()
	b := newWorld(t).build()
	must(b.api.CreateModel(b.ctx, &apigateway.CreateModelInput{
		RestApiId: b.id, Name: aws.String("Pet"), ContentType: aws.String("application/json"),
		Schema: aws.String(`{"type":"object","properties":{"name":{"type":"string"},"ages":{"type":"array","items":{"type":"integer"}}}}`),
	}))
	must(b.api.CreateModel(b.ctx, &apigateway.CreateModelInput{
		RestApiId: b.id, Name: aws.String("Owner"), ContentType: aws.String("application/json"),
		Schema: aws.String(`{"type":"object","properties":{"pet":{"$ref":"https://apigateway.amazonaws.com/restapis/` + *b.id + `/models/Pet"}}}`),
	}))
	got := must(b.api.GetModelTemplate(b.ctx, &apigateway.GetModelTemplateInput{RestApiId: b.id, ModelName: aws.String("Owner")}))
	const want = `#set($inputRoot = $input.path('$'))
{
  "pet" : {
    "name" : "foo",
    "ages" : [
    #foreach($elem__ in $inputRoot.pet.ages)
      42#if($foreach.hasNext),#end
    #end
    ]
  }
}`
	if *got.Value != want {
		t.Errorf("got\n%s\nwant\n%s", *got.Value, want)
	}
	if _, err := b.api.DeleteModel(b.ctx, &apigateway.DeleteModelInput{RestApiId: b.id, ModelName: aws.String("Pet")}); failure(err) != "409 ConflictException: Cannot delete model 'Pet', is referenced in model: Owner" {
		t.Errorf("DeleteModel: %s", failure(err))
	}
}

// failed gives the error of a call.
func failed[T any](_ T, err error) error { return err }
