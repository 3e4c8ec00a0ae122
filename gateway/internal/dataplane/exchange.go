package dataplane

import (
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"time"

	"github.com/apigen-go/apigen/gateway/internal/iam"
	"github.com/apigen-go/apigen/gateway/internal/policy"
	"github.com/apigen-go/apigen/gateway/internal/state"
	"github.com/apigen-go/apigen/gateway/internal/trace"
	"github.com/apigen-go/apigen/internal/mapping"
	"github.com/apigen-go/apigen/vtl"
)

// An exchange is one request on its way through the pipeline.
type exchange struct {
	server *Server
	data   *state.Data // the snapshot the whole request is served from
	r      *http.Request
	start  time.Time
	began  string        // the start in words, once somebody asked
	clock  time.Time     // when the first step began
	step   time.Duration // since then, when the step that is under way began

	apiID      string
	target     target
	api        *state.API
	stage      *state.Stage
	deployment *state.Deployment
	compiled   *API
	match      *match
	found      match // what match points to, mostly

	verb       string
	header     header              // as the caller spelt it, with what the gateway adds
	sorted     header              // room for its copy in an event
	text       []byte              // room to write an event in
	wire       bool                // whether the spelling is known
	head       int                 // bytes of request line and headers
	query      map[string][]string // decoded
	body       []byte
	sent       []byte // the body as it was sent, before it was decompressed
	requestID  string
	loggedID   string // as access logs name the request, where it differs
	extendedID string
	traceID    string // of the answer and the Lambda invocation
	sourceIP   string
	userAgent  string // once an event has it
	domainName string
	ofDomain   bool   // came by a custom domain
	basePath   string // of the domain's mapping; NoBasePath for the one without

	authorizer          map[string]any   // requestContext.authorizer
	encodedAuthorizer   []byte           // as events have it, where it is known
	claims              *vtl.Map         // $context.authorizer.claims, once somebody asked
	authorizerLatency   time.Duration    // of a Lambda authorizer
	authorizerRequestID string           // of its invocation; empty for a remembered answer
	identityPolicy      *policy.Document // of the caller; nil when nobody has one
	caller              *iam.Caller      // who signed the request; nil without IAM authorization
	usageKey            string           // the API key an authorizer gave
	vpcEndpoint         string           // the VPC endpoint the request came through; empty is the internet
	key                 *state.APIKey
	plan                *state.UsagePlan

	parameters *mapping.Params  // of templates; made when the first one wants them
	variables  *mapping.Context // $context; made when something wants it

	isCanary bool   // taken to the canary of the stage
	warning  string // the answer's Warning header
	cacheKey cacheKey
	cacheTTL time.Duration // how long the integration's answer is remembered; zero is not

	integrationStatus  int // of the backend or the service that runs it
	functionStatus     int // what a proxy function said
	integrationLatency time.Duration
	backendRequestID   string
	level              string // of the execution log
	verbose, dataTrace bool   // whether it is written, with bodies
	lines              []string
	result             *answer
	failure            *failure
	traced             *trace.Request
}

// An answer is what the caller gets.
type answer struct {
	status int
	header header
	body   []byte
	live   *liveBody // follows the body; nil when the body is all
	sent   int       // bytes of the live body
	traced bool      // carries X-Amzn-Trace-Id
}

// newExchange begins an exchange, in the room of one that is over.
func (s *Server) newExchange(r *http.Request, apiID, path string) *exchange {
	now := s.Now()
	apiID, endpoint := splitEndpoint(apiID, r)
	x, ok := s.exchanges.Get().(*exchange)
	if !ok {
		x = new(exchange)
	}
	x.server, x.data, x.r, x.start, x.clock = s, s.Store.Load(), r, now, time.Now()
	x.apiID, x.target, x.verb = apiID, splitTarget(path), r.Method
	x.requestID, x.extendedID = s.IDs.UUID(), s.IDs.Extended()
	x.sourceIP, x.vpcEndpoint = remoteIP(r), endpoint
	x.readHead()
	q := s.Traces.NewRequest()
	q.ID, q.ExtendedID, q.Time = x.requestID, x.extendedID, now
	q.Method, q.Path, q.API, q.Stage = r.Method, x.target.contextPath, apiID, x.target.stage
	x.traced = q
	return x
}

