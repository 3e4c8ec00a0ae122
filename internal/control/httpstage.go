package control

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/apigatewayv2"
	"github.com/aws/aws-sdk-go-v2/service/apigatewayv2/types"

	resttypes "github.com/aws/aws-sdk-go-v2/service/apigateway/types"
)

// httpPageSize is how many items a page holds, written as the service wants it.
var httpPageSize = aws.String("100")

// standing reads all stages and deployments.
//
// A stage with autoDeploy moves to a deployment of the service's own at every
// change, whose description says nothing. What such a stage was given is
// remembered by a deployment that [httpPlane.deploy] makes beside it.
func (p httpPlane) standing(ctx context.Context, api string) (*standing, error) {
	all, err := pages(func(token *string) ([]types.Deployment, *string, error) {
		out, err := p.HTTPGateway.GetDeployments(ctx, &apigatewayv2.GetDeploymentsInput{ApiId: &api, MaxResults: httpPageSize, NextToken: token})
		if err != nil {
			return nil, nil, err
		}
		return out.Items, out.NextToken, nil
	})
	if err != nil {
		return nil, fmt.Errorf("list the deployments of HTTP API %s: %w", api, err)
	}
	stages, err := pages(func(token *string) ([]types.Stage, *string, error) {
		out, err := p.HTTPGateway.GetStages(ctx, &apigatewayv2.GetStagesInput{ApiId: &api, MaxResults: httpPageSize, NextToken: token})
		if err != nil {
			return nil, nil, err
		}
		return out.Items, out.NextToken, nil
	})
	if err != nil {
		return nil, fmt.Errorf("list the stages of HTTP API %s: %w", api, err)
	}
	st := &standing{}
	for _, d := range all {
		text := aws.ToString(d.Description)
		st.deployments = append(st.deployments, &deployment{aws.ToString(d.DeploymentId), text, aws.ToTime(d.CreatedDate), readDescription(text)})
	}
	slices.SortStableFunc(st.deployments, func(a, b *deployment) int { return b.created.Compare(a.created) })
	for _, s := range stages {
		state := &stageState{
			name: aws.ToString(s.StageName), deployment: aws.ToString(s.DeploymentId), variables: s.StageVariables,
			settings: settingsOfStage(s.DefaultRouteSettings, s.RouteSettings, s.AccessLogSettings, s.AutoDeploy), auto: aws.ToBool(s.AutoDeploy),
		}
		told := st.deployment(state.deployment)
		if state.auto {
			told = st.latest(state.name)
		}
		if told != nil {
			state.made = told.made
			if state.auto {
				state.memory = told.id
			}
		}
		st.stages = append(st.stages, state)
	}
	slices.SortFunc(st.stages, func(a, b *stageState) int { return cmp.Compare(a.name, b.name) })
	return st, nil
}

// latest gives the newest deployment that apigen made for a stage, or nil.
func (s *standing) latest(stage string) *deployment {
	for _, d := range s.deployments {
		if d.made.stage == stage {
			return d
		}
	}
	return nil
}

// deploy makes the stage, or sets its variables, and a deployment. One with
// autoDeploy serves the definition already and takes no deployment, so that of
// apigen is beside it.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-stages.html
func (p httpPlane) deploy(ctx context.Context, api string, cfg Config, made madeFrom, _ *stageState) (string, error) {
	auto, err := p.settleStage(ctx, api, cfg.Stage, cfg.StageVariables)
	if err != nil {
		return "", err
	}
	in := &apigatewayv2.CreateDeploymentInput{ApiId: &api, Description: aws.String(made.describe())}
	if !auto {
		in.StageName = &cfg.Stage
	}
	out, err := p.HTTPGateway.CreateDeployment(ctx, in, onceHTTP)
	if err != nil {
		return "", err
	}
	return aws.ToString(out.DeploymentId), nil
}

