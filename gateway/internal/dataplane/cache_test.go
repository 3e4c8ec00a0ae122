package dataplane

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/apigen-go/apigen/gateway/internal/state"
	"github.com/apigen-go/apigen/internal/apigw"
)

// caching makes an API whose function answers with what it is told, and whose
// stage caches.
func caching(t *testing.T, key string, change func(*state.MethodSetting), lines ...string) *world {
	t.Helper()
	w := newWorld(t, lines...)
	w.stage(func(st *state.Stage) {
		st.CacheClusterEnabled = true
		onlySetting(key, func(m *state.MethodSetting) {
			m.CachingEnabled = true
			if change != nil {
				change(m)
			}
		})(st)
	})
	return w
}

func (w *world) says(status, body string) {
	w.answer = `{"statusCode":` + status + `,"body":"` + body + `","headers":{"X-From":"` + body + `"}}`
}

func (w *world) text(verb, target string, headers ...string) string {
	w.t.Helper()
	got := w.call(verb, target, "", headers...)
	return strings.TrimSpace(got.Body.String() + " " + got.Header().Get("Warning"))
}

// cors-throttle-cache-logs.md 5.
func TestResponseCache(t *testing.T) {
	t.Parallel()
	w := caching(t, "*/*", nil, "/a: GET POST", "/b/{id}: GET")
	w.method("/b/{id}").Integration.CacheKeyParameters = []string{"method.request.path.id", "method.request.querystring.type", "method.request.header.X-Tenant"}
	expect := func(when, got, want string) {
		t.Helper()
		if got != want {
			t.Errorf("%s: got %q, want %q", when, got, want)
		}
	}
	w.says("200", "one")
	expect("first", w.text("GET", "/dev/a"), "one")
	w.says("200", "two")
	expect("again", w.text("GET", "/dev/a"), "one")
	expect("another query that is no key", w.text("GET", "/dev/a?department=B"), "one")
	expect("POST under the setting of all methods", w.text("POST", "/dev/a"), "two")
	expect("another path", w.text("GET", "/dev/b/1?type=x"), "two")
	w.says("200", "three")
	expect("the same keys", w.text("GET", "/dev/b/1?type=x&other=1"), "two")
	expect("another path parameter", w.text("GET", "/dev/b/2?type=x"), "three")
	expect("another query", w.text("GET", "/dev/b/1?type=y"), "three")
	expect("another header", w.text("GET", "/dev/b/1?type=x", "X-Tenant", "t"), "three")
	if got := w.call(http.MethodGet, "/dev/a", "").Header().Get("X-From"); got != "one" {
		t.Errorf("headers are cached, too: got %q", got)
	}
	w.now = w.now.Add(299 * time.Second)
	expect("before the TTL", w.text("GET", "/dev/a"), "one")
	w.now = w.now.Add(time.Second)
	expect("after the TTL", w.text("GET", "/dev/a"), "three")
	w.says("200", "four")
	w.server.FlushCache(testAPI, "dev")
	expect("after a flush", w.text("GET", "/dev/a"), "four")
	w.stage(func(st *state.Stage) { st.CacheClusterEnabled = false })
	w.says("200", "five")
	expect("without a cluster", w.text("GET", "/dev/a"), "five")
}

func TestCacheKeepsNoErrorsAndNothingLarge(t *testing.T) {
	t.Parallel()
	w := caching(t, "*/*", nil, "/a: GET")
	w.says("404", "one")
	w.text("GET", "/dev/a")
	w.answer = `{"body":"` + strings.Repeat("x", maxCached+1) + `"}`
	w.text("GET", "/dev/a")
	w.says("200", "two")
	if got := w.text("GET", "/dev/a"); got != "two" {
		t.Errorf("got %q", got)
	}
}

// A setting of its own caches a method whatever its verb; TTL 0 caches nothing.
func TestCacheOfOneMethod(t *testing.T) {
	t.Parallel()
	w := caching(t, "a/POST", nil, "/a: POST")
	w.says("200", "one")
	w.text("POST", "/dev/a")
	w.says("200", "two")
	if got := w.text("POST", "/dev/a"); got != "one" {
		t.Errorf("got %q", got)
	}
	off := caching(t, "*/*", func(m *state.MethodSetting) { m.CacheTTLInSeconds = 0 }, "/a: GET")
	off.says("200", "one")
	off.text("GET", "/dev/a")
	off.says("200", "two")
	if got := off.text("GET", "/dev/a"); got != "two" {
		t.Errorf("with TTL 0: got %q", got)
	}
}

