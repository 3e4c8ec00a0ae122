package control

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/apigateway"
	"github.com/aws/aws-sdk-go-v2/service/apigateway/types"

	"github.com/apigen-go/apigen/internal/apigw"
	"github.com/apigen-go/apigen/internal/diag"
	"github.com/apigen-go/apigen/internal/openapi"
	"github.com/apigen-go/apigen/internal/plan"
)

// A restAPI is the definition of a REST API.
type restAPI struct{ *apigw.RestAPI }

func (a restAPI) identity() (id, name string) { return a.ID, a.Name }

func (a restAPI) digest() (string, error) {
	sorted := *a.RestAPI
	sorted.BinaryMediaTypes = slices.Sorted(slices.Values(a.BinaryMediaTypes))
	return digestOf(&sorted)
}

func (a restAPI) roles() []string {
	var roles []string
	for m := range a.Methods() {
		if m.Integration != nil {
			roles = append(roles, m.Integration.Credentials)
		}
	}
	for _, auth := range a.Authorizers {
		roles = append(roles, auth.Credentials)
	}
	return roles
}

func (a restAPI) unasked() string {
	switch {
	case a.EndpointType == "PRIVATE":
		return "a private API answers inside its VPC only"
	case a.DisableExecuteAPIEndpoint:
		return "the API's default endpoint is disabled"
	}
	return ""
}

// restOf unwraps a definition; that of an API that does not exist is nil.
func restOf(d definition) *apigw.RestAPI {
	if api, ok := d.(restAPI); ok {
		return api.RestAPI
	}
	return nil
}

// A restPlane is the control plane of REST APIs.
type restPlane struct{ *Control }

func (restPlane) noun() string { return "REST API" }

func (p restPlane) find(ctx context.Context, name string) (string, error) { return p.Find(ctx, name) }

func (p restPlane) read(ctx context.Context, id string) (definition, []string, error) {
	live, warnings, err := p.Read(ctx, id)
	return restAPI{live}, warnings, err
}

func (restPlane) parse(doc *openapi.Document) (definition, diag.List) {
	api, found := apigw.ReadREST(doc, apigw.ReadOptions{})
	return restAPI{api}, found
}

func (restPlane) remembered(data []byte) (definition, error) {
	api := &apigw.RestAPI{}
	return restAPI{api}, json.Unmarshal(data, api)
}

func (restPlane) compare(live, want definition, mode plan.Mode) *plan.Plan {
	return plan.Compare(restOf(live), restOf(want), mode)
}

func (restPlane) checkSettings(cfg Config) error {
	if cfg.Stage == DefaultStage {
		return fmt.Errorf("stage %s: HTTP APIs alone have a stage without a prefix: name the stage otherwise", cfg.Stage)
	}
	for _, s := range cfg.Settings {
		if s.Path == autoDeployPath && s.Value == "true" {
			return fmt.Errorf("stage %s: stages of REST APIs serve a deployment until the next one, so autoDeploy cannot be set: take it out of the settings", cfg.Stage)
		}
	}
	return nil
}

func (p restPlane) create(ctx context.Context, cfg Config, prep *preparation) (string, []string, error) {
	body, err := p.body(prep)
	if err != nil {
		return "", nil, fmt.Errorf("write the document: %w", err)
	}
	kind := cfg.EndpointType
	switch endpoints := prep.tree.Root.At("x-amazon-apigateway-endpoint-configuration", "vpcEndpointIds"); {
	case kind != "":
	case endpoints.Is(openapi.Array) && len(endpoints.Items) > 0:
		kind = "PRIVATE" // only these have VPC endpoints, and a document cannot say so
	default:
		kind = "REGIONAL" // the service's own default is EDGE, at one import in 30 seconds
	}
	out, err := p.Gateway.ImportRestApi(ctx, &apigateway.ImportRestApiInput{
		Body: body, FailOnWarnings: true,
		Parameters: map[string]string{"endpointConfigurationTypes": kind},
	}, once)
	if err != nil {
		return "", nil, err
	}
	return aws.ToString(out.Id), out.Warnings, nil
}

func (p restPlane) put(ctx context.Context, prep *preparation) ([]string, error) {
	body, err := p.body(prep)
	if err != nil {
		return nil, fmt.Errorf("write the document: %w", err)
	}
	out, err := p.Gateway.PutRestApi(ctx, &apigateway.PutRestApiInput{
		RestApiId: aws.String(prep.id()), Body: body, FailOnWarnings: true,
		Mode: types.PutMode(prep.plan.Mode),
	})
	if err != nil {
		return nil, err
	}
	return out.Warnings, nil
}