func (p httpPlane) deleteDeployment(ctx context.Context, api, id string) error {
	_, err := p.HTTPGateway.DeleteDeployment(ctx, &apigatewayv2.DeleteDeploymentInput{ApiId: &api, DeploymentId: &id})
	return err
}

func (p httpPlane) point(ctx context.Context, api, stage, deployment string, variables map[string]string) error {
	in := &apigatewayv2.UpdateStageInput{ApiId: &api, StageName: &stage, DeploymentId: &deployment}
	if len(variables) > 0 {
		in.StageVariables = variables
	}
	_, err := p.HTTPGateway.UpdateStage(ctx, in)
	return err
}

// settingsOfStage puts the settings of a stage into the form of a REST API's.
func settingsOfStage(all *types.RouteSettings, routes map[string]types.RouteSettings, log *types.AccessLogSettings, auto *bool) stageSettings {
	out := stageSettings{methods: map[string]resttypes.MethodSetting{}, auto: aws.ToBool(auto)}
	add := func(path string, r *types.RouteSettings) {
		if r != nil && (r.ThrottlingRateLimit != nil || r.ThrottlingBurstLimit != nil || aws.ToBool(r.DetailedMetricsEnabled)) {
			out.methods[path] = resttypes.MethodSetting{
				ThrottlingRateLimit: aws.ToFloat64(r.ThrottlingRateLimit), ThrottlingBurstLimit: aws.ToInt32(r.ThrottlingBurstLimit),
				MetricsEnabled: aws.ToBool(r.DetailedMetricsEnabled),
			}
		}
	}
	add("*/*", all)
	for key, r := range routes {
		add(routePath(key), &r)
	}
	if log != nil {
		out.accessLog = &resttypes.AccessLogSettings{DestinationArn: log.DestinationArn, Format: log.Format}
	}
	return out
}

// checkSettings refuses what stages of HTTP APIs do not have: logs of
// executions, traces, API keys and usage plans.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-vs-rest.html
func (httpPlane) checkSettings(cfg Config) error {
	for _, s := range cfg.Settings {
		switch {
		case strings.HasSuffix(s.Path, "/logging/loglevel") && s.Value != "OFF":
			return fmt.Errorf("stage %s: HTTP APIs write no execution logs, so logging %s cannot be set: take it out of the settings, and use an access log", cfg.Stage, s.Value)
		case s.Path == "/cacheClusterEnabled" && s.Value == "true", strings.HasSuffix(s.Path, "/caching/enabled") && s.Value == "true":
			return fmt.Errorf("stage %s: HTTP APIs have no response cache, so cache and cacheTTL cannot be set: take them out of the settings", cfg.Stage)
		case s.Path == "/tracingEnabled" && s.Value == "true":
			return fmt.Errorf("stage %s: HTTP APIs send no traces to X-Ray, so tracing cannot be set: take it out of the settings", cfg.Stage)
		}
	}
	return nil
}

func (p httpPlane) stageSettings(ctx context.Context, api, stage string) (stageSettings, error) {
	out, err := p.HTTPGateway.GetStage(ctx, &apigatewayv2.GetStageInput{ApiId: &api, StageName: &stage})
	if err != nil {
		return stageSettings{}, err
	}
	return settingsOfStage(out.DefaultRouteSettings, out.RouteSettings, out.AccessLogSettings, out.AutoDeploy), nil
}

