package dataplane

import (
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/apigen-go/apigen/gateway/internal/policy"
	"github.com/apigen-go/apigen/gateway/internal/state"
	"github.com/apigen-go/apigen/internal/apigw"
	"github.com/apigen-go/apigen/internal/mapping"
)

const (
	// maxCached is the largest answer the service caches.
	maxCached = 1048576
	// maxAnswers bounds what one process keeps.
	maxAnswers = 4096
)

// A responseCache keeps answers of integrations. Stages that have a cache
// cluster share it; whose an answer is stands in its key.
type responseCache struct {
	mu      sync.Mutex
	answers map[cacheKey]cached
}

type cacheKey struct {
	api, stage, deployment string
	canary                 bool
	namespace, verb, path  string
	parameters             string
}

type cached struct {
	answer  *answer
	expires time.Time
}

func (c *responseCache) get(k cacheKey, now time.Time) *answer {
	c.mu.Lock()
	defer c.mu.Unlock()
	got, ok := c.answers[k]
	if !ok || !now.Before(got.expires) {
		delete(c.answers, k)
		return nil
	}
	return got.answer
}

func (c *responseCache) put(k cacheKey, ans *answer, now, expires time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.answers == nil {
		c.answers = map[cacheKey]cached{}
	}
	if len(c.answers) >= maxAnswers {
		drop := maxAnswers / 10
		for key, got := range c.answers {
			if !now.Before(got.expires) || drop > 0 {
				delete(c.answers, key)
				drop--
			}
		}
	}
	c.answers[k] = cached{ans, expires}
}

func (c *responseCache) flush(api, stage string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for k := range c.answers {
		if k.api == api && k.stage == stage {
			delete(c.answers, k)
		}
	}
}

// A cacheParameter is one of the parameters an integration's answers are
// remembered by: of the method request, or of the integration request by the
// mapping that makes it.
type cacheParameter struct {
	name  string
	value mapping.Expression
}

func compileCacheParameters(in *apigw.Integration) []cacheParameter {
	var all []cacheParameter
	for _, name := range in.CacheKeyParameters {
		source := name
		if mapped, ok := in.RequestParameters[name]; ok {
			source = mapped
		}
		if e, err := mapping.ParseRequest(source); err == nil {
			all = append(all, cacheParameter{name, e})
		}
	}
	return all
}

// lookUp is the step of the stage's cache. What is cached is the method
// response; the caller is authorized all the same. See
// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-caching.html
func (x *exchange) lookUp() (string, *failure) {
	s := x.cacheSetting()
	if s == nil {
		return "no cache", nil
	}
	x.cacheKey = x.makeCacheKey()
	x.cacheTTL = time.Duration(s.CacheTTLInSeconds) * time.Second
	if x.invalidates() {
		switch {
		case !s.RequireAuthorizationForCacheControl || x.mayInvalidate():
			return "the caller invalidates the entry", nil
		case s.UnauthorizedCacheControlHeaderStrategy == state.FailWith403:
			return "", x.refusedBy(policy.InvalidateCache, policy.Silent, "identity")
		case s.UnauthorizedCacheControlHeaderStrategy == state.SucceedWithResponseHeader:
			x.warning = "199 Cache-control headers were ignored because the caller was unauthorized."
		}
	}
	if ans := x.server.cache.get(x.cacheKey, x.start); ans != nil {
		hit := *ans
		hit.header = append(header(nil), ans.header...)
		x.result = &hit
		x.cacheTTL = 0
		return "answered from the cache", nil
	}
	return "not in the cache", nil
}

// cacheSetting gives the setting of a method whose answers are cached. The
// setting of all methods is for GET alone.
func (x *exchange) cacheSetting() *state.MethodSetting {
	if !x.stage.CacheClusterEnabled {
		return nil
	}
	s, own := x.setting()
	if s == nil || !s.CachingEnabled || s.CacheTTLInSeconds <= 0 || !own && x.verb != http.MethodGet {
		return nil
	}
	return s
}

func (x *exchange) makeCacheKey() cacheKey {
	m := x.match
	k := cacheKey{
		api: x.apiID, stage: x.stage.Name, deployment: x.stage.DeploymentID,
		canary: x.isCanary && !x.stage.Canary.UseStageCache, verb: x.verb,
		namespace: m.method.definition.Integration.CacheNamespace, path: m.resource.path,
	}
	if k.namespace == "" {
		k.namespace = m.resource.id
	}
	var b strings.Builder
	message := x.message()
	for _, p := range m.method.cacheParameters {
		values, _ := p.value.Values(message) // a parameter that cannot be read has no value
		b.WriteString(strconv.Itoa(len(values)))
		for _, v := range values {
			b.WriteString("," + strconv.Itoa(len(v)) + ":" + v)
		}
	}
	k.parameters = b.String()
	return k
}

// invalidates reports whether the caller wants a fresh answer.
func (x *exchange) invalidates() bool {
	for directive := range strings.SplitSeq(x.header.get("Cache-Control"), ",") {
		if strings.EqualFold(strings.TrimSpace(directive), "max-age=0") {
			return true
		}
	}
	return false
}

// mayInvalidate asks the policies for execute-api:InvalidateCache.
func (x *exchange) mayInvalidate() bool {
	r := x.policyRequest(policy.InvalidateCache)
	own, resource := x.identityPolicy.Decide(r), x.compiled.policy.Decide(r)
	return own != policy.Deny && resource != policy.Deny && (own == policy.Allow || resource == policy.Allow)
}

// remember puts the integration's answer into the cache. Errors are not kept;
// the guide does not say what the service does with them.
func (x *exchange) remember() {
	if x.cacheTTL <= 0 || x.result == nil || x.result.status >= 400 || len(x.result.body) > maxCached {
		return
	}
	kept := *x.result
	kept.header = append(header(nil), x.result.header...)
	x.server.cache.put(x.cacheKey, &kept, x.start, x.start.Add(x.cacheTTL))
}

// FlushCache forgets the answers a stage has cached.
func (s *Server) FlushCache(apiID, stage string) { s.cache.flush(apiID, stage) }
