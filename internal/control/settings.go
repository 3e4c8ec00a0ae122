package control

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/apigateway"
	"github.com/aws/aws-sdk-go-v2/service/apigateway/types"

	"github.com/apigen-go/apigen/internal/plan"
)

// A StageSetting is one value that a stage is wanted to have: a path of a patch
// operation, as UpdateStage takes it.
// https://docs.aws.amazon.com/apigateway/latest/api/patch-operations.html
type StageSetting struct {
	Path  string // /*/*/throttling/rateLimit
	Value string
}

// autoDeployPath is the path of the setting with which a stage of an HTTP API serves
// every change at once. UpdateStage of HTTP APIs takes members, not paths.
// https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis-apiid-stages-stagename.html
const autoDeployPath = "/autoDeploy"

// MethodPath gives the beginning of a setting's path for a method, or for all
// methods when verb is empty.
func MethodPath(verb, path string) string {
	if verb == "" {
		return "/*/*"
	}
	if verb == "ANY" {
		verb = "*"
	}
	return "/" + strings.ReplaceAll(path, "/", "~1") + "/" + verb
}

// stageSettings are those of a stage. Settings of the routes of an HTTP API have
// the form of those of methods.
type stageSettings struct {
	methods   map[string]types.MethodSetting
	accessLog *types.AccessLogSettings
	tracing   bool
	cache     string // GB; empty is none
	auto      bool   // deploys every change at once; HTTP APIs alone
}

// cacheOf gives the size of a stage's cache in GB; empty is none.
func cacheOf(enabled bool, size types.CacheClusterSize) string {
	if !enabled {
		return ""
	}
	return string(size)
}

// outdatedSettings lists the settings that a stage does not have. A nil stage has
// none.
func outdatedSettings(stage *stageSettings, want []StageSetting) []StageSetting {
	var out []StageSetting
	for _, s := range want {
		if stage == nil || settingOf(stage, s.Path) != s.Value {
			out = append(out, s)
		}
	}
	return out
}

// settingOf reads the value that a patch path names. What is not set is empty, or
// what the service does without it.
func settingOf(stage *stageSettings, path string) string {
	switch path {
	case "/tracingEnabled":
		return strconv.FormatBool(stage.tracing)
	case "/cacheClusterEnabled":
		return strconv.FormatBool(stage.cache != "")
	case "/cacheClusterSize":
		return stage.cache
	case autoDeployPath:
		return strconv.FormatBool(stage.auto)
	case "/accessLogSettings/destinationArn", "/accessLogSettings/format":
		if stage.accessLog == nil {
			return ""
		}
		if strings.HasSuffix(path, "format") {
			return aws.ToString(stage.accessLog.Format)
		}
		return aws.ToString(stage.accessLog.DestinationArn)
	}
	for _, name := range []string{"/throttling/rateLimit", "/throttling/burstLimit", "/logging/loglevel", "/metrics/enabled", "/caching/enabled", "/caching/ttlInSeconds"} {
		method, ok := strings.CutSuffix(path, name)
		if !ok {
			continue
		}
		setting, set := methodSetting(stage.methods, strings.TrimPrefix(method, "/"))
		switch name {
		case "/throttling/rateLimit":
			if !set {
				return ""
			}
			return strconv.FormatFloat(setting.ThrottlingRateLimit, 'f', -1, 64)
		case "/throttling/burstLimit":
			if !set {
				return ""
			}
			return strconv.Itoa(int(setting.ThrottlingBurstLimit))
		case "/logging/loglevel":
			return cmp.Or(aws.ToString(setting.LoggingLevel), "OFF")
		case "/caching/enabled":
			return strconv.FormatBool(setting.CachingEnabled)
		case "/caching/ttlInSeconds":
			if !set {
				return ""
			}
			return strconv.Itoa(int(setting.CacheTtlInSeconds))
		default:
			return strconv.FormatBool(setting.MetricsEnabled)
		}
	}
	return ""
}

// methodSetting finds the settings of a method, whose key the service writes with
// the path's first slash or without.
func methodSetting(all map[string]types.MethodSetting, method string) (types.MethodSetting, bool) {
	if s, ok := all[method]; ok {
		return s, true
	}
	s, ok := all[strings.TrimPrefix(method, "~1")]
	return s, ok
}

// planSettings adds to the plan what of the stage will change.
func (p *preparation) planSettings(cfg Config) {
	var details []string
	var stage *stageSettings
	if p.stage != nil {
		stage = &p.stage.settings
	}
	p.settings = outdatedSettings(stage, cfg.Settings)
	for _, s := range p.settings {
		before := ""
		if stage != nil {
			before = settingOf(stage, s.Path)
		}
		details = append(details, fmt.Sprintf("%s: %s -> %s", strings.TrimPrefix(s.Path, "/"), cmp.Or(before, "none"), s.Value))
	}
	if p.mapping != nil {
		details = append(details, "domain "+p.mapping.text())
	}
	if len(details) == 0 || cfg.Stage == "" {
		return
	}
	action := plan.Change
	if p.stage == nil {
		action = plan.Add
	}
	p.plan.Items = append(p.plan.Items, plan.Item{Action: action, Kind: plan.Stage, Name: cfg.Stage, Details: details})
}

