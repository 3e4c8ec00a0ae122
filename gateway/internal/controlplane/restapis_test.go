package controlplane

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/apigateway"
	"github.com/aws/aws-sdk-go-v2/service/apigateway/types"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// What GetResources gives back, field by field, follows recordings of imports
// (test_import_swagger_api, test_import_with_http_method_integration):
// timeoutInMillis is filled in, the cache namespace is the resource's id,
// connectionType stands on HTTP types only, httpMethod not on mocks.
func TestImportedResources(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.imported(w.read("pets.yaml"))
	got := w.resources(id)
	if paths := strings.Join(slices.Sorted(maps.Keys(got)), " "); paths != "/ /pets /pets/{petId}" {
		t.Fatalf("resources: %s", paths)
	}
	root, pets, pet := got["/"], got["/pets"], got["/pets/{petId}"]
	if root.ParentId != nil || *pets.ParentId != *root.Id || *pet.ParentId != *pets.Id || *pet.PathPart != "{petId}" || root.ResourceMethods != nil {
		t.Errorf("the tree: %+v %+v %+v", root, pets, pet)
	}
	authorizers := must(w.api.GetAuthorizers(w.ctx, &apigateway.GetAuthorizersInput{RestApiId: &id})).Items
	validators := must(w.api.GetRequestValidators(w.ctx, &apigateway.GetRequestValidatorsInput{RestApiId: &id})).Items
	for _, tt := range []struct {
		name      string
		got, want types.Method
	}{
		{"mock", pets.ResourceMethods["GET"], types.Method{
			HttpMethod: aws.String("GET"), AuthorizationType: aws.String("NONE"), ApiKeyRequired: aws.Bool(false),
			OperationName: aws.String("listPets"), RequestParameters: map[string]bool{"method.request.querystring.page": false},
			MethodResponses: map[string]types.MethodResponse{"200": {
				StatusCode: aws.String("200"), ResponseModels: map[string]string{"application/json": "Pets"},
				ResponseParameters: map[string]bool{"method.response.header.X-Total": false},
			}},
			MethodIntegration: &types.Integration{
				Type: types.IntegrationTypeMock, PassthroughBehavior: aws.String("WHEN_NO_MATCH"), TimeoutInMillis: 29000,
				CacheNamespace: pets.Id, CacheKeyParameters: []string{},
				RequestTemplates: map[string]string{"application/json": `{"statusCode": 200}`},
				IntegrationResponses: map[string]types.IntegrationResponse{"200": {
					StatusCode: aws.String("200"), ResponseParameters: map[string]string{"method.response.header.X-Total": "'3'"},
				}},
			},
		}},
		{"function", pets.ResourceMethods["POST"], types.Method{
			HttpMethod: aws.String("POST"), AuthorizationType: aws.String("COGNITO_USER_POOLS"), ApiKeyRequired: aws.Bool(false),
			AuthorizerId: authorizers[0].Id, AuthorizationScopes: []string{"pets/write"}, RequestValidatorId: validators[0].Id,
			RequestModels:   map[string]string{"application/json": "Pet"},
			MethodResponses: map[string]types.MethodResponse{"201": {StatusCode: aws.String("201")}},
			MethodIntegration: &types.Integration{
				Type: types.IntegrationTypeAwsProxy, HttpMethod: aws.String("POST"), PassthroughBehavior: aws.String("WHEN_NO_MATCH"),
				TimeoutInMillis: 29000, CacheNamespace: pets.Id, CacheKeyParameters: []string{},
				Uri: aws.String("arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:123456789012:function:directory/invocations"),
			},
		}},
		{"http", pet.ResourceMethods["GET"], types.Method{
			HttpMethod: aws.String("GET"), AuthorizationType: aws.String("NONE"), ApiKeyRequired: aws.Bool(false),
			RequestParameters: map[string]bool{"method.request.path.petId": true},
			MethodResponses:   map[string]types.MethodResponse{"200": {StatusCode: aws.String("200")}},
			MethodIntegration: &types.Integration{
				Type: types.IntegrationTypeHttp, HttpMethod: aws.String("GET"), Uri: aws.String("http://pets.example.com/pets/{petId}"),
				ConnectionType: types.ConnectionTypeInternet, PassthroughBehavior: aws.String("WHEN_NO_MATCH"),
				TimeoutInMillis: 29000, CacheNamespace: pet.Id, CacheKeyParameters: []string{},
				RequestParameters:    map[string]string{"integration.request.path.petId": "method.request.path.petId"},
				IntegrationResponses: map[string]types.IntegrationResponse{"200": {StatusCode: aws.String("200")}},
			},
		}},
	} {
		if diff := cmp.Diff(tt.want, tt.got, cmpopts.IgnoreUnexported(types.Method{}, types.Integration{}, types.MethodResponse{}, types.IntegrationResponse{})); diff != "" {
			t.Errorf("%s differs (-want +got):\n%s", tt.name, diff)
		}
	}
	one := must(w.api.GetMethod(w.ctx, &apigateway.GetMethodInput{RestApiId: &id, ResourceId: pets.Id, HttpMethod: aws.String("GET")}))
	if *one.OperationName != "listPets" || one.MethodIntegration.Type != types.IntegrationTypeMock {
		t.Errorf("GetMethod: %+v", one)
	}
	in := must(w.api.GetIntegration(w.ctx, &apigateway.GetIntegrationInput{RestApiId: &id, ResourceId: pets.Id, HttpMethod: aws.String("POST")}))
	if in.Type != types.IntegrationTypeAwsProxy {
		t.Errorf("GetIntegration: %+v", in)
	}
	plain := must(w.api.GetResource(w.ctx, &apigateway.GetResourceInput{RestApiId: &id, ResourceId: pets.Id}))
	if m, ok := plain.ResourceMethods["GET"]; !ok || m.HttpMethod != nil {
		t.Errorf("GetResource without embed: %+v", plain.ResourceMethods)
	}
}

