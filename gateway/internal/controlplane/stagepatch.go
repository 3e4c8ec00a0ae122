package controlplane

import (
	"strconv"
	"strings"

	"github.com/apigen-go/apigen/gateway/internal/state"
)

// patchStage makes one change of UpdateStage. The texts are recorded
// (test_update_stage_canary_deployment_validation, test_update_stage_with_copy_ops,
// test_create_update_stages). See
// https://docs.aws.amazon.com/apigateway/latest/api/patch-operations.html#UpdateStage-Patch
func patchStage(a *state.API, st *state.Stage, p patch) error {
	if p.Op == "copy" {
		return promote(st, p)
	}
	if p.Op == "add" {
		if strings.HasPrefix(p.Path, "/variables/") {
			return patchVariable(&st.Variables, p, strings.TrimPrefix(p.Path, "/variables/"))
		}
		return badRequest("Invalid add operation with path: %s", p.Path)
	}
	if name, found := strings.CutPrefix(p.Path, "/variables/"); found {
		return patchVariable(&st.Variables, p, name)
	}
	if p.Op == "remove" {
		return removeFromStage(st, p)
	}
	if p.Op != "replace" {
		return badRequest("Invalid %s operation with path: %s", p.Op, p.Path)
	}
	switch p.Path {
	case "/deploymentId":
		return setDeployment(a, &st.DeploymentID, p.Value)
	case "/description":
		st.Description = p.Value
	case "/documentationVersion":
		if p.Value != "" && a.DocumentationVersions[p.Value] == nil {
			return noDocumentationVersion()
		}
		st.DocumentationVersion = p.Value
	case "/clientCertificateId":
		st.ClientCertificateID = p.Value
	case "/cacheClusterEnabled":
		st.CacheClusterEnabled = isTrue(p.Value)
		if st.CacheClusterEnabled && st.CacheClusterSize == "" {
			st.CacheClusterSize = defaultCacheSize
		}
	case "/cacheClusterSize":
		if err := checkCacheSize(p.Value); err != nil {
			return err
		}
		st.CacheClusterSize = p.Value
	case "/tracingEnabled":
		st.TracingEnabled = isTrue(p.Value)
	case "/accessLogSettings/destinationArn", "/accessLogSettings/format":
		return setAccessLog(st, p)
	default:
		if rest, found := strings.CutPrefix(p.Path, "/canarySettings/"); found {
			return patchCanary(a, st, p, rest)
		}
		return patchStageMethod(st, p)
	}
	return nil
}

// isTrue reads a boolean: anything but true is false (recorded, easily-wrong of
// UpdateApiKey).
func isTrue(value string) bool { return strings.EqualFold(value, "true") }

func setDeployment(a *state.API, id *string, value string) error {
	if a.Deployments[value] == nil {
		return badRequest("Deployment id does not exist")
	}
	*id = value
	return nil
}

func patchVariable(variables *map[string]string, p patch, name string) error {
	if p.Op == "remove" {
		delete(*variables, name)
		return nil
	}
	if err := checkVariable(name, p.Value); err != nil {
		return err
	}
	if *variables == nil {
		*variables = map[string]string{}
	}
	(*variables)[name] = p.Value
	return nil
}

// removeFromStage takes away what may be taken away; any other path counts as
// that of a method's setting.
func removeFromStage(st *state.Stage, p patch) error {
	if name, found := strings.CutPrefix(p.Path, "/canarySettings/stageVariableOverrides/"); found && st.Canary != nil {
		delete(st.Canary.StageVariableOverrides, name)
		return nil
	}
	switch p.Path {
	case "/canarySettings":
		st.Canary = nil
		return nil
	case "/accessLogSettings":
		st.AccessLog = nil
		return nil
	case "/variables":
		st.Variables = nil
		return nil
	case "/clientCertificateId":
		st.ClientCertificateID = ""
		return nil
	}
	key := strings.TrimPrefix(p.Path, "/")
	if _, found := st.MethodSettings[key]; !found {
		return badRequest("Cannot remove method setting %s because there is no method setting for this method ", key)
	}
	delete(st.MethodSettings, key)
	return nil
}

func patchCanary(a *state.API, st *state.Stage, p patch, rest string) error {
	c := st.Canary
	if c == nil {
		c = &state.Canary{}
	}
	switch rest {
	case "deploymentId":
		if err := setDeployment(a, &c.DeploymentID, p.Value); err != nil {
			return err
		}
	case "percentTraffic":
		percent, err := strconv.ParseFloat(p.Value, 64)
		if err != nil {
			return badRequest("Invalid percent traffic: %s", p.Value)
		}
		if err := checkPercent(percent); err != nil {
			return err
		}
		c.PercentTraffic = percent
	case "useStageCache":
		c.UseStageCache = isTrue(p.Value)
	default:
		name, found := strings.CutPrefix(rest, "stageVariableOverrides/")
		if !found {
			return noStagePath(p)
		}
		if err := patchVariable(&c.StageVariableOverrides, p, name); err != nil {
			return err
		}
	}
	if c.DeploymentID == "" {
		c.DeploymentID = st.DeploymentID
	}
	st.Canary = c
	return nil
}

// promote copies from the canary to the stage. See
// https://docs.aws.amazon.com/apigateway/latest/developerguide/promote-canary-deployment.html
func promote(st *state.Stage, p patch) error {
	to := strings.TrimPrefix(p.From, "/canarySettings")
	if p.From == to || !(p.Path == "/deploymentId" && to == "/deploymentId") && !(p.Path == "/variables" && to == "/stageVariableOverrides") {
		return badRequest("Invalid copy operation with path: %s and from %s. Valid copy:path are [/deploymentId, /variables] and valid copy:from are [/canarySettings/deploymentId, /canarySettings/stageVariableOverrides]", p.Path, p.From)
	}
	switch {
	case st.Canary == nil:
		return badRequest("Promotion not available. Canary does not exist.")
	case p.Path == "/deploymentId":
		st.DeploymentID = st.Canary.DeploymentID
	default:
		for name, value := range st.Canary.StageVariableOverrides {
			if st.Variables == nil {
				st.Variables = map[string]string{}
			}
			st.Variables[name] = value
		}
	}
	return nil
}

// Limits of access log formats: quotas.md 3 and set-up-logging.
const maxLogFormat = 3 << 10

func setAccessLog(st *state.Stage, p patch) error {
	l := st.AccessLog
	if l == nil {
		l = &state.AccessLog{}
	}
	if p.Path == "/accessLogSettings/destinationArn" {
		if !strings.HasPrefix(p.Value, "arn:") {
			return badRequest("Invalid ARN specified in the request. ARNs must start with 'arn:': %s", p.Value)
		}
		l.DestinationARN = strings.TrimSuffix(p.Value, ":*")
		st.AccessLog = l
		return nil
	}
	format := strings.TrimSuffix(p.Value, "\n")
	switch {
	case strings.Contains(format, "\n"):
		return badRequest("Access Log format must be single line, new line character is allowed only at end of the format")
	case len(format) > maxLogFormat:
		return badRequest("Access Log format must be at most %d characters", maxLogFormat)
	case !strings.Contains(format, "$context.requestId") && !strings.Contains(format, "$context.extendedRequestId"):
		return badRequest("Access Log format must contain at least $context.requestId or $context.extendedRequestId")
	}
	l.Format = format
	st.AccessLog = l
	return nil
}
