package dataplane

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"github.com/apigen-go/apigen/gateway/internal/sigv4"
)

// Limits of the service: 10 MB of body, 10240 bytes of request line and
// headers. See
// https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html
const (
	maxBody = 10 << 20
	maxHead = 10240
)

// hidden are the request headers API Gateway removes while it parses a request:
// neither mappings nor events see them.
var hidden = map[string]bool{
	"connection": true, "content-length": true, "content-md5": true, "expect": true,
	"max-forwards": true, "proxy-authenticate": true, "server": true, "te": true,
	"transfer-encoding": true, "trailer": true, "upgrade": true, "www-authenticate": true,
	"x-http-method-override": true,
}

// isHidden reports whether a header, in any spelling, is one of those.
func isHidden(name string) bool {
	var lower [len("x-http-method-override")]byte // the longest
	if len(name) > len(lower) {
		return false
	}
	for i := range len(name) {
		c := name[i]
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		lower[i] = c
	}
	return hidden[string(lower[:len(name)])]
}

// addedHeaders are how many headers API Gateway adds to a request.
const addedHeaders = 5

// A HeaderLine is one header line as it came over the wire.
type HeaderLine struct{ Name, Value string }

type wireHeaderKey struct{}

// WithWireHeader gives a request its header lines as they came over the wire.
// Without them, names have the canonical spelling of net/http.
func WithWireHeader(ctx context.Context, lines []HeaderLine) context.Context {
	return context.WithValue(ctx, wireHeaderKey{}, lines)
}

// readHead reads what the request line and the headers say, and adds the
// headers API Gateway adds.
func (x *exchange) readHead() {
	if verb := x.r.Header.Get("X-Http-Method-Override"); verb != "" {
		x.verb = verb
	}
	lines, wire := wireHeader(x.r)
	x.wire = wire
	x.header = make(header, 0, len(lines)+addedHeaders)
	for _, line := range lines {
		switch {
		case isHidden(line.Name) || strings.EqualFold(line.Name, "Host"):
		case strings.EqualFold(line.Name, "Authorization"):
			x.header.add("Authorization", line.Value)
		case strings.EqualFold(line.Name, "User-Agent"):
			x.header.add("User-Agent", line.Value)
		default:
			x.header.add(line.Name, line.Value)
		}
	}
	if id := x.header.get("x-amzn-RequestId"); id != "" {
		x.takeRequestID(id)
	}
	x.query = parseQuery(x.r.URL.RawQuery)
	x.domainName = domainName(x.r.Host, x.apiID)

	forwarded := x.sourceIP
	if earlier := x.header.get("X-Forwarded-For"); earlier != "" {
		forwarded = earlier + ", " + forwarded
	}
	incoming, outgoing := x.traceHeaders(x.header.get("X-Amzn-Trace-Id"))
	x.traceID = outgoing
	x.header.set("Host", x.r.Host)
	x.header.set("X-Amzn-Trace-Id", incoming)
	x.header.set("X-Forwarded-For", forwarded)
	// A stage is only reached over https on AWS, and that is what backends see.
	x.header.set("X-Forwarded-Port", "443")
	x.header.set("X-Forwarded-Proto", "https")
}

var uuid = regexp.MustCompile(`^[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$`)

// takeRequestID makes the caller's id the request's own. One that is no UUID does
// not, and access logs say so. See
// https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
func (x *exchange) takeRequestID(id string) {
	if uuid.MatchString(id) {
		x.requestID = id
		return
	}
	x.loggedID = "UUID_REPLACED_INVALID_REQUEST_ID"
}

func wireHeader(r *http.Request) (lines []HeaderLine, wire bool) {
	if lines, ok := r.Context().Value(wireHeaderKey{}).([]HeaderLine); ok {
		return lines, true
	}
	lines = make([]HeaderLine, 0, len(r.Header))
	for _, name := range sortedKeys(r.Header) {
		for _, value := range r.Header[name] {
			lines = append(lines, HeaderLine{name, value})
		}
	}
	return lines, false
}

