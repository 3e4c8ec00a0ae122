package control

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/apigatewayv2"
	"github.com/aws/aws-sdk-go-v2/service/apigatewayv2/types"

	"github.com/apigen-go/apigen/internal/openapi"
)

// HTTPGateway is the part of the control plane of HTTP APIs that this package
// uses; *apigatewayv2.Client has it.
type HTTPGateway interface {
	GetApis(context.Context, *apigatewayv2.GetApisInput, ...func(*apigatewayv2.Options)) (*apigatewayv2.GetApisOutput, error)
	ImportApi(context.Context, *apigatewayv2.ImportApiInput, ...func(*apigatewayv2.Options)) (*apigatewayv2.ImportApiOutput, error)
	ReimportApi(context.Context, *apigatewayv2.ReimportApiInput, ...func(*apigatewayv2.Options)) (*apigatewayv2.ReimportApiOutput, error)
	GetApi(context.Context, *apigatewayv2.GetApiInput, ...func(*apigatewayv2.Options)) (*apigatewayv2.GetApiOutput, error)
	ExportApi(context.Context, *apigatewayv2.ExportApiInput, ...func(*apigatewayv2.Options)) (*apigatewayv2.ExportApiOutput, error)
	GetStage(context.Context, *apigatewayv2.GetStageInput, ...func(*apigatewayv2.Options)) (*apigatewayv2.GetStageOutput, error)
	CreateStage(context.Context, *apigatewayv2.CreateStageInput, ...func(*apigatewayv2.Options)) (*apigatewayv2.CreateStageOutput, error)
	UpdateStage(context.Context, *apigatewayv2.UpdateStageInput, ...func(*apigatewayv2.Options)) (*apigatewayv2.UpdateStageOutput, error)
	CreateDeployment(context.Context, *apigatewayv2.CreateDeploymentInput, ...func(*apigatewayv2.Options)) (*apigatewayv2.CreateDeploymentOutput, error)
	GetStages(context.Context, *apigatewayv2.GetStagesInput, ...func(*apigatewayv2.Options)) (*apigatewayv2.GetStagesOutput, error)
	GetDeployments(context.Context, *apigatewayv2.GetDeploymentsInput, ...func(*apigatewayv2.Options)) (*apigatewayv2.GetDeploymentsOutput, error)
	DeleteDeployment(context.Context, *apigatewayv2.DeleteDeploymentInput, ...func(*apigatewayv2.Options)) (*apigatewayv2.DeleteDeploymentOutput, error)
	GetApiMappings(context.Context, *apigatewayv2.GetApiMappingsInput, ...func(*apigatewayv2.Options)) (*apigatewayv2.GetApiMappingsOutput, error)
	CreateApiMapping(context.Context, *apigatewayv2.CreateApiMappingInput, ...func(*apigatewayv2.Options)) (*apigatewayv2.CreateApiMappingOutput, error)
	UpdateApiMapping(context.Context, *apigatewayv2.UpdateApiMappingInput, ...func(*apigatewayv2.Options)) (*apigatewayv2.UpdateApiMappingOutput, error)
}

// DefaultStage is the stage of an HTTP API that is served without a prefix.
const DefaultStage = "$default"

// onceHTTP is what [once] is for calls of HTTP APIs.
func onceHTTP(o *apigatewayv2.Options) { o.Retryer = throttledOnly{o.Retryer} }

// FindHTTP gives the id of the HTTP API of that name. The error is [ErrNotFound]
// or an [*AmbiguousError].
func (c *Control) FindHTTP(ctx context.Context, name string) (string, error) {
	var found []string
	for page := (&apigatewayv2.GetApisInput{MaxResults: aws.String("100")}); ; {
		out, err := c.HTTPGateway.GetApis(ctx, page)
		if err != nil {
			return "", fmt.Errorf("list HTTP APIs: %w", err)
		}
		for _, api := range out.Items {
			if aws.ToString(api.Name) == name && api.ProtocolType == types.ProtocolTypeHttp {
				found = append(found, aws.ToString(api.ApiId))
			}
		}
		if page.NextToken = out.NextToken; aws.ToString(out.NextToken) == "" {
			break
		}
	}
	switch len(found) {
	case 0:
		return "", fmt.Errorf("find HTTP API %s: %w", name, &absence{noun: "HTTP API"})
	case 1:
		return found[0], nil
	}
	slices.Sort(found)
	return "", &AmbiguousError{Noun: "HTTP API", Name: name, IDs: found}
}