func TestRestAPIFields(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	got := must(w.api.ImportRestApi(w.ctx, &apigateway.ImportRestApiInput{
		Body: w.streaming(), Parameters: map[string]string{"endpointConfigurationTypes": "REGIONAL"},
	}))
	if *got.Name != "Pets" || *got.Description != "All pets" || *got.Version != "1" || got.ApiKeySource != "HEADER" ||
		got.EndpointConfiguration.Types[0] != types.EndpointTypeRegional || got.BinaryMediaTypes[0] != "image/png" || got.CreatedDate == nil {
		t.Errorf("ImportRestApi: %+v", got)
	}
	// The one integration that is not served is named with its place.
	const want = "GET /pets/{petId}: only proxy integrations stream their responses, not one of type HTTP (/paths/~1pets~1{petId}/get/x-amazon-apigateway-integration)"
	if len(got.Warnings) != 1 || got.Warnings[0] != want {
		t.Errorf("warnings: %q", got.Warnings)
	}
	read := must(w.api.GetRestApi(w.ctx, &apigateway.GetRestApiInput{RestApiId: got.Id}))
	if read.Warnings != nil || *read.RootResourceId != *w.resources(*got.Id)["/"].Id {
		t.Errorf("GetRestApi: %+v", read)
	}

	edge := must(w.api.ImportRestApi(w.ctx, &apigateway.ImportRestApiInput{Body: w.read("more.yaml")}))
	if edge.EndpointConfiguration.Types[0] != types.EndpointTypeEdge || edge.EndpointConfiguration.IpAddressType != types.IpAddressTypeIpv4 {
		t.Errorf("an import is EDGE by default: %+v", edge.EndpointConfiguration)
	}
}