func (p httpPlane) patchStage(ctx context.Context, api, stage string, settings []StageSetting) error {
	now, err := p.HTTPGateway.GetStage(ctx, &apigatewayv2.GetStageInput{ApiId: &api, StageName: &stage})
	if err != nil {
		return err
	}
	in := &apigatewayv2.UpdateStageInput{ApiId: &api, StageName: &stage}
	// What is sent of a route stands for all of its settings, so it begins with
	// those it has.
	routes := map[string]types.RouteSettings{}
	for _, s := range settings {
		switch s.Path {
		case "/tracingEnabled":
			continue
		case autoDeployPath:
			in.AutoDeploy = aws.Bool(s.Value == "true")
			continue
		case "/accessLogSettings/destinationArn", "/accessLogSettings/format":
			if in.AccessLogSettings == nil {
				in.AccessLogSettings = cmp.Or(now.AccessLogSettings, &types.AccessLogSettings{})
			}
			if strings.HasSuffix(s.Path, "format") {
				in.AccessLogSettings.Format = aws.String(s.Value)
			} else {
				in.AccessLogSettings.DestinationArn = aws.String(s.Value)
			}
			continue
		}
		key, setting := routeKey(s.Path)
		r, begun := routes[key]
		if !begun {
			r = now.RouteSettings[key]
			if key == "" && now.DefaultRouteSettings != nil {
				r = *now.DefaultRouteSettings
			}
		}
		if err := setRoute(&r, setting, s.Value); err != nil {
			return fmt.Errorf("setting %s of stage %s: %w", s.Path, stage, err)
		}
		routes[key] = r
	}
	if all, ok := routes[""]; ok {
		in.DefaultRouteSettings = &all
		delete(routes, "")
	}
	if len(routes) > 0 {
		in.RouteSettings = maps.Clone(now.RouteSettings)
		if in.RouteSettings == nil {
			in.RouteSettings = map[string]types.RouteSettings{}
		}
		maps.Copy(in.RouteSettings, routes)
	}
	_, err = p.HTTPGateway.UpdateStage(ctx, in)
	return err
}

// setRoute sets one value of the settings of routes.
func setRoute(r *types.RouteSettings, setting, value string) error {
	switch setting {
	case "throttling/rateLimit":
		rate, err := strconv.ParseFloat(value, 64)
		if err != nil {
			return err
		}
		r.ThrottlingRateLimit = &rate
	case "throttling/burstLimit":
		burst, err := strconv.ParseInt(value, 10, 32)
		if err != nil {
			return err
		}
		r.ThrottlingBurstLimit = aws.Int32(int32(burst))
	case "metrics/enabled":
		r.DetailedMetricsEnabled = aws.Bool(value == "true")
	case "logging/loglevel": // OFF, as it always is
	default:
		return fmt.Errorf("stages of HTTP APIs have no %s", setting)
	}
	return nil
}

// mapping finds the API mapping of a domain's path, by its key.
func (p httpPlane) mapping(ctx context.Context, domain, basePath string) (*domainMapping, error) {
	all, err := pages(func(token *string) ([]types.ApiMapping, *string, error) {
		out, err := p.HTTPGateway.GetApiMappings(ctx, &apigatewayv2.GetApiMappingsInput{DomainName: &domain, MaxResults: httpPageSize, NextToken: token})
		if err != nil {
			return nil, nil, err
		}
		return out.Items, out.NextToken, nil
	})
	if notFound(err) {
		return nil, nil // mapDomain says that there is no such domain
	}
	if err != nil {
		return nil, err
	}
	for _, m := range all {
		if aws.ToString(m.ApiMappingKey) == basePath {
			return &domainMapping{id: aws.ToString(m.ApiMappingId), before: aws.ToString(m.ApiId) + "/" + aws.ToString(m.Stage)}, nil
		}
	}
	return nil, nil
}

func (p httpPlane) mapDomain(ctx context.Context, m *domainMapping, api, stage string) error {
	if m.id != "" {
		_, err := p.HTTPGateway.UpdateApiMapping(ctx, &apigatewayv2.UpdateApiMappingInput{
			DomainName: &m.domain, ApiMappingId: &m.id, ApiId: &api, Stage: &stage,
		})
		return err
	}
	in := &apigatewayv2.CreateApiMappingInput{DomainName: &m.domain, ApiId: &api, Stage: &stage}
	if m.basePath != "" {
		in.ApiMappingKey = &m.basePath
	}
	_, err := p.HTTPGateway.CreateApiMapping(ctx, in, onceHTTP)
	return err
}