// ReplaceHTTP does for HTTP APIs what [Control.Replace] does for REST APIs. An
// empty stage is $default.
func (c *Control) ReplaceHTTP(ctx context.Context, doc *openapi.Document, stage string, variables map[string]string) (*Replaced, error) {
	name := doc.Root.At("info", "title").StringOr("")
	if name == "" {
		return nil, errors.New("the document has no title, so its API could not be found again")
	}
	text, err := doc.Root.MarshalJSON()
	if err != nil {
		return nil, fmt.Errorf("write the document: %w", err)
	}
	if stage == "" {
		stage = DefaultStage
	}
	r, body := &Replaced{Name: name}, aws.String(string(text))
	r.ID, err = c.FindHTTP(ctx, name)
	switch {
	case errors.Is(err, ErrNotFound):
		out, err := c.HTTPGateway.ImportApi(ctx, &apigatewayv2.ImportApiInput{Body: body}, onceHTTP)
		if err != nil {
			return nil, fmt.Errorf("import HTTP API %s: %w", name, err)
		}
		r.ID, r.Warnings = aws.ToString(out.ApiId), out.Warnings
	case err != nil:
		return nil, err
	default:
		out, err := c.HTTPGateway.ReimportApi(ctx, &apigatewayv2.ReimportApiInput{ApiId: &r.ID, Body: body})
		if err != nil {
			return nil, fmt.Errorf("reimport HTTP API %s: %w", name, err)
		}
		r.Warnings = out.Warnings
	}
	if _, err := c.settleStage(ctx, r.ID, stage, variables); err != nil {
		return nil, err
	}
	if _, err := c.HTTPGateway.CreateDeployment(ctx, &apigatewayv2.CreateDeploymentInput{ApiId: &r.ID, StageName: &stage}, onceHTTP); err != nil {
		return nil, fmt.Errorf("deploy HTTP API %s to stage %s: %w", name, stage, err)
	}
	r.InvokeURL = c.httpStageURL(r.ID, stage)
	return r, nil
}

// settleStage makes the stage, or sets the variables that are wanted. It tells
// whether the stage deploys every change by itself.
func (c *Control) settleStage(ctx context.Context, api, stage string, variables map[string]string) (auto bool, err error) {
	have, err := c.HTTPGateway.GetStage(ctx, &apigatewayv2.GetStageInput{ApiId: &api, StageName: &stage})
	if notFound(err) {
		in := &apigatewayv2.CreateStageInput{ApiId: &api, StageName: &stage, StageVariables: variables}
		if _, err := c.HTTPGateway.CreateStage(ctx, in, onceHTTP); err != nil {
			return false, fmt.Errorf("create stage %s: %w", stage, err)
		}
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("read stage %s: %w", stage, err)
	}
	if len(outdated(have.StageVariables, variables)) == 0 {
		return aws.ToBool(have.AutoDeploy), nil
	}
	in := &apigatewayv2.UpdateStageInput{ApiId: &api, StageName: &stage, StageVariables: maps.Clone(variables)}
	if _, err := c.HTTPGateway.UpdateStage(ctx, in); err != nil {
		return false, fmt.Errorf("set the variables of stage %s: %w", stage, err)
	}
	return aws.ToBool(have.AutoDeploy), nil
}

// httpStageURL is the URL of a stage; that of $default is the API's own.
func (c *Control) httpStageURL(api, stage string) string {
	if stage == DefaultStage {
		stage = ""
	}
	return strings.TrimSuffix(c.stageURL(api, stage), "/")
}