// Cached answers want the authorizer all the same.
func TestCacheIsBehindTheAuthorizer(t *testing.T) {
	t.Parallel()
	w := guarded(t, tokenAuthorizer(), "/a: GET")
	w.stage(func(st *state.Stage) {
		st.CacheClusterEnabled = true
		onlySetting("*/*", func(m *state.MethodSetting) { m.CachingEnabled = true })(st)
	})
	w.says("200", "one")
	w.text("GET", "/dev/a", "Authorization", "x")
	if got := w.call(http.MethodGet, "/dev/a", ""); got.Code != 401 {
		t.Errorf("without a token: got %s", body(got))
	}
}

func TestCacheInvalidation(t *testing.T) {
	t.Parallel()
	const fresh = "Cache-Control"
	invalidate := []byte(strings.Replace(statement("Allow", ""), "execute-api:Invoke", "execute-api:*", 1))
	for _, tt := range []struct {
		name   string
		change func(*state.MethodSetting)
		policy []byte
		want   string // of the second request, which wants a fresh answer
		third  string
	}{
		{"nobody may, and is told", nil, nil, "one 199 Cache-control headers were ignored because the caller was unauthorized.", "one"},
		{"nobody may, and is not told", func(m *state.MethodSetting) {
			m.UnauthorizedCacheControlHeaderStrategy = state.SucceedWithoutResponseHeader
		}, nil, "one", "one"},
		{"nobody may, and is refused", func(m *state.MethodSetting) { m.UnauthorizedCacheControlHeaderStrategy = state.FailWith403 }, nil,
			`{"Message":"User: anonymous is not authorized to perform: execute-api:InvalidateCache on resource: arn:aws:execute-api:us-east-1:********9012:` + testAPI + `/dev/GET/a because no identity-based policy allows the execute-api:InvalidateCache action"}`, "one"},
		{"anybody may", func(m *state.MethodSetting) { m.RequireAuthorizationForCacheControl = false }, nil, "two", "two"},
		{"the policy lets them", nil, invalidate, "two", "two"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, "/a: GET")
			w.def.Policy = tt.policy
			w.stage(func(st *state.Stage) {
				st.CacheClusterEnabled = true
				onlySetting("*/*", func(m *state.MethodSetting) {
					m.CachingEnabled = true
					if tt.change != nil {
						tt.change(m)
					}
				})(st)
			})
			w.says("200", "one")
			w.text("GET", "/dev/a")
			w.says("200", "two")
			if got := w.text("GET", "/dev/a", fresh, "max-age=0"); got != tt.want {
				t.Errorf("second: got %q, want %q", got, tt.want)
			}
			w.says("200", "three")
			if got := w.text("GET", "/dev/a"); got != tt.third {
				t.Errorf("third: got %q, want %q", got, tt.third)
			}
		})
	}
}

// A canary has entries of its own unless it uses the stage's cache; another
// deployment never answers for this one.
func TestCacheOfACanary(t *testing.T) {
	t.Parallel()
	for _, shared := range []bool{false, true} {
		w := caching(t, "*/*", nil, "/a: GET")
		w.stage(func(st *state.Stage) {
			st.Canary = &state.Canary{DeploymentID: "dep123", PercentTraffic: 50, UseStageCache: shared}
		})
		w.random = 0.9
		w.says("200", "stage")
		w.text("GET", "/dev/a")
		w.random = 0.1
		w.says("200", "canary")
		want := map[bool]string{false: "canary", true: "stage"}[shared]
		if got := w.text("GET", "/dev/a"); got != want {
			t.Errorf("shared %t: got %q", shared, got)
		}
	}
}

// A key may be a parameter of the integration request: then what is mapped to it
// counts.
func TestCacheKeyOfTheIntegrationRequest(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "/a: GET")
	in := w.mock("/a", &apigw.IntegrationResponse{StatusCode: "200", ResponseTemplates: map[string]string{"application/json": "$input.params('q') $input.params('r')"}})
	in.CacheKeyParameters = []string{"integration.request.querystring.x"}
	in.RequestParameters = map[string]string{"integration.request.querystring.x": "method.request.querystring.q"}
	w.stage(func(st *state.Stage) {
		st.CacheClusterEnabled = true
		onlySetting("*/*", func(m *state.MethodSetting) { m.CachingEnabled = true })(st)
	})
	for target, want := range map[string]string{"/dev/a?q=1&r=1": "1 1", "/dev/a?q=2&r=2": "2 2"} {
		if got := w.text("GET", target); got != want {
			t.Errorf("%s: got %q", target, got)
		}
	}
	if got := w.text("GET", "/dev/a?q=1&r=9"); got != "1 1" {
		t.Errorf("the same key: got %q", got)
	}
}
