package dataplane

import (
	"cmp"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/apigen-go/apigen/gateway/internal/accesslog"
	"github.com/apigen-go/apigen/gateway/internal/eventjson"
)

// writeAccessLog writes the line of a request: in the stage's format, when it
// has one, else as JSON.
func (s *Server) writeAccessLog(x *exchange, ans *answer, took time.Duration) {
	if s.AccessLog == nil {
		return
	}
	var line []byte
	if x.stage != nil && x.stage.AccessLog != nil && x.stage.AccessLog.Format != "" {
		line = x.formatted(x.stage.AccessLog.Format, ans, took)
	} else {
		room := accessLines.Get().(*[]byte)
		defer accessLines.Put(room)
		*room = x.appendAccessLine((*room)[:0], ans, took)
		line = *room
	}
	s.accessMu.Lock()
	defer s.accessMu.Unlock()
	_, _ = s.AccessLog.Write(line)
}

// accessLines are buffers for lines.
var accessLines = sync.Pool{New: func() any { return new([]byte) }}

// formatted writes a line in the stage's format; a variable without a value is a
// hyphen. A format that cannot be parsed, which the control plane refuses, gives
// none. See
// https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
func (x *exchange) formatted(text string, ans *answer, took time.Duration) []byte {
	f, ok := x.server.formats.Load(text)
	if !ok {
		parsed, err := accesslog.Parse(text)
		if err != nil {
			x.server.Log.Warn("access log format", "stage", x.stage.Name, "error", err)
			return nil
		}
		f, _ = x.server.formats.LoadOrStore(text, parsed)
	}
	values := x.accessValues(ans, took)
	return f.(accesslog.Format).Append(nil, func(path ...string) string {
		name := strings.Join(path, ".")
		if value, known := values[name]; known {
			return value
		}
		return x.lookup(name)
	})
}

// accessValues are the variables that access logs alone have. Empty ones have no
// value. See
// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-variables-for-access-logging.html
func (x *exchange) accessValues(ans *answer, took time.Duration) map[string]string {
	v := map[string]string{
		"status": strconv.Itoa(ans.status), "responseLength": strconv.Itoa(ans.length()),
		"responseLatency": milliseconds(took), "xrayTraceId": "",
		"error.message": "", "error.messageString": "", "error.responseType": "", "error.validationErrorString": "",
	}
	if x.loggedID != "" {
		v["requestId"] = x.loggedID
	}
	if x.ofDomain {
		v["customDomain.basePathMatched"] = x.basePath
	}
	if x.stage != nil && x.stage.TracingEnabled {
		v["xrayTraceId"] = traceRoot(x.traceID)
	}
	x.integrationValues(v)
	x.authorizerLogValues(v)
	if f := x.failure; f != nil {
		v["error.message"], v["error.messageString"] = f.message, f.messageString()
		v["error.responseType"], v["error.validationErrorString"] = string(f.kind), f.validation
	}
	return v
}

// integrationValues are about the call of the backend: integrationStatus is the
// service's own status, integration.status that of a proxy function's answer.
func (x *exchange) integrationValues(v map[string]string) {
	both := func(value string, names ...string) {
		for _, name := range names {
			v[name] = value
		}
	}
	both("", "integrationStatus", "integration.integrationStatus", "integration.status", "integrationLatency", "integration.latency",
		"integrationErrorMessage", "integration.error", "integration.requestId", "awsEndpointRequestId")
	if x.integrationStatus != 0 {
		both(strconv.Itoa(x.integrationStatus), "integrationStatus", "integration.integrationStatus")
		both(milliseconds(x.integrationLatency), "integrationLatency", "integration.latency")
	}
	if x.functionStatus != 0 {
		v["integration.status"] = strconv.Itoa(x.functionStatus)
	}
	if x.backendRequestID != "" {
		both(x.backendRequestID, "integration.requestId", "awsEndpointRequestId")
	}
	if f := x.failure; f != nil && (f.kind == integrationFailure || f.kind == integrationTimeout || f.kind == apiConfigurationError) {
		both(f.cause, "integrationErrorMessage", "integration.error")
	}
}

// authorizerLogValues are about the authorizer: what became of it and how long
// it took.
func (x *exchange) authorizerLogValues(v map[string]string) {
	if x.match == nil || x.match.method.authorizer == nil {
		return
	}
	status, message := "200", ""
	if f := x.failure; f != nil {
		switch f.kind {
		case unauthorized, authorizerFailure, authorizerConfigurationError, accessDenied, invalidSignature, expiredToken:
			status, message = strconv.Itoa(builtins[f.kind].status), f.cause
		}
	}
	group := "authorizer."
	if _, isIAM := x.match.method.authorizer.(iamAuthorizer); isIAM {
		group = "authenticate."
	}
	v[group+"status"], v[group+"error"], v[group+"latency"] = status, message, milliseconds(x.authorizerLatency)
	if _, isLambda := x.match.method.authorizer.(*lambdaAuthorizer); isLambda {
		v["authorizer.integrationLatency"], v["authorizer.integrationStatus"] = milliseconds(x.authorizerLatency), status
		v["authorizer.requestId"] = x.authorizerRequestID
	}
	if x.identityPolicy != nil || x.compiled.policy != nil {
		v["authorize.status"], v["authorize.error"], v["authorize.latency"] = status, message, "0"
	}
}

func milliseconds(d time.Duration) string { return strconv.FormatInt(d.Milliseconds(), 10) }

func traceRoot(header string) string {
	root, _, _ := strings.Cut(strings.TrimPrefix(header, "Root="), ";")
	return root
}

// appendAccessLine adds a line of the access log of a stage without a format. Its
// members have the names of the $context variables they hold; the first ones are
// those of the developer guide's JSON format (set-up-logging). Latencies are
// milliseconds.
func (x *exchange) appendAccessLine(b []byte, ans *answer, took time.Duration) []byte {
	text := func(name, value string) {
		b = eventjson.AppendString(append(append(append(b, ',', '"'), name...), `":`...), value)
	}
	number := func(name string, value int64) {
		b = strconv.AppendInt(append(append(append(b, ',', '"'), name...), `":`...), value, 10)
	}
	begin := len(b)
	text("requestId", cmp.Or(x.loggedID, x.requestID))
	b[begin] = '{'
	text("extendedRequestId", x.extendedID)
	text("ip", x.sourceIP)
	text("requestTime", x.requestTime())
	text("httpMethod", x.verb)
	resource := ""
	if x.match != nil {
		resource = x.match.resource.path
	}
	text("resourcePath", resource)
	number("status", int64(ans.status))
	text("protocol", "HTTP/1.1")
	number("responseLength", int64(ans.length()))
	text("apiId", x.apiID)
	text("stage", x.target.stage)
	text("path", x.target.contextPath)
	number("responseLatency", took.Milliseconds())
	if x.integrationStatus != 0 {
		number("integrationStatus", int64(x.integrationStatus))
	}
	if latency := x.integrationLatency.Milliseconds(); latency != 0 {
		number("integrationLatency", latency)
	}
	if x.key != nil {
		text("apiKeyId", x.key.ID)
	}
	if x.failure != nil {
		if x.failure.message != "" {
			text("errorMessage", x.failure.message)
		}
		text("errorResponseType", string(x.failure.kind))
	}
	return append(b, "}\n"...)
}