// maxRoom is how large a text may be whose room is kept.
const maxRoom = 64 << 10

// end leaves the room of an exchange to a later one. Nobody may hold anything of it
// then but what it points to.
func (x *exchange) end() {
	clear(x.header)
	clear(x.sorted)
	s, header, sorted, text := x.server, x.header[:0], x.sorted[:0], x.text
	*x = exchange{}
	x.header, x.sorted, x.text = header, sorted, text
	s.exchanges.Put(x)
}

// splitEndpoint takes the first label of the host apart: a private API is
// reached as API-ENDPOINT, or as ENDPOINT with the API in a header. See
// https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-private-api-test-invoke-url.html
func splitEndpoint(label string, r *http.Request) (apiID, endpoint string) {
	if strings.HasPrefix(label, "vpce-") {
		return r.Header.Get("X-Apigw-Api-Id"), label
	}
	if api, rest, found := strings.Cut(label, "-vpce-"); found {
		return api, "vpce-" + rest
	}
	return label, ""
}

func remoteIP(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}

// headerValues gives the values of a header for mappings and validators, which
// compare names case by case (API Gateway known issues). Where the spelling is
// not known, it does not count.
func (x *exchange) headerValues(name string) []string {
	if x.wire {
		return x.header.values(name)
	}
	return x.header.anySpelling(name)
}

// record ends a step: the next one begins.
func (x *exchange) record(name, decision string) {
	now := time.Since(x.clock) // quicker than time.Now
	x.traced.Steps = append(x.traced.Steps, trace.Step{Name: name, Decision: decision, Duration: now - x.step})
	x.step = now
}

// logFailure says in the log why a request ended in a gateway response. What is
// wrong with the API itself is a warning; a refused caller is not.
func (x *exchange) logFailure(f *failure) {
	x.traced.Log = append(x.traced.Log, f.cause)
	x.say("%s", f.cause)
	log := x.server.Log.Debug
	if builtins[f.kind].status >= 500 || f.status >= 500 {
		log = x.server.Log.Warn
	}
	log("gateway response", "type", string(f.kind), "cause", f.cause, "detail", f.detail,
		"request", x.requestID, "method", x.verb, "path", x.target.contextPath)
}

// pathParams are the raw path parameters; nil before a resource is found.
func (x *exchange) pathParams() map[string]string {
	if x.match == nil {
		return nil
	}
	return x.match.params
}

// A lastText is a text made of a name, which is mostly the one of the request
// before. The zero value is ready for use.
type lastText struct{ last atomic.Pointer[namedText] }

type namedText struct{ name, text string }

// of gives the text of a name, which make makes.
func (t *lastText) of(name string, make func() string) string {
	last := t.last.Load()
	if last == nil || last.name != name {
		last = &namedText{strings.Clone(name), make()}
		t.last.Store(last)
	}
	return last.text
}

// requestTime is $context.requestTime (CLF).
func (x *exchange) requestTime() string {
	if x.began == "" {
		x.began = x.server.times.text(x.start)
	}
	return x.began
}

// A timeText is a second in words, which all requests of that second have.
type timeText struct{ last atomic.Pointer[secondText] }

type secondText struct {
	unix int64
	text string
}

func (t *timeText) text(at time.Time) string {
	last := t.last.Load()
	if unix := at.Unix(); last == nil || last.unix != unix {
		last = &secondText{unix, at.UTC().Format("02/Jan/2006:15:04:05 -0700")}
		t.last.Store(last)
	}
	return last.text
}
