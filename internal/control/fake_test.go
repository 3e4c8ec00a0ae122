package control

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/apigateway"
	"github.com/aws/aws-sdk-go-v2/service/apigateway/types"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/aws/smithy-go"

	"github.com/apigen-go/apigen/internal/apigw"
	"github.com/apigen-go/apigen/internal/openapi"
)

// A cloud is an AWS account in memory: as much of it as imports touch. It keeps
// what ReadREST makes of documents and tells it in the SDK's types.
type cloud struct {
	mu          sync.Mutex
	apis        []*cloudAPI
	keys        []types.ApiKey
	plans       []*types.UsagePlan
	planKeys    map[string][]types.UsagePlanKey
	functions   map[string][]statementText // policy statements by function[:qualifier]
	calls       []string
	fail        map[string]error // by call
	pageSize    int              // of GetRestApis; zero is one page
	ignoresVars bool             // CreateDeployment leaves an existing stage's variables
	next        int
}

type cloudAPI struct {
	api         *apigw.RestAPI
	stages      map[string]*apigateway.GetStageOutput
	deployments map[string]string // description by id
}

type statementText struct{ sid, text string }

func apiError(code string) error {
	return &smithy.GenericAPIError{Code: code, Message: "from the test"}
}

func newCloud() *cloud {
	return &cloud{planKeys: map[string][]types.UsagePlanKey{}, functions: map[string][]statementText{}, fail: map[string]error{}}
}

func (c *cloud) control() *Control {
	return &Control{Gateway: c, Functions: c, Identity: c, Region: "eu-west-1", Endpoint: "http://127.0.0.1:1"}
}

// call notes a call and gives the error it is to fail with.
func (c *cloud) call(name string) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.calls = append(c.calls, name)
	return c.fail[name]
}

// changes lists the calls that change something, and forgets all calls.
func (c *cloud) changes() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	var made []string
	for _, name := range c.calls {
		if !strings.HasPrefix(name, "Get") {
			made = append(made, name)
		}
	}
	c.calls = nil
	return made
}

func (c *cloud) id(prefix string) string {
	c.next++
	return fmt.Sprintf("%s%d", prefix, c.next)
}

func (c *cloud) find(id *string) (*cloudAPI, error) {
	for _, a := range c.apis {
		if a.api.ID == aws.ToString(id) {
			return a, nil
		}
	}
	return nil, apiError("NotFoundException")
}

func (c *cloud) GetCallerIdentity(context.Context, *sts.GetCallerIdentityInput, ...func(*sts.Options)) (*sts.GetCallerIdentityOutput, error) {
	return &sts.GetCallerIdentityOutput{Account: aws.String("111111111111"), Arn: aws.String("arn:aws:iam::111111111111:user/tester")}, c.call("GetCallerIdentity")
}

func (c *cloud) GetRestApis(_ context.Context, in *apigateway.GetRestApisInput, _ ...func(*apigateway.Options)) (*apigateway.GetRestApisOutput, error) {
	if err := c.call("GetRestApis"); err != nil {
		return nil, err
	}
	start := 0
	if in.Position != nil {
		var err error
		if start, err = strconv.Atoi(*in.Position); err != nil {
			return nil, apiError("BadRequestException")
		}
	}
	out := &apigateway.GetRestApisOutput{}
	for i, a := range c.apis[start:] {
		if c.pageSize > 0 && i == c.pageSize {
			out.Position = aws.String(fmt.Sprint(start + i))
			break
		}
		out.Items = append(out.Items, types.RestApi{Id: &a.api.ID, Name: &a.api.Name})
	}
	return out, nil
}