func TestEntities(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.imported(w.read("pets.yaml"))
	models := must(w.api.GetModels(w.ctx, &apigateway.GetModelsInput{RestApiId: &id})).Items
	if len(models) != 2 || *models[0].Name != "Pet" || *models[0].Description != "A pet" {
		t.Fatalf("models: %+v", models)
	}
	// References are stored as addresses (recorded, test_import_with_circular_models).
	if !strings.Contains(*models[0].Schema, `"https://apigateway.amazonaws.com/restapis/`+id+`/models/Pets"`) {
		t.Errorf("schema: %s", *models[0].Schema)
	}
	one := must(w.api.GetModel(w.ctx, &apigateway.GetModelInput{RestApiId: &id, ModelName: aws.String("Pets")}))
	if *one.ContentType != "application/json" {
		t.Errorf("GetModel: %+v", one)
	}
	a := must(w.api.GetAuthorizers(w.ctx, &apigateway.GetAuthorizersInput{RestApiId: &id})).Items[0]
	if a.Type != types.AuthorizerTypeCognitoUserPools || *a.IdentitySource != "method.request.header.Authorization" || a.AuthorizerResultTtlInSeconds != nil || *a.AuthType != "cognito_user_pools" {
		t.Errorf("authorizer: %+v", a)
	}
	v := must(w.api.GetRequestValidators(w.ctx, &apigateway.GetRequestValidatorsInput{RestApiId: &id})).Items[0]
	if *v.Name != "all" || !v.ValidateRequestBody || !v.ValidateRequestParameters {
		t.Errorf("validator: %+v", v)
	}
	responses := must(w.api.GetGatewayResponses(w.ctx, &apigateway.GetGatewayResponsesInput{RestApiId: &id})).Items
	if len(responses) != 21 {
		t.Errorf("gateway responses: got %d, want all 21 types", len(responses))
	}
	for _, r := range responses {
		switch r.ResponseType {
		case types.GatewayResponseTypeDefault5xx:
			if r.DefaultResponse || *r.StatusCode != "599" {
				t.Errorf("a response that is set: %+v", r)
			}
		case types.GatewayResponseTypeUnauthorized:
			if !r.DefaultResponse || *r.StatusCode != "401" || r.ResponseTemplates["application/json"] != `{"message":$context.error.messageString}` {
				t.Errorf("a response that is not set: %+v", r)
			}
		case types.GatewayResponseTypeIntegrationTimeout:
			if !r.DefaultResponse || *r.StatusCode != "599" {
				t.Errorf("a response of a class with a default: %+v", r)
			}
		}
	}
}

// Easily wrong, line 27: merge is the default, renames, and unites binary types.
func TestPutMerge(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.imported(w.read("pets.yaml"))
	before := w.resources(id)
	got := must(w.api.PutRestApi(w.ctx, &apigateway.PutRestApiInput{RestApiId: &id, Body: w.read("more.yaml")}))
	if *got.Name != "More pets" || *got.Version != "2" || strings.Join(got.BinaryMediaTypes, " ") != "image/png image/gif" {
		t.Errorf("merge: %+v", got)
	}
	after := w.resources(id)
	if paths := strings.Join(slices.Sorted(maps.Keys(after)), " "); paths != "/ /owners /pets /pets/{petId}" {
		t.Errorf("resources: %s", paths)
	}
	if *after["/pets"].Id != *before["/pets"].Id || *after["/"].Id != *before["/"].Id {
		t.Error("resources must keep their ids")
	}
	// A method that both have is replaced whole, one the document lacks is kept.
	get := after["/pets"].ResourceMethods["GET"]
	if get.OperationName != nil || get.RequestParameters != nil || after["/pets"].ResourceMethods["POST"].AuthorizerId == nil {
		t.Errorf("methods: %+v", after["/pets"].ResourceMethods)
	}
	if models := must(w.api.GetModels(w.ctx, &apigateway.GetModelsInput{RestApiId: &id})).Items; len(models) != 3 {
		t.Errorf("models: got %d, want 3", len(models))
	}
}

