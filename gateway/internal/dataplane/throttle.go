package dataplane

import (
	"sync"
	"time"

	"github.com/apigen-go/apigen/gateway/internal/state"
	"golang.org/x/time/rate"
)

// limits are the token buckets and counters of usage plans. They start full
// with the process, as best-effort limits may.
type limits struct {
	mu      sync.Mutex
	buckets map[bucketKey]*rate.Limiter
	used    map[quotaKey]int
	daily   map[quotaKey]int // requests of a day, whatever the quota's period
}

// A bucketKey holds the limits themselves, so a changed limit is a new bucket.
type bucketKey struct {
	api, stage        string // of a stage's own limit
	plan, key, method string // method is empty for the plan's own bucket
	limit             state.Throttle
}

type quotaKey struct {
	plan, key string
	period    time.Time
}

// throttle applies the limits in the service's order: of the usage plan for the
// method and for the key, of the stage for the method, of the account. A request
// that passes them counts against the key's quota. See
// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html
func (x *exchange) throttle() (string, *failure) {
	l := &x.server.limits
	l.mu.Lock()
	defer l.mu.Unlock()
	var room [4]bucketKey
	for _, k := range x.buckets(room[:0]) {
		if !l.take(k, x.start) {
			return "", fail(throttled, "Too Many Requests", k.cause())
		}
	}
	if x.plan == nil {
		return "no usage plan", nil
	}
	if q := x.plan.Quota; q != nil && !l.count(x.plan.ID, x.key.ID, *q, x.start) {
		return "", fail(quotaExceeded, "Limit Exceeded", "the quota of usage plan "+x.plan.ID+" is used up")
	}
	l.note(x.plan.ID, x.key.ID, x.start)
	return x.server.plans.of(x.plan.ID, func() string { return "within usage plan " + x.plan.ID }), nil
}

// cause says which limit a request did not pass.
func (k bucketKey) cause() string {
	switch {
	case k.stage != "":
		return "stage " + k.stage + " limits " + k.method
	case k.method != "":
		return "usage plan " + k.plan + " limits " + k.method
	case k.plan != "":
		return "usage plan " + k.plan + " limits the rate"
	}
	return "the account's limit"
}

// buckets adds the limits of a request in the service's order.
func (x *exchange) buckets(all []bucketKey) []bucketKey {
	if x.plan != nil {
		if method, limit, ok := x.methodThrottle(); ok {
			all = append(all, bucketKey{plan: x.plan.ID, key: x.key.ID, method: method, limit: limit})
		}
		if t := x.plan.Throttle; t != nil {
			all = append(all, bucketKey{plan: x.plan.ID, key: x.key.ID, limit: *t})
		}
	}
	if s, _ := x.setting(); s != nil {
		method := x.match.resource.path + "/" + x.match.method.definition.HTTPMethod
		limit := state.Throttle{RateLimit: s.ThrottlingRateLimit, BurstLimit: s.ThrottlingBurstLimit}
		if limit.RateLimit == 0 {
			limit.BurstLimit = 0 // it switches the method off
		}
		if limit.RateLimit >= 0 && limit.BurstLimit >= 0 { // -1 is no limit of the stage's own
			all = append(all, bucketKey{api: x.apiID, stage: x.stage.Name, method: method, limit: limit})
		}
	}
	if t := x.server.Account; t != nil {
		all = append(all, bucketKey{limit: *t})
	}
	return all
}

// methodThrottle finds the plan's own limit for the method, under the key
// /path/METHOD.
func (x *exchange) methodThrottle() (string, state.Throttle, bool) {
	for _, s := range x.plan.Stages {
		if s.APIID == x.apiID && s.Stage == x.stage.Name {
			if len(s.Throttle) == 0 {
				break
			}
			key := x.match.resource.path + "/" + x.match.method.definition.HTTPMethod
			t, ok := s.Throttle[key]
			return key, t, ok
		}
	}
	return "", state.Throttle{}, false
}

func (l *limits) take(k bucketKey, now time.Time) bool {
	if l.buckets == nil {
		l.buckets = map[bucketKey]*rate.Limiter{}
	}
	b := l.buckets[k]
	if b == nil {
		b = rate.NewLimiter(rate.Limit(k.limit.RateLimit), k.limit.BurstLimit)
		l.buckets[k] = b
	}
	return b.AllowN(now, 1)
}

func (l *limits) count(plan, key string, q state.Quota, now time.Time) bool {
	if l.used == nil {
		l.used = map[quotaKey]int{}
	}
	k := quotaKey{plan, key, periodStart(q.Period, now)}
	if l.used[k]+q.Offset >= q.Limit {
		return false
	}
	l.used[k]++
	return true
}

// periodStart gives the beginning of the quota period a time lies in, in UTC;
// weeks begin on Sunday.
func periodStart(period string, now time.Time) time.Time {
	now = now.UTC()
	day := time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, time.UTC)
	switch period {
	case "MONTH":
		return day.AddDate(0, 0, 1-day.Day())
	case "WEEK":
		return day.AddDate(0, 0, -int(day.Weekday()))
	}
	return day
}