func (c *cloud) GetRestApi(_ context.Context, in *apigateway.GetRestApiInput, _ ...func(*apigateway.Options)) (*apigateway.GetRestApiOutput, error) {
	if err := c.call("GetRestApi"); err != nil {
		return nil, err
	}
	a, err := c.find(in.RestApiId)
	if err != nil {
		return nil, err
	}
	out := &apigateway.GetRestApiOutput{
		Id: &a.api.ID, Name: &a.api.Name, Description: &a.api.Description, Version: &a.api.Version,
		ApiKeySource: types.ApiKeySourceType(a.api.APIKeySource), BinaryMediaTypes: a.api.BinaryMediaTypes,
		DisableExecuteApiEndpoint: a.api.DisableExecuteAPIEndpoint,
		EndpointConfiguration:     &types.EndpointConfiguration{Types: []types.EndpointType{types.EndpointTypeRegional}},
	}
	if a.api.Policy != nil {
		// The service expands the short form and escapes the quotes once more.
		policy := strings.ReplaceAll(string(a.api.Policy), "execute-api:/", "arn:aws:execute-api:eu-west-1:111111111111:"+a.api.ID+"/")
		out.Policy = aws.String(strings.ReplaceAll(policy, `"`, `\"`))
	}
	if a.api.MinimumCompressionSize != nil {
		out.MinimumCompressionSize = aws.Int32(int32(*a.api.MinimumCompressionSize))
	}
	return out, nil
}

func (c *cloud) GetResources(_ context.Context, in *apigateway.GetResourcesInput, _ ...func(*apigateway.Options)) (*apigateway.GetResourcesOutput, error) {
	if err := c.call("GetResources"); err != nil {
		return nil, err
	}
	a, err := c.find(in.RestApiId)
	if err != nil {
		return nil, err
	}
	out := &apigateway.GetResourcesOutput{}
	for _, r := range a.api.Resources {
		res := types.Resource{Id: aws.String("r" + r.Path), Path: &r.Path, ResourceMethods: map[string]types.Method{}}
		for _, m := range r.Methods {
			res.ResourceMethods[m.HTTPMethod] = cloudMethod(m)
		}
		out.Items = append(out.Items, res)
	}
	return out, nil
}

func cloudMethod(m *apigw.Method) types.Method {
	out := types.Method{
		HttpMethod: &m.HTTPMethod, OperationName: &m.OperationName, AuthorizationType: aws.String(string(m.AuthorizationType)),
		AuthorizationScopes: m.AuthorizationScopes, ApiKeyRequired: &m.APIKeyRequired,
		RequestParameters: m.RequestParameters, RequestModels: m.RequestModels, MethodResponses: map[string]types.MethodResponse{},
	}
	if m.Authorizer != "" {
		out.AuthorizerId = aws.String("a-" + m.Authorizer)
	}
	if m.RequestValidator != "" {
		out.RequestValidatorId = aws.String("v-" + m.RequestValidator)
	}
	for status, r := range m.Responses {
		out.MethodResponses[status] = types.MethodResponse{StatusCode: &status, ResponseParameters: r.ResponseParameters, ResponseModels: r.ResponseModels}
	}
	if in := m.Integration; in != nil {
		timeout := in.TimeoutInMillis
		if timeout == 0 {
			timeout = 29000
		}
		i := &types.Integration{
			Type: types.IntegrationType(in.Type), HttpMethod: &in.HTTPMethod, Uri: &in.URI, Credentials: &in.Credentials,
			ConnectionType: types.ConnectionType(in.ConnectionType), PassthroughBehavior: &in.PassthroughBehavior,
			ContentHandling: types.ContentHandlingStrategy(in.ContentHandling), TimeoutInMillis: int32(timeout),
			CacheNamespace: aws.String("abc123"), RequestParameters: in.RequestParameters, RequestTemplates: in.RequestTemplates,
			IntegrationResponses: map[string]types.IntegrationResponse{},
		}
		for _, r := range in.Responses {
			i.IntegrationResponses[r.StatusCode] = types.IntegrationResponse{StatusCode: &r.StatusCode, SelectionPattern: &r.SelectionPattern, ResponseParameters: r.ResponseParameters, ResponseTemplates: r.ResponseTemplates}
		}
		out.MethodIntegration = i
	}
	return out
}

