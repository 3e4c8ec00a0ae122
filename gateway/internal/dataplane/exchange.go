package dataplane

import (
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/apigen-go/apigen/gateway/internal/state"
	"github.com/apigen-go/apigen/gateway/internal/trace"
)

// An exchange is one request on its way through the pipeline.
type exchange struct {
	server *Server
	data   *state.Data // the snapshot the whole request is served from
	r      *http.Request
	start  time.Time

	apiID      string
	target     target
	api        *state.API
	stage      *state.Stage
	deployment *state.Deployment
	compiled   *API
	match      *match

	verb       string
	header     header              // as the caller spelt it, with what the gateway adds
	wire       bool                // whether the spelling is known
	query      map[string][]string // decoded
	body       []byte
	requestID  string
	extendedID string
	traceID    string // of the answer and the Lambda invocation
	sourceIP   string
	domainName string

	authorizer map[string]any // requestContext.authorizer
	key        *state.APIKey
	plan       *state.UsagePlan

	integrationStatus  int
	integrationLatency time.Duration
	result             *answer
	failure            *failure
	traced             *trace.Request
}

// An answer is what the caller gets.
type answer struct {
	status int
	header header
	body   []byte
	traced bool // carries X-Amzn-Trace-Id
}

func (s *Server) newExchange(r *http.Request, apiID, path string) *exchange {
	now := s.Now()
	x := &exchange{
		server: s, data: s.Store.Load(), r: r, start: now,
		apiID: apiID, target: splitTarget(path), verb: r.Method,
		requestID: s.IDs.UUID(), extendedID: s.IDs.Extended(),
		sourceIP: remoteIP(r),
	}
	x.readHead()
	x.traced = &trace.Request{
		ID: x.requestID, ExtendedID: x.extendedID, Time: now,
		Method: r.Method, Path: x.target.contextPath, API: apiID, Stage: x.target.stage,
	}
	return x
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
	var out []string
	for _, f := range x.header {
		if strings.EqualFold(f.name, name) {
			out = append(out, f.value)
		}
	}
	return out
}

func (x *exchange) record(name, decision string, began time.Time) {
	x.traced.Steps = append(x.traced.Steps, trace.Step{Name: name, Decision: decision, Duration: time.Since(began)})
}

// logFailure says in the log why a request ended in a gateway response. What is
// wrong with the API itself is a warning; a refused caller is not.
func (x *exchange) logFailure(f *failure) {
	x.traced.Log = append(x.traced.Log, f.cause)
	log := x.server.Log.Debug
	if builtins[f.kind].status >= 500 || f.status >= 500 {
		log = x.server.Log.Warn
	}
	log("gateway response", "type", string(f.kind), "cause", f.cause,
		"request", x.requestID, "method", x.verb, "path", x.target.contextPath)
}

// pathParams are the raw path parameters; nil before a resource is found.
func (x *exchange) pathParams() map[string]string {
	if x.match == nil {
		return nil
	}
	return x.match.params
}

// contextValue gives a $context variable as text. The names are those of
// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html
func (x *exchange) contextValue(name string) (string, bool) {
	if rest, ok := cutPrefix(name, "authorizer."); ok {
		return x.authorizerValue(rest)
	}
	if rest, ok := cutPrefix(name, "error."); ok {
		return x.errorValue(rest)
	}
	if rest, ok := cutPrefix(name, "identity."); ok {
		return x.identityValue(rest)
	}
	switch name {
	case "accountId":
		return x.server.AccountID, true
	case "apiId":
		return x.apiID, true
	case "deploymentId":
		return x.stage.DeploymentID, true
	case "domainName":
		return x.domainName, true
	case "domainPrefix":
		return firstLabel(x.domainName), true
	case "extendedRequestId":
		return x.extendedID, true
	case "httpMethod":
		return x.verb, true
	case "path":
		return x.target.contextPath, true
	case "protocol":
		return "HTTP/1.1", true
	case "requestId":
		return x.requestID, true
	case "requestTime":
		return requestTime(x.start), true
	case "requestTimeEpoch":
		return strconv.FormatInt(x.start.UnixMilli(), 10), true
	case "stage":
		return x.stage.Name, true
	case "xrayTraceId":
		return x.header.get("X-Amzn-Trace-Id"), true
	}
	return x.resourceValue(name)
}

// resourceValue gives the variables that need a resource.
func (x *exchange) resourceValue(name string) (string, bool) {
	if x.match == nil {
		return "", false
	}
	switch name {
	case "operationName":
		return x.match.method.definition.OperationName, x.match.method.definition.OperationName != ""
	case "resourceId":
		return x.match.resource.id, true
	case "resourcePath":
		return x.match.resource.path, true
	}
	return "", false
}

func (x *exchange) authorizerValue(name string) (string, bool) {
	if claim, ok := cutPrefix(name, "claims."); ok {
		claims, _ := x.authorizer["claims"].(map[string]string)
		value, ok := claims[claim]
		return value, ok
	}
	value, ok := x.authorizer[name].(string)
	return value, ok
}

func (x *exchange) errorValue(name string) (string, bool) {
	if x.failure == nil {
		return "", false
	}
	switch name {
	case "message":
		return x.failure.message, true
	case "messageString":
		return x.failure.messageString(), true
	case "responseType":
		return string(x.failure.kind), true
	case "validationErrorString":
		return x.failure.validation, x.failure.validation != ""
	}
	return "", false
}

func (x *exchange) identityValue(name string) (string, bool) {
	switch {
	case name == "sourceIp":
		return x.sourceIP, true
	case name == "userAgent":
		return x.header.get("User-Agent"), true
	case name == "apiKey" && x.key != nil:
		return x.key.Value, true
	case name == "apiKeyId" && x.key != nil:
		return x.key.ID, true
	}
	return "", false
}

// requestTime writes a time as $context.requestTime has it (CLF).
func requestTime(t time.Time) string { return t.UTC().Format("02/Jan/2006:15:04:05 -0700") }