// setUp sets what the stage does not have yet.
func (im *importer) setUp(ctx context.Context) error {
	p, name := im.prep.plane, im.cfg.Stage
	if len(im.cfg.Settings) > 0 {
		now, err := p.stageSettings(ctx, im.res.ID, name)
		if err != nil {
			return fmt.Errorf("read stage %s: %w", name, err)
		}
		if left := outdatedSettings(&now, im.cfg.Settings); len(left) > 0 {
			if err := p.patchStage(ctx, im.res.ID, name, left); err != nil {
				return err
			}
			im.done = append(im.done, fmt.Sprintf("set %d settings of stage %s", len(left), name))
		}
	}
	m := im.prep.mapping
	if m == nil {
		return nil
	}
	err := p.mapDomain(ctx, m, im.res.ID, name)
	if im.cfg.MakeDomain && notFound(err) {
		if err := im.c.makeDomain(ctx, m.domain); err != nil {
			return fmt.Errorf("make domain %s: %w", m.domain, err)
		}
		im.done = append(im.done, "made domain "+m.domain)
		err = p.mapDomain(ctx, m, im.res.ID, name)
	}
	if m.id == "" && hasCode(err, "ConflictException") { // made by a call whose answer was lost
		err = nil
	}
	if err != nil {
		return fmt.Errorf("lead domain %s to the stage (it must exist in API Gateway): %w", m.domain, err)
	}
	im.done = append(im.done, "led domain "+m.domain+" to stage "+name)
	return nil
}

// makeDomain makes a custom domain name whose certificate nobody looks at.
func (c *Control) makeDomain(ctx context.Context, name string) error {
	_, err := c.Gateway.CreateDomainName(ctx, &apigateway.CreateDomainNameInput{
		DomainName:             &name,
		RegionalCertificateArn: aws.String("arn:aws:acm:" + c.Region + ":123456789012:certificate/00000000-0000-4000-8000-000000000000"),
		EndpointConfiguration:  &types.EndpointConfiguration{Types: []types.EndpointType{types.EndpointTypeRegional}},
	}, once)
	return err
}

// A domainMapping is a change of what a path of a domain leads to.
type domainMapping struct {
	domain, basePath string
	id               string // empty when there is none yet
	before           string // API/stage
}

func (m *domainMapping) text() string {
	text := m.domain + "/" + m.basePath + " leads here"
	if m.id != "" {
		text += ", before to " + m.before
	}
	return text
}

// planMapping finds out whether the environment's domain leads to the stage.
func (c *Control) planMapping(ctx context.Context, cfg Config, prep *preparation) error {
	if cfg.Domain == "" || cfg.Stage == "" {
		return nil
	}
	m, err := prep.plane.mapping(ctx, cfg.Domain, cfg.BasePath)
	if err != nil {
		return fmt.Errorf("read what %s/%s leads to: %w", cfg.Domain, cfg.BasePath, err)
	}
	if m == nil {
		m = &domainMapping{}
	}
	if prep.live != nil && m.before == prep.id()+"/"+cfg.Stage {
		return nil
	}
	m.domain, m.basePath = cfg.Domain, cfg.BasePath
	prep.mapping = m
	return nil
}

// patch gives the patch that a usage plan needs to have the wanted limits.
func (l PlanLimits) patch(p types.UsagePlan) []types.PatchOperation {
	var patch []types.PatchOperation
	want := func(path, have, value string) {
		if value != "" && have != value {
			patch = append(patch, types.PatchOperation{Op: types.OpReplace, Path: aws.String(path), Value: aws.String(value)})
		}
	}
	if l.Burst != "" {
		var rate, burst string
		if p.Throttle != nil {
			rate, burst = strconv.FormatFloat(p.Throttle.RateLimit, 'f', -1, 64), strconv.Itoa(int(p.Throttle.BurstLimit))
		}
		want("/throttle/rateLimit", rate, l.Rate)
		want("/throttle/burstLimit", burst, l.Burst)
	}
	if l.Quota != "" {
		var limit, period string
		if p.Quota != nil {
			limit, period = strconv.Itoa(int(p.Quota.Limit)), string(p.Quota.Period)
		}
		if limit != l.Quota || period != l.Period {
			patch = append(patch,
				types.PatchOperation{Op: types.OpReplace, Path: aws.String("/quota/limit"), Value: aws.String(l.Quota)},
				types.PatchOperation{Op: types.OpReplace, Path: aws.String("/quota/period"), Value: aws.String(l.Period)})
		}
	}
	return patch
}

// PlanLimits are the limits of an environment's usage plan, as the service writes
// them; empty leaves what is there.
type PlanLimits struct{ Rate, Burst, Quota, Period string }

// limitPlan gives the usage plan its limits.
func (c *Control) limitPlan(ctx context.Context, id string, l PlanLimits) error {
	if l == (PlanLimits{}) {
		return nil
	}
	all, err := c.usagePlans(ctx)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(all, func(p types.UsagePlan) bool { return aws.ToString(p.Id) == id })
	if i < 0 {
		return nil
	}
	patch := l.patch(all[i])
	if len(patch) == 0 {
		return nil
	}
	if _, err := c.Gateway.UpdateUsagePlan(ctx, &apigateway.UpdateUsagePlanInput{UsagePlanId: &id, PatchOperations: patch}); err != nil {
		return fmt.Errorf("limit usage plan %s: %w", aws.ToString(all[i].Name), err)
	}
	return nil
}