func (c *cloud) GetModels(_ context.Context, in *apigateway.GetModelsInput, _ ...func(*apigateway.Options)) (*apigateway.GetModelsOutput, error) {
	if err := c.call("GetModels"); err != nil {
		return nil, err
	}
	a, err := c.find(in.RestApiId)
	if err != nil {
		return nil, err
	}
	out := &apigateway.GetModelsOutput{}
	for _, m := range a.api.Models {
		schema := strings.ReplaceAll(string(m.Schema), apigw.ModelRef, "https://apigateway.amazonaws.com/restapis/"+a.api.ID+"/models/")
		out.Items = append(out.Items, types.Model{Id: aws.String("m-" + m.Name), Name: &m.Name, ContentType: &m.ContentType, Schema: &schema})
	}
	return out, nil
}

func (c *cloud) GetAuthorizers(_ context.Context, in *apigateway.GetAuthorizersInput, _ ...func(*apigateway.Options)) (*apigateway.GetAuthorizersOutput, error) {
	if err := c.call("GetAuthorizers"); err != nil {
		return nil, err
	}
	a, err := c.find(in.RestApiId)
	if err != nil {
		return nil, err
	}
	out := &apigateway.GetAuthorizersOutput{}
	for _, x := range a.api.Authorizers {
		out.Items = append(out.Items, types.Authorizer{Id: aws.String("a-" + x.Name), Name: &x.Name, Type: types.AuthorizerType(x.Type), AuthType: &x.AuthType, ProviderARNs: x.ProviderARNs, IdentitySource: &x.IdentitySource, AuthorizerUri: &x.URI})
	}
	return out, nil
}

func (c *cloud) GetRequestValidators(_ context.Context, in *apigateway.GetRequestValidatorsInput, _ ...func(*apigateway.Options)) (*apigateway.GetRequestValidatorsOutput, error) {
	if err := c.call("GetRequestValidators"); err != nil {
		return nil, err
	}
	a, err := c.find(in.RestApiId)
	if err != nil {
		return nil, err
	}
	out := &apigateway.GetRequestValidatorsOutput{}
	for _, v := range a.api.RequestValidators {
		out.Items = append(out.Items, types.RequestValidator{Id: aws.String("v-" + v.Name), Name: &v.Name, ValidateRequestBody: v.ValidateRequestBody, ValidateRequestParameters: v.ValidateRequestParameters})
	}
	return out, nil
}

func (c *cloud) GetGatewayResponses(_ context.Context, in *apigateway.GetGatewayResponsesInput, _ ...func(*apigateway.Options)) (*apigateway.GetGatewayResponsesOutput, error) {
	if err := c.call("GetGatewayResponses"); err != nil {
		return nil, err
	}
	a, err := c.find(in.RestApiId)
	if err != nil {
		return nil, err
	}
	out := &apigateway.GetGatewayResponsesOutput{Items: []types.GatewayResponse{{ResponseType: "THROTTLED", StatusCode: aws.String("429"), DefaultResponse: true}}}
	for _, g := range a.api.GatewayResponses {
		out.Items = append(out.Items, types.GatewayResponse{ResponseType: types.GatewayResponseType(g.Type), StatusCode: &g.StatusCode, ResponseParameters: g.ResponseParameters, ResponseTemplates: g.ResponseTemplates})
	}
	return out, nil
}

// read makes an API of a body as the service does.
func (c *cloud) read(body []byte) (*apigw.RestAPI, error) {
	doc, err := openapi.Parse("body", body)
	if err != nil {
		return nil, apiError("BadRequestException")
	}
	api, found := apigw.ReadREST(doc, apigw.ReadOptions{})
	if text, ok := apigw.ImportFailure(found, true); !ok {
		return nil, &smithy.GenericAPIError{Code: "BadRequestException", Message: text}
	}
	return api, nil
}

func (c *cloud) ImportRestApi(_ context.Context, in *apigateway.ImportRestApiInput, _ ...func(*apigateway.Options)) (*apigateway.ImportRestApiOutput, error) {
	if err := c.call("ImportRestApi " + in.Parameters["endpointConfigurationTypes"]); err != nil {
		return nil, err
	}
	api, err := c.read(in.Body)
	if err != nil {
		return nil, err
	}
	api.ID = c.id("api")
	c.apis = append(c.apis, &cloudAPI{api: api, stages: map[string]*apigateway.GetStageOutput{}, deployments: map[string]string{}})
	return &apigateway.ImportRestApiOutput{Id: &api.ID, Name: &api.Name}, nil
}

