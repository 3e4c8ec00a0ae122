package dataplane

import (
	"maps"
	"strings"

	"github.com/apigen-go/apigen/gateway/internal/state"
)

// chooseCanary takes the request to the stage's canary or not, at random and
// each time anew: then the stage has the canary's deployment, and its variables
// over its own. See
// https://docs.aws.amazon.com/apigateway/latest/developerguide/canary-release.html
func (x *exchange) chooseCanary() {
	c := x.stage.Canary
	if c == nil {
		return
	}
	x.isCanary = x.api.Deployments[c.DeploymentID] != nil && x.server.Random()*100 < c.PercentTraffic
	if !x.isCanary {
		return
	}
	canary := *x.stage
	canary.DeploymentID = c.DeploymentID
	if len(c.StageVariableOverrides) > 0 {
		canary.Variables = maps.Clone(canary.Variables)
		if canary.Variables == nil {
			canary.Variables = map[string]string{}
		}
		maps.Copy(canary.Variables, c.StageVariableOverrides)
	}
	x.stage = &canary
}

// setting gives the stage's setting for the method that was found: its own,
// else that of all methods, else nil. own tells which.
func (x *exchange) setting() (s *state.MethodSetting, own bool) {
	settings := x.stage.MethodSettings
	if len(settings) == 0 || x.match == nil {
		return nil, false
	}
	verb := x.match.method.definition.HTTPMethod
	for key, setting := range settings {
		path, method, ok := cutLast(key)
		if ok && (method == verb || method == x.verb) && samePath(path, x.match.resource.path) {
			return &setting, true
		}
	}
	if setting, ok := settings["*/*"]; ok {
		return &setting, false
	}
	return nil, false
}

func cutLast(key string) (path, method string, ok bool) {
	i := strings.LastIndexByte(key, '/')
	if i < 0 {
		return "", "", false
	}
	return key[:i], key[i+1:], true
}

// samePath compares the path of a setting, whose slashes may be written ~1,
// with that of a resource.
func samePath(written, path string) bool {
	written = strings.ReplaceAll(strings.ReplaceAll(written, "~1", "/"), "~0", "~")
	return strings.Trim(written, "/") == strings.Trim(path, "/")
}

// readSetting takes over what the stage's setting says about logs.
func (x *exchange) readSetting() {
	if s, _ := x.setting(); s != nil {
		x.level, x.dataTrace = s.LoggingLevel, s.DataTraceEnabled
		x.verbose = x.server.ExecutionLog != nil && (x.level == "INFO" || x.level == "ERROR")
	}
}

// tracing reports whether the stage that is asked for traces its requests.
func (x *exchange) tracing() bool {
	if a := x.data.APIs[x.apiID]; a != nil {
		st := a.Stages[x.target.stage]
		return st != nil && st.TracingEnabled
	}
	return false
}
