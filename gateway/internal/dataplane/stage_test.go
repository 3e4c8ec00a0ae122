package dataplane

import (
	"net/http"
	"strings"
	"testing"

	"github.com/apigen-go/apigen/gateway/internal/state"
	"github.com/apigen-go/apigen/internal/apigw"
)

// stage changes the stage dev of a deployed world.
func (w *world) stage(change func(*state.Stage)) {
	w.t.Helper()
	w.deploy()
	w.edit(func(a *apiState) {
		st := *a.Stages["dev"]
		change(&st)
		a.Stages["dev"] = &st
	})
}

func onlySetting(key string, change func(*state.MethodSetting)) func(*state.Stage) {
	return func(st *state.Stage) {
		setting := state.NewMethodSetting()
		change(&setting)
		st.MethodSettings = map[string]state.MethodSetting{key: setting}
	}
}

// Recorded in test_invoking_canary_deployment: variables and $context of both
// kinds of requests.
func TestCanary(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "/a: GET")
	w.mock("/a", &apigw.IntegrationResponse{StatusCode: "200", ResponseTemplates: map[string]string{
		"application/json": `$context.isCanaryRequest $stageVariables.variable $stageVariables.nonOverridden $stageVariables.onlyCanary $context.deploymentId`,
	}})
	w.stage(func(st *state.Stage) {
		st.Variables = map[string]string{"variable": "default", "nonOverridden": "default"}
		st.Canary = &state.Canary{DeploymentID: "dep456", PercentTraffic: 25, StageVariableOverrides: map[string]string{"variable": "canary", "onlyCanary": "canary"}}
	})
	w.edit(func(a *apiState) { a.Deployments["dep456"] = &state.Deployment{ID: "dep456", Definition: w.def} })
	for random, want := range map[float64]string{
		0.25: "false default default  dep123", 0.99: "false default default  dep123",
		0.24: "true canary default canary dep456", 0: "true canary default canary dep456",
	} {
		w.random = random
		if got := w.call(http.MethodGet, "/dev/a", "").Body.String(); got != want {
			t.Errorf("at %g: got %q, want %q", random, got, want)
		}
	}
}

func TestCanaryInEvents(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "/a: GET")
	w.call(http.MethodGet, "/dev/a", "")
	if strings.Contains(string(w.event), "isCanaryRequest") {
		t.Error("a stage without a canary says nothing of it")
	}
	w.stage(func(st *state.Stage) { st.Canary = &state.Canary{DeploymentID: "dep123"} })
	w.call(http.MethodGet, "/dev/a", "")
	if !strings.Contains(string(w.event), `"isCanaryRequest":false`) {
		t.Errorf("event: %s", w.event)
	}
}

// The stage's own limits: of all methods, of one, and none at all.
func TestStageThrottle(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "/a: GET", "/b/{id}: GET")
	w.stage(func(st *state.Stage) {
		all, b := state.NewMethodSetting(), state.NewMethodSetting()
		all.ThrottlingBurstLimit, all.ThrottlingRateLimit = 2, 1
		b.ThrottlingBurstLimit, b.ThrottlingRateLimit = 0, 0
		st.MethodSettings = map[string]state.MethodSetting{"*/*": all, "~1b~1{id}/GET": b}
	})
	get := func(path string) int { return w.call(http.MethodGet, path, "").Code }
	for i, want := range []int{200, 200, 429} {
		if got := get("/dev/a"); got != want {
			t.Errorf("request %d: got %d, want %d", i+1, got, want)
		}
	}
	if got := get("/dev/b/7"); got != 429 {
		t.Errorf("a method with limits of zero: got %d", got)
	}
	w.now = w.now.Add(1e9)
	if got := get("/dev/a"); got != 200 {
		t.Errorf("a second later: got %d", got)
	}
	for name, tt := range map[string]struct {
		rate  float64
		burst int
		want  int
	}{"a rate of zero": {0, 5, 429}, "a burst of zero": {5, 0, 429}, "no limits": {-1, -1, 200}, "no rate": {-1, 0, 200}} {
		one := newWorld(t, "/a: GET")
		one.stage(onlySetting("*/*", func(m *state.MethodSetting) { m.ThrottlingRateLimit, m.ThrottlingBurstLimit = tt.rate, tt.burst }))
		if got := one.call(http.MethodGet, "/dev/a", ""); got.Code != tt.want {
			t.Errorf("%s: got %d, want %d", name, got.Code, tt.want)
		}
	}
	account := newWorld(t, "/a: GET")
	account.server.Account = &state.Throttle{RateLimit: 1, BurstLimit: 1}
	for i, want := range []int{200, 429} {
		if got := account.call(http.MethodGet, "/dev/a", ""); got.Code != want {
			t.Errorf("account, request %d: got %d, want %d", i+1, got.Code, want)
		}
	}
}

func TestTracing(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "/a: GET")
	w.stage(func(st *state.Stage) { st.TracingEnabled = true })
	if got := w.call(http.MethodGet, "/dev/a", "").Header()["X-Amzn-Trace-Id"]; len(got) != 1 || !strings.HasSuffix(got[0], ";Sampled=1") {
		t.Errorf("X-Amzn-Trace-Id: got %q", got)
	}
}