func (c *cloud) PutRestApi(_ context.Context, in *apigateway.PutRestApiInput, _ ...func(*apigateway.Options)) (*apigateway.PutRestApiOutput, error) {
	if err := c.call("PutRestApi " + string(in.Mode)); err != nil {
		return nil, err
	}
	a, err := c.find(in.RestApiId)
	if err != nil {
		return nil, err
	}
	api, err := c.read(in.Body)
	if err != nil {
		return nil, err
	}
	api.ID = a.api.ID
	if in.Mode == types.PutModeMerge {
		for m, r := range a.api.Methods() {
			if api.Resource(r.Path) == nil {
				api.Resources = append(api.Resources, &apigw.Resource{Path: r.Path})
			}
			if api.Resource(r.Path).Method(m.HTTPMethod) == nil {
				api.Resource(r.Path).Methods = append(api.Resource(r.Path).Methods, m)
			}
		}
		for _, m := range a.api.Models {
			if api.Model(m.Name) == nil {
				api.Models = append(api.Models, m)
			}
		}
	}
	a.api = api
	return &apigateway.PutRestApiOutput{Id: &api.ID}, nil
}

func (c *cloud) GetExport(_ context.Context, in *apigateway.GetExportInput, _ ...func(*apigateway.Options)) (*apigateway.GetExportOutput, error) {
	return &apigateway.GetExportOutput{Body: []byte(`{"openapi":"3.0.1"}`)}, c.call("GetExport")
}

func (c *cloud) GetStage(_ context.Context, in *apigateway.GetStageInput, _ ...func(*apigateway.Options)) (*apigateway.GetStageOutput, error) {
	if err := c.call("GetStage"); err != nil {
		return nil, err
	}
	a, err := c.find(in.RestApiId)
	if err != nil {
		return nil, err
	}
	stage := a.stages[*in.StageName]
	if stage == nil {
		return nil, apiError("NotFoundException")
	}
	return stage, nil
}

func (c *cloud) UpdateStage(_ context.Context, in *apigateway.UpdateStageInput, _ ...func(*apigateway.Options)) (*apigateway.UpdateStageOutput, error) {
	if err := c.call("UpdateStage"); err != nil {
		return nil, err
	}
	a, err := c.find(in.RestApiId)
	if err != nil {
		return nil, err
	}
	for _, op := range in.PatchOperations {
		a.stages[*in.StageName].Variables[strings.TrimPrefix(*op.Path, "/variables/")] = *op.Value
	}
	return &apigateway.UpdateStageOutput{}, nil
}

func (c *cloud) GetStages(_ context.Context, in *apigateway.GetStagesInput, _ ...func(*apigateway.Options)) (*apigateway.GetStagesOutput, error) {
	if err := c.call("GetStages"); err != nil {
		return nil, err
	}
	a, err := c.find(in.RestApiId)
	if err != nil {
		return nil, err
	}
	out := &apigateway.GetStagesOutput{}
	for name, stage := range a.stages {
		out.Item = append(out.Item, types.Stage{StageName: &name, DeploymentId: stage.DeploymentId, Variables: stage.Variables})
	}
	return out, nil
}

func (c *cloud) GetDeployments(_ context.Context, in *apigateway.GetDeploymentsInput, _ ...func(*apigateway.Options)) (*apigateway.GetDeploymentsOutput, error) {
	if err := c.call("GetDeployments"); err != nil {
		return nil, err
	}
	a, err := c.find(in.RestApiId)
	if err != nil {
		return nil, err
	}
	out := &apigateway.GetDeploymentsOutput{}
	for id, description := range a.deployments {
		n, err := strconv.Atoi(strings.TrimPrefix(id, "d"))
		if err != nil {
			return nil, err
		}
		out.Items = append(out.Items, types.Deployment{Id: &id, Description: &description, CreatedDate: aws.Time(time.Unix(int64(n), 0))})
	}
	return out, nil
}