func TestPutOverwrite(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.imported(w.read("pets.yaml"))
	before := w.resources(id)
	got := must(w.api.PutRestApi(w.ctx, &apigateway.PutRestApiInput{RestApiId: &id, Mode: types.PutModeOverwrite, Body: w.read("more.yaml")}))
	if strings.Join(got.BinaryMediaTypes, " ") != "image/gif" || got.Description != nil {
		t.Errorf("overwrite: %+v", got)
	}
	after := w.resources(id)
	if paths := strings.Join(slices.Sorted(maps.Keys(after)), " "); paths != "/ /owners /pets" {
		t.Errorf("resources: %s", paths)
	}
	if *after["/pets"].Id != *before["/pets"].Id || len(after["/pets"].ResourceMethods) != 1 {
		t.Errorf("/pets: %+v", after["/pets"])
	}
	if a := must(w.api.GetAuthorizers(w.ctx, &apigateway.GetAuthorizersInput{RestApiId: &id})).Items; len(a) != 0 {
		t.Errorf("authorizers: %+v", a)
	}
}

// An import twice of one document leaves everything as it was, ids included.
func TestPutIsIdempotent(t *testing.T) {
	t.Parallel()
	for _, mode := range []types.PutMode{types.PutModeMerge, types.PutModeOverwrite} {
		w := newWorld(t)
		id := w.imported(w.read("pets.yaml"))
		before := w.resources(id)
		must(w.api.PutRestApi(w.ctx, &apigateway.PutRestApiInput{RestApiId: &id, Mode: mode, Body: w.read("pets.yaml")}))
		ignore := cmpopts.IgnoreUnexported(types.Resource{}, types.Method{}, types.Integration{}, types.MethodResponse{}, types.IntegrationResponse{})
		if diff := cmp.Diff(before, w.resources(id), ignore); diff != "" {
			t.Errorf("%s changed (-before +after):\n%s", mode, diff)
		}
	}
}

func TestUpdateRestAPI(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.imported(w.read("pets.yaml"))
	got := must(w.api.UpdateRestApi(w.ctx, &apigateway.UpdateRestApiInput{RestApiId: &id, PatchOperations: []types.PatchOperation{
		{Op: types.OpReplace, Path: aws.String("/name"), Value: aws.String("Renamed")},
		{Op: types.OpReplace, Path: aws.String("/policy"), Value: aws.String(`{"Version":"2012-10-17"}`)},
		{Op: types.OpAdd, Path: aws.String("/binaryMediaTypes/image~1gif")},
		{Op: types.OpRemove, Path: aws.String("/binaryMediaTypes/image~1png")},
	}}))
	if *got.Name != "Renamed" || strings.Join(got.BinaryMediaTypes, " ") != "image/gif" || *got.Policy != `{\"Version\":\"2012-10-17\"}` {
		t.Errorf("UpdateRestApi: %+v, policy %s", got, *got.Policy)
	}
}

func TestPaging(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for range 3 {
		must(w.api.CreateRestApi(w.ctx, &apigateway.CreateRestApiInput{Name: aws.String("one of three")}))
	}
	seen, pages := map[string]bool{}, 0
	p := apigateway.NewGetRestApisPaginator(w.api, &apigateway.GetRestApisInput{Limit: aws.Int32(2)})
	for ; p.HasMorePages(); pages++ {
		for _, a := range must(p.NextPage(w.ctx)).Items {
			seen[*a.Id] = true
		}
	}
	if len(seen) != 3 || pages != 2 {
		t.Errorf("got %d APIs on %d pages, want 3 on 2", len(seen), pages)
	}
	if all := must(w.api.GetRestApis(w.ctx, &apigateway.GetRestApisInput{Limit: aws.Int32(-1)})); len(all.Items) != 3 {
		t.Errorf("a limit out of range: got %d", len(all.Items))
	}
}