func (p restPlane) deploy(ctx context.Context, api string, cfg Config, made madeFrom, before *stageState) (string, error) {
	variables := map[string]string{}
	if before != nil {
		maps.Copy(variables, before.variables)
	}
	maps.Copy(variables, cfg.StageVariables)
	in := &apigateway.CreateDeploymentInput{
		RestApiId:   &api,
		StageName:   &cfg.Stage,
		Description: aws.String(made.describe()),
	}
	if len(variables) > 0 {
		in.Variables = variables
	}
	out, err := p.Gateway.CreateDeployment(ctx, in, once)
	if err != nil {
		return "", err
	}
	return aws.ToString(out.Id), p.settleVariables(ctx, api, cfg)
}

func (p restPlane) deleteDeployment(ctx context.Context, api, id string) error {
	_, err := p.Gateway.DeleteDeployment(ctx, &apigateway.DeleteDeploymentInput{RestApiId: &api, DeploymentId: &id})
	return err
}

func (p restPlane) point(ctx context.Context, api, stage, deployment string, variables map[string]string) error {
	patch := []types.PatchOperation{{Op: types.OpReplace, Path: aws.String("/deploymentId"), Value: &deployment}}
	for _, name := range slices.Sorted(maps.Keys(variables)) {
		patch = append(patch, types.PatchOperation{Op: types.OpReplace, Path: aws.String("/variables/" + name), Value: aws.String(variables[name])})
	}
	_, err := p.Gateway.UpdateStage(ctx, &apigateway.UpdateStageInput{RestApiId: &api, StageName: &stage, PatchOperations: patch})
	return err
}

func (p restPlane) stageSettings(ctx context.Context, api, stage string) (stageSettings, error) {
	out, err := p.Gateway.GetStage(ctx, &apigateway.GetStageInput{RestApiId: &api, StageName: &stage})
	if err != nil {
		return stageSettings{}, err
	}
	return stageSettings{methods: out.MethodSettings, accessLog: out.AccessLogSettings, tracing: out.TracingEnabled, cache: cacheOf(out.CacheClusterEnabled, out.CacheClusterSize)}, nil
}

func (p restPlane) patchStage(ctx context.Context, api, stage string, settings []StageSetting) error {
	var patch []types.PatchOperation
	for _, s := range settings {
		patch = append(patch, types.PatchOperation{Op: types.OpReplace, Path: aws.String(s.Path), Value: aws.String(s.Value)})
	}
	_, err := p.Gateway.UpdateStage(ctx, &apigateway.UpdateStageInput{RestApiId: &api, StageName: &stage, PatchOperations: patch})
	if err != nil && strings.Contains(err.Error(), "CloudWatch Logs role ARN must be set") {
		return fmt.Errorf("the account lets API Gateway write no logs: set a role once with aws apigateway update-account --patch-operations op=replace,path=/cloudwatchRoleArn,value=ROLE_ARN: %w", err)
	}
	return err
}

func (p restPlane) stageURL(api, stage string) string { return p.Control.stageURL(api, stage) }

// mapping of the root is that of the base path (none).
func (p restPlane) mapping(ctx context.Context, domain, basePath string) (*domainMapping, error) {
	if basePath == "" {
		basePath = noBasePath
	}
	out, err := p.Gateway.GetBasePathMapping(ctx, &apigateway.GetBasePathMappingInput{DomainName: &domain, BasePath: &basePath})
	if notFound(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return &domainMapping{id: basePath, before: aws.ToString(out.RestApiId) + "/" + aws.ToString(out.Stage)}, nil
}

// noBasePath stands for the root of a domain.
const noBasePath = "(none)"

func (p restPlane) mapDomain(ctx context.Context, m *domainMapping, api, stage string) error {
	if m.id != "" {
		_, err := p.Gateway.UpdateBasePathMapping(ctx, &apigateway.UpdateBasePathMappingInput{DomainName: &m.domain, BasePath: &m.id, PatchOperations: []types.PatchOperation{
			{Op: types.OpReplace, Path: aws.String("/restapiId"), Value: &api},
			{Op: types.OpReplace, Path: aws.String("/stage"), Value: &stage},
		}})
		return err
	}
	basePath := m.basePath
	if basePath == "" {
		basePath = noBasePath
	}
	_, err := p.Gateway.CreateBasePathMapping(ctx, &apigateway.CreateBasePathMappingInput{DomainName: &m.domain, BasePath: &basePath, RestApiId: &api, Stage: &stage}, once)
	return err
}
