package controlplane

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/apigateway"
	"github.com/aws/aws-sdk-go-v2/service/apigateway/types"
	"github.com/aws/smithy-go/middleware"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

var ignoreSerde = cmpopts.IgnoreUnexported(types.MethodSetting{}, types.CanarySettings{}, types.AccessLogSettings{}, middleware.Metadata{})

// The defaults of a method's setting are recorded (test_create_update_stages).
func TestMethodSettings(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.imported(w.read("pets.yaml"))
	must(w.api.CreateDeployment(w.ctx, &apigateway.CreateDeploymentInput{RestApiId: &id, StageName: aws.String("dev"), CacheClusterEnabled: aws.Bool(true), TracingEnabled: aws.Bool(true)}))
	update := func(p ...[]types.PatchOperation) (*apigateway.UpdateStageOutput, error) {
		var all []types.PatchOperation
		for _, one := range p {
			all = append(all, one...)
		}
		return w.api.UpdateStage(w.ctx, &apigateway.UpdateStageInput{RestApiId: &id, StageName: aws.String("dev"), PatchOperations: all})
	}
	got := must(update(replace("/pets/GET/throttling/burstLimit", "123"), replace("/*/*/logging/loglevel", "INFO"), replace("/*/*/logging/dataTrace", "true"),
		replace("/*/*/metrics/enabled", "true"), replace("/~1pets~1{id}/GET/caching/enabled", "true"), replace("/~1pets~1{id}/GET/caching/ttlInSeconds", "60")))
	made := types.MethodSetting{
		CacheTtlInSeconds: 300, RequireAuthorizationForCacheControl: true, ThrottlingBurstLimit: 5000, ThrottlingRateLimit: 10000,
		UnauthorizedCacheControlHeaderStrategy: types.UnauthorizedCacheControlHeaderStrategySucceedWithResponseHeader,
	}
	pets, all, pet := made, made, made
	pets.ThrottlingBurstLimit = 123
	all.LoggingLevel, all.DataTraceEnabled, all.MetricsEnabled = aws.String("INFO"), true, true
	pet.CachingEnabled, pet.CacheTtlInSeconds = true, 60
	want := map[string]types.MethodSetting{"pets/GET": pets, "*/*": all, "~1pets~1{id}/GET": pet}
	if diff := cmp.Diff(want, got.MethodSettings, ignoreSerde); diff != "" {
		t.Error(diff)
	}
	if !got.CacheClusterEnabled || got.CacheClusterSize != "0.5" || got.CacheClusterStatus != types.CacheClusterStatusAvailable || !got.TracingEnabled {
		t.Errorf("stage: %+v", got)
	}
	got = must(update(patches(types.OpRemove, "/*/*", ""), replace("/cacheClusterEnabled", "false"), replace("/tracingEnabled", "false"),
		replace("/clientCertificateId", "abc123"), replace("/accessLogSettings/destinationArn", "arn:aws:logs:us-east-1:123456789012:log-group:a:*"),
		replace("/accessLogSettings/format", "$context.requestId $context.status\n")))
	if len(got.MethodSettings) != 2 || got.CacheClusterEnabled || got.TracingEnabled || *got.ClientCertificateId != "abc123" ||
		*got.AccessLogSettings.Format != "$context.requestId $context.status" {
		t.Errorf("stage: %+v", got)
	}
	if got = must(update(patches(types.OpRemove, "/accessLogSettings", ""))); got.AccessLogSettings != nil {
		t.Errorf("access log: %+v", got.AccessLogSettings)
	}
	for _, tt := range []struct {
		patch []types.PatchOperation
		want  string // beginning
	}{
		{patches(types.OpRemove, "/*/*", ""), "400 BadRequestException: Cannot remove method setting */* because there is no method setting for this method "},
		{replace("/nothing", "x"), "400 BadRequestException: Invalid method setting path: /nothing. Must be one of: [/deploymentId, "},
		{replace("/pets/GET/caching/colour", "x"), "400 BadRequestException: Invalid method setting path: /pets/GET/caching/colour. Must be one of: "},
		{replace("/*/*/logging/loglevel", "LOUD"), "400 BadRequestException: Invalid value for "},
		{replace("/*/*/caching/ttlInSeconds", "3601"), "400 BadRequestException: Invalid value for "},
		{replace("/*/*/throttling/rateLimit", "many"), "400 BadRequestException: Invalid value for "},
		{replace("/cacheClusterSize", "7"), "400 BadRequestException: Invalid cache cluster size: 7."},
		{replace("/accessLogSettings/format", "$context.status"), "400 BadRequestException: Access Log format must contain at least $context.requestId"},
		{replace("/accessLogSettings/format", "$context.requestId\nx"), "400 BadRequestException: Access Log format must be single line"},
		{replace("/accessLogSettings/destinationArn", "file"), "400 BadRequestException: Invalid ARN specified in the request."},
	} {
		_, err := update(tt.patch)
		if got := failure(err); !strings.HasPrefix(got, tt.want) {
			t.Errorf("%s: got %s, want %s", *tt.patch[0].Path, got, tt.want)
		}
	}
}