// traceHeaders gives the X-Amzn-Trace-Id that backends see, and the one that is
// passed on and answered with: a root without a parent gets one (recorded,
// test_invocation_trace_id).
func (x *exchange) traceHeaders(got string) (incoming, outgoing string) {
	root, parent, sampled := "", "", ""
	for part := range strings.SplitSeq(got, ";") {
		switch key, value, _ := strings.Cut(strings.TrimSpace(part), "="); key {
		case "Root":
			root = value
		case "Parent":
			parent = value
		case "Sampled":
			sampled = value
		}
	}
	if root == "" {
		root = x.server.IDs.TraceRoot(x.start)
		got = "Root=" + root
	}
	if parent != "" && sampled != "" {
		return got, got
	}
	addedParent, addedSampled := "", ""
	if parent == "" {
		addedParent = ";Parent=" + x.server.IDs.Segment()
	}
	if sampled == "" {
		addedSampled = ";Sampled=0"
		if parent != "" || x.tracing() {
			addedSampled = ";Sampled=1"
		}
	}
	return got, got + addedParent + addedSampled
}

// parseQuery decodes a query string: + is a space, and a semicolon separates as
// & does (API Gateway known issues). A value that cannot be decoded stays as it
// is.
func parseQuery(raw string) map[string][]string {
	raw, _, _ = strings.Cut(raw, "#") // a fragment never arrives (recorded)
	if raw == "" {
		return nil
	}
	out := map[string][]string{}
	for pair := range strings.FieldsFuncSeq(raw, func(r rune) bool { return r == '&' || r == ';' }) {
		name, value, _ := strings.Cut(pair, "=")
		out[unescape(name)] = append(out[unescape(name)], unescape(value))
	}
	if len(out) == 0 {
		return nil
	}
	return out
}

func unescape(s string) string {
	if d, err := url.QueryUnescape(s); err == nil {
		return d
	}
	return s
}

// domainName gives $context.domainName: the host without its port. A request by
// path (/_gateway/API/STAGE/...) has the name its API has by host.
func domainName(host, apiID string) string {
	if strings.Contains(host, ":") { // else there is an error to be made
		if h, _, err := net.SplitHostPort(host); err == nil {
			host = h
		}
	}
	if !strings.HasPrefix(strings.ToLower(host), apiID+".") {
		return apiID + ".execute-api.localhost"
	}
	return host
}

func firstLabel(host string) string {
	label, _, _ := strings.Cut(host, ".")
	return label
}

// checkLimits is the first step: it reads the body, and refuses what is larger
// than the service takes.
func (x *exchange) checkLimits() (string, *failure) {
	head := len(x.r.Method) + len(x.r.RequestURI) + len(" ") + len(x.r.Proto)
	for name, values := range x.r.Header {
		for _, value := range values {
			head += len(name) + len(value)
		}
	}
	if head > maxHead {
		return "", fail(requestTooLarge, "Request Too Long", "request line and headers take more than 10240 bytes")
	}
	if x.r.Body == nil {
		return "no body", nil
	}
	body, err := io.ReadAll(http.MaxBytesReader(nil, x.r.Body, maxBody))
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return "", fail(requestTooLarge, "Request Too Long", "the body takes more than 10 MB")
	}
	if err != nil {
		return "", &failure{kind: default4xx, status: 400, message: "Bad Request", cause: "read body: " + err.Error()}
	}
	x.body, x.sent = body, body
	return "within the limits", nil
}

// route finds resource and method. Both an unknown path and an unknown method
// are 403 Missing Authentication Token, never 404 or 405 (recorded,
// test_routing_not_found).
func (x *exchange) route() (string, *failure) {
	x.match = x.compiled.router.find(x.target.path, x.verb)
	if x.match == nil {
		if f := x.unroutable(); f != nil {
			return "", f
		}
		return "", fail(missingAuthenticationToken, "Missing Authentication Token", "no resource takes "+x.verb+" "+x.target.path)
	}
	x.readSetting()
	x.traced.Route = x.match.method.route
	return x.traced.Route, nil
}

// unroutable is the refusal of a request that no method takes and whose
// Authorization header is no signature: the service reads it as one all the
// same.
func (x *exchange) unroutable() *failure {
	value := x.header.get("Authorization")
	if value == "" || strings.HasPrefix(value, "AWS4-") {
		return nil
	}
	if _, refusal := x.server.Callers.Authenticate(x.signedRequest()); refusal != nil && refusal.Reason == sigv4.Incomplete {
		return unsigned(refusal)
	}
	return nil
}

// rawPath gives the path of a request target.
func rawPath(target string) string {
	path, _, _ := strings.Cut(target, "?")
	path, _, _ = strings.Cut(path, "#")
	return path
}