func (c *cloud) DeleteDeployment(_ context.Context, in *apigateway.DeleteDeploymentInput, _ ...func(*apigateway.Options)) (*apigateway.DeleteDeploymentOutput, error) {
	if err := c.call("DeleteDeployment"); err != nil {
		return nil, err
	}
	a, err := c.find(in.RestApiId)
	if err != nil {
		return nil, err
	}
	for _, stage := range a.stages {
		if *stage.DeploymentId == *in.DeploymentId {
			return nil, apiError("BadRequestException")
		}
	}
	delete(a.deployments, *in.DeploymentId)
	return &apigateway.DeleteDeploymentOutput{}, nil
}

func (c *cloud) GetBasePathMapping(context.Context, *apigateway.GetBasePathMappingInput, ...func(*apigateway.Options)) (*apigateway.GetBasePathMappingOutput, error) {
	return nil, apiError("NotFoundException")
}

func (c *cloud) CreateBasePathMapping(context.Context, *apigateway.CreateBasePathMappingInput, ...func(*apigateway.Options)) (*apigateway.CreateBasePathMappingOutput, error) {
	return &apigateway.CreateBasePathMappingOutput{}, c.call("CreateBasePathMapping")
}

func (c *cloud) CreateDomainName(context.Context, *apigateway.CreateDomainNameInput, ...func(*apigateway.Options)) (*apigateway.CreateDomainNameOutput, error) {
	return &apigateway.CreateDomainNameOutput{}, c.call("CreateDomainName")
}

func (c *cloud) UpdateBasePathMapping(context.Context, *apigateway.UpdateBasePathMappingInput, ...func(*apigateway.Options)) (*apigateway.UpdateBasePathMappingOutput, error) {
	return &apigateway.UpdateBasePathMappingOutput{}, c.call("UpdateBasePathMapping")
}

func (c *cloud) RemovePermission(_ context.Context, in *lambda.RemovePermissionInput, _ ...func(*lambda.Options)) (*lambda.RemovePermissionOutput, error) {
	if err := c.call("RemovePermission"); err != nil {
		return nil, err
	}
	key := functionKey(in.FunctionName, in.Qualifier)
	c.functions[key] = slices.DeleteFunc(c.functions[key], func(s statementText) bool { return s.sid == *in.StatementId })
	return &lambda.RemovePermissionOutput{}, nil
}

func (c *cloud) CreateDeployment(_ context.Context, in *apigateway.CreateDeploymentInput, _ ...func(*apigateway.Options)) (*apigateway.CreateDeploymentOutput, error) {
	if err := c.call("CreateDeployment"); err != nil {
		return nil, err
	}
	a, err := c.find(in.RestApiId)
	if err != nil {
		return nil, err
	}
	id := c.id("d")
	a.deployments[id] = *in.Description
	stage := a.stages[*in.StageName]
	if stage == nil || !c.ignoresVars {
		stage = &apigateway.GetStageOutput{Variables: map[string]string{}}
		for k, v := range in.Variables {
			stage.Variables[k] = v
		}
	}
	stage.DeploymentId = &id
	a.stages[*in.StageName] = stage
	return &apigateway.CreateDeploymentOutput{Id: &id}, nil
}

func (c *cloud) GetApiKeys(_ context.Context, in *apigateway.GetApiKeysInput, _ ...func(*apigateway.Options)) (*apigateway.GetApiKeysOutput, error) {
	out := &apigateway.GetApiKeysOutput{}
	for _, k := range c.keys {
		if strings.HasPrefix(*k.Name, *in.NameQuery) {
			out.Items = append(out.Items, k)
		}
	}
	return out, c.call("GetApiKeys")
}

func (c *cloud) CreateApiKey(_ context.Context, in *apigateway.CreateApiKeyInput, _ ...func(*apigateway.Options)) (*apigateway.CreateApiKeyOutput, error) {
	id := c.id("k")
	c.keys = append(c.keys, types.ApiKey{Id: &id, Name: in.Name, Value: aws.String("value-" + id)})
	return &apigateway.CreateApiKeyOutput{Id: &id, Value: aws.String("value-" + id)}, c.call("CreateApiKey")
}

func (c *cloud) GetUsagePlans(context.Context, *apigateway.GetUsagePlansInput, ...func(*apigateway.Options)) (*apigateway.GetUsagePlansOutput, error) {
	out := &apigateway.GetUsagePlansOutput{}
	for _, p := range c.plans {
		out.Items = append(out.Items, *p)
	}
	return out, c.call("GetUsagePlans")
}

