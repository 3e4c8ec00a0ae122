package httpapi

import (
	"errors"
	"io"
	"net/http"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"github.com/apigen-go/apigen/gateway/internal/state"
)

// Limits of the service: 10 MB of body, 10240 bytes of request line and
// headers. See
// https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html
const (
	maxBody = 10 << 20
	maxHead = 10240
)

// readBody refuses what is larger than the service takes.
func (x *exchange) readBody() (string, *failure) {
	head := len(x.r.Method) + len(x.r.RequestURI) + len(" ") + len(x.r.Proto)
	for name, values := range x.r.Header {
		for _, value := range values {
			head += len(name) + len(value)
		}
	}
	if head > maxHead {
		return "", &failure{status: 431, message: "Request Header Fields Too Large", kind: "REQUEST_TOO_LARGE", cause: "request line and headers take more than 10240 bytes"}
	}
	if x.r.Body == nil {
		return "no body", nil
	}
	body, err := io.ReadAll(http.MaxBytesReader(nil, x.r.Body, maxBody))
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return "", &failure{status: 413, message: "Request Entity Too Large", kind: "REQUEST_TOO_LARGE", cause: "the body takes more than 10 MB"}
	}
	if err != nil {
		return "", &failure{status: 400, message: "Bad Request", kind: "BAD_REQUEST", cause: "read body: " + err.Error()}
	}
	x.body = body
	return "within the limits", nil
}

// buckets are the token buckets of stages and routes. They start full with the
// process, as best-effort limits may.
type buckets struct {
	mu  sync.Mutex
	all map[bucketKey]*rate.Limiter
}

// A bucketKey holds the limits themselves, so a changed limit is a new bucket.
type bucketKey struct {
	api, stage, route string
	rate              float64
	burst             int
}

// Limits of the account, which hold where a stage sets one of the two only.
const (
	accountRate  = 10000
	accountBurst = 5000
)

// throttle applies the limits of the route, else those of the stage. See
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-throttling.html
func (x *exchange) throttle() (string, *failure) {
	key := x.route.definition.Key
	limits := x.stage.DefaultRouteSettings
	if own, ok := x.stage.RouteSettings[key]; ok {
		limits = overridden(limits, own)
	}
	if limits.BurstLimit == nil && limits.RateLimit == nil {
		return "no limit", nil
	}
	k := bucketKey{api: x.target.APIID, stage: x.stage.Name, route: key, rate: accountRate, burst: accountBurst}
	if limits.RateLimit != nil {
		k.rate = *limits.RateLimit
	}
	if limits.BurstLimit != nil {
		k.burst = *limits.BurstLimit
	}
	if !x.server.buckets.take(k, x.start) {
		return "", &failure{status: 429, message: "Too Many Requests", kind: "THROTTLED", cause: "the stage limits " + key}
	}
	return "within the limits of " + key, nil
}

func overridden(stage, route state.RouteSettings) state.RouteSettings {
	if route.BurstLimit != nil {
		stage.BurstLimit = route.BurstLimit
	}
	if route.RateLimit != nil {
		stage.RateLimit = route.RateLimit
	}
	return stage
}

func (b *buckets) take(k bucketKey, now time.Time) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.all == nil {
		b.all = map[bucketKey]*rate.Limiter{}
	}
	l := b.all[k]
	if l == nil {
		l = rate.NewLimiter(rate.Limit(k.rate), k.burst)
		b.all[k] = l
	}
	return l.AllowN(now, 1)
}