// Recorded in TestStageCrudCanary: creation, validation, promotion.
func TestCanarySettings(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.imported(w.read("pets.yaml"))
	dev := aws.String("dev")
	first := must(w.api.CreateDeployment(w.ctx, &apigateway.CreateDeploymentInput{RestApiId: &id, StageName: dev, Variables: map[string]string{"a": "1", "b": "2"}}))
	second := must(w.api.CreateDeployment(w.ctx, &apigateway.CreateDeploymentInput{RestApiId: &id, StageName: dev,
		CanarySettings: &types.DeploymentCanarySettings{PercentTraffic: 50, StageVariableOverrides: map[string]string{"a": "canary"}}}))
	stage := must(w.api.GetStage(w.ctx, &apigateway.GetStageInput{RestApiId: &id, StageName: dev}))
	want := &types.CanarySettings{DeploymentId: second.Id, PercentTraffic: 50, StageVariableOverrides: map[string]string{"a": "canary"}}
	if diff := cmp.Diff(want, stage.CanarySettings, ignoreSerde); diff != "" || *stage.DeploymentId != *first.Id {
		t.Errorf("the stage serves %s; %s", *stage.DeploymentId, diff)
	}
	update := func(ops ...types.PatchOperation) (*apigateway.UpdateStageOutput, error) {
		return w.api.UpdateStage(w.ctx, &apigateway.UpdateStageInput{RestApiId: &id, StageName: dev, PatchOperations: ops})
	}
	op := func(op types.Op, path, value, from string) types.PatchOperation {
		p := types.PatchOperation{Op: op, Path: &path}
		if value != "" {
			p.Value = &value
		}
		if from != "" {
			p.From = &from
		}
		return p
	}
	for _, tt := range []struct {
		name string
		op   types.PatchOperation
		want string
	}{
		{"remove overrides", op(types.OpRemove, "/canarySettings/stageVariableOverrides", "", ""), "400 BadRequestException: Cannot remove method setting canarySettings/stageVariableOverrides because there is no method setting for this method "},
		{"remove a bad path", op(types.OpRemove, "/canarySettings/badPath", "", ""), "400 BadRequestException: Cannot remove method setting canarySettings/badPath because there is no method setting for this method "},
		{"replace all", op(types.OpReplace, "/canarySettings", "x", ""), "400 BadRequestException: Invalid method setting path: /canarySettings. Must be one of: ["},
		{"replace a bad path", op(types.OpReplace, "/canarySettings/badPath", "x", ""), "400 BadRequestException: Invalid method setting path: /canarySettings/badPath. Must be one of: ["},
		{"add", op(types.OpAdd, "/canarySettings/deploymentId", *first.Id, ""), "400 BadRequestException: Invalid add operation with path: /canarySettings/deploymentId"},
		{"no such deployment", op(types.OpReplace, "/canarySettings/deploymentId", "deploy", ""), "400 BadRequestException: Deployment id does not exist"},
		{"more than all", op(types.OpReplace, "/canarySettings/percentTraffic", "101", ""), "400 BadRequestException: Percent traffic must be between 0.0 and 100.0"},
		{"copy the wrong way", op(types.OpCopy, "/canarySettings/stageVariableOverrides", "", "/variables"), "400 BadRequestException: Invalid copy operation with path: /canarySettings/stageVariableOverrides and from /variables. Valid copy:path are [/deploymentId, /variables] and valid copy:from are [/canarySettings/deploymentId, /canarySettings/stageVariableOverrides]"},
	} {
		if _, err := update(tt.op); !strings.HasPrefix(failure(err), tt.want) {
			t.Errorf("%s: got %s, want %s", tt.name, failure(err), tt.want)
		}
	}
	changed := must(update(op(types.OpReplace, "/canarySettings/percentTraffic", "12.5", ""), op(types.OpReplace, "/canarySettings/stageVariableOverrides/c", "3", ""),
		op(types.OpRemove, "/canarySettings/stageVariableOverrides/a", "", ""), op(types.OpReplace, "/canarySettings/useStageCache", "true", "")))
	want = &types.CanarySettings{DeploymentId: second.Id, PercentTraffic: 12.5, StageVariableOverrides: map[string]string{"c": "3"}, UseStageCache: true}
	if diff := cmp.Diff(want, changed.CanarySettings, ignoreSerde); diff != "" {
		t.Error(diff)
	}
	if _, err := w.api.DeleteDeployment(w.ctx, &apigateway.DeleteDeploymentInput{RestApiId: &id, DeploymentId: second.Id}); !strings.Contains(failure(err), "Active stages pointing to this deployment") {
		t.Errorf("deleting the canary's deployment: %s", failure(err))
	}
	promoted := must(update(op(types.OpCopy, "/variables", "", "/canarySettings/stageVariableOverrides"), op(types.OpCopy, "/deploymentId", "", "/canarySettings/deploymentId"),
		op(types.OpRemove, "/canarySettings", "", "")))
	if diff := cmp.Diff(map[string]string{"a": "1", "b": "2", "c": "3"}, promoted.Variables); diff != "" || *promoted.DeploymentId != *second.Id || promoted.CanarySettings != nil {
		t.Errorf("promoted: %+v %s", promoted, diff)
	}
	if _, err := update(op(types.OpCopy, "/deploymentId", "", "/canarySettings/deploymentId")); failure(err) != "400 BadRequestException: Promotion not available. Canary does not exist." {
		t.Errorf("promotion without a canary: %s", failure(err))
	}
	_, err := w.api.CreateDeployment(w.ctx, &apigateway.CreateDeploymentInput{RestApiId: &id, CanarySettings: &types.DeploymentCanarySettings{}})
	if !strings.HasPrefix(failure(err), "400 BadRequestException: Invalid deployment content specified.") {
		t.Errorf("a canary deployment without a stage: %s", failure(err))
	}
}

func TestFlushAndDescribe(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.imported(w.read("pets.yaml"))
	dev := aws.String("dev")
	made := must(w.api.CreateDeployment(w.ctx, &apigateway.CreateDeploymentInput{RestApiId: &id, StageName: dev}))
	must(w.api.FlushStageCache(w.ctx, &apigateway.FlushStageCacheInput{RestApiId: &id, StageName: dev}))
	must(w.api.FlushStageAuthorizersCache(w.ctx, &apigateway.FlushStageAuthorizersCacheInput{RestApiId: &id, StageName: dev}))
	if _, err := w.api.FlushStageCache(w.ctx, &apigateway.FlushStageCacheInput{RestApiId: &id, StageName: aws.String("x")}); failure(err) != "404 NotFoundException: Invalid stage identifier specified" {
		t.Errorf("FlushStageCache: %s", failure(err))
	}
	got := must(w.api.UpdateDeployment(w.ctx, &apigateway.UpdateDeploymentInput{RestApiId: &id, DeploymentId: made.Id, PatchOperations: replace("/description", "new")}))
	if *got.Description != "new" {
		t.Errorf("UpdateDeployment: %+v", got)
	}
}