func (c *cloud) CreateUsagePlan(_ context.Context, in *apigateway.CreateUsagePlanInput, _ ...func(*apigateway.Options)) (*apigateway.CreateUsagePlanOutput, error) {
	id := c.id("p")
	c.plans = append(c.plans, &types.UsagePlan{Id: &id, Name: in.Name, ApiStages: in.ApiStages})
	return &apigateway.CreateUsagePlanOutput{Id: &id}, c.call("CreateUsagePlan")
}

func (c *cloud) UpdateUsagePlan(_ context.Context, in *apigateway.UpdateUsagePlanInput, _ ...func(*apigateway.Options)) (*apigateway.UpdateUsagePlanOutput, error) {
	i := slices.IndexFunc(c.plans, func(p *types.UsagePlan) bool { return *p.Id == *in.UsagePlanId })
	for _, op := range in.PatchOperations {
		api, stage, _ := strings.Cut(*op.Value, ":")
		c.plans[i].ApiStages = append(c.plans[i].ApiStages, types.ApiStage{ApiId: &api, Stage: &stage})
	}
	return &apigateway.UpdateUsagePlanOutput{}, c.call("UpdateUsagePlan")
}

func (c *cloud) GetUsagePlanKeys(_ context.Context, in *apigateway.GetUsagePlanKeysInput, _ ...func(*apigateway.Options)) (*apigateway.GetUsagePlanKeysOutput, error) {
	return &apigateway.GetUsagePlanKeysOutput{Items: c.planKeys[*in.UsagePlanId]}, c.call("GetUsagePlanKeys")
}

func (c *cloud) CreateUsagePlanKey(_ context.Context, in *apigateway.CreateUsagePlanKeyInput, _ ...func(*apigateway.Options)) (*apigateway.CreateUsagePlanKeyOutput, error) {
	c.planKeys[*in.UsagePlanId] = append(c.planKeys[*in.UsagePlanId], types.UsagePlanKey{Id: in.KeyId})
	return &apigateway.CreateUsagePlanKeyOutput{}, c.call("CreateUsagePlanKey")
}

func functionKey(name, qualifier *string) string {
	if q := aws.ToString(qualifier); q != "" {
		return *name + ":" + q
	}
	return *name
}

func (c *cloud) GetPolicy(_ context.Context, in *lambda.GetPolicyInput, _ ...func(*lambda.Options)) (*lambda.GetPolicyOutput, error) {
	if err := c.call("GetPolicy"); err != nil {
		return nil, err
	}
	statements := c.functions[functionKey(in.FunctionName, in.Qualifier)]
	if len(statements) == 0 {
		return nil, apiError("ResourceNotFoundException")
	}
	var texts []string
	for _, s := range statements {
		texts = append(texts, s.text)
	}
	return &lambda.GetPolicyOutput{Policy: aws.String(`{"Version":"2012-10-17","Statement":[` + strings.Join(texts, ",") + `]}`)}, nil
}

func (c *cloud) AddPermission(_ context.Context, in *lambda.AddPermissionInput, _ ...func(*lambda.Options)) (*lambda.AddPermissionOutput, error) {
	if err := c.call("AddPermission"); err != nil {
		return nil, err
	}
	key := functionKey(in.FunctionName, in.Qualifier)
	statements, exists := c.functions[key]
	if !exists {
		return nil, apiError("ResourceNotFoundException")
	}
	if slices.ContainsFunc(statements, func(s statementText) bool { return s.sid == *in.StatementId }) {
		return nil, apiError("ResourceConflictException")
	}
	text, err := json.Marshal(map[string]any{
		"Sid": *in.StatementId, "Effect": "Allow", "Principal": map[string]string{"Service": *in.Principal}, "Action": *in.Action,
		"Condition": map[string]any{"ArnLike": map[string]string{"AWS:SourceArn": *in.SourceArn}},
	})
	c.functions[key] = append(statements, statementText{*in.StatementId, string(text)})
	return &lambda.AddPermissionOutput{}, err
}
