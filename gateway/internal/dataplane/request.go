package dataplane

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/textproto"
	"net/url"
	"regexp"
	"slices"
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

// A headerKind is what API Gateway does with a header of a request.
type headerKind int

const (
	passedOn      headerKind = iota
	hidden                   // removed while the request is parsed: neither mappings nor events see it
	unlisted                 // hidden, and net/http does not list it, either
	host                     // comes from elsewhere
	respelt                  // has one spelling
	addedTrace               // added anew
	addedFor                 // added anew, with what there was
	addedByItself            // added anew, whatever there was
)

// longestKnown is the longest name that kindOf knows.
const longestKnown = len("x-http-method-override")

// kindOf tells what becomes of a header, in any spelling.
func kindOf(name string) headerKind {
	var lower [longestKnown]byte
	if len(name) > len(lower) {
		return passedOn
	}
	for i := range len(name) {
		c := name[i]
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		lower[i] = c
	}
	switch string(lower[:len(name)]) {
	case "connection", "content-length", "content-md5", "expect", "max-forwards", "proxy-authenticate", "server", "te", "upgrade",
		"www-authenticate", "x-http-method-override":
		return hidden
	case "transfer-encoding", "trailer":
		return unlisted
	case "host":
		return host
	case "authorization", "user-agent":
		return respelt
	case "x-amzn-trace-id":
		return addedTrace
	case "x-forwarded-for":
		return addedFor
	case "x-forwarded-port", "x-forwarded-proto":
		return addedByItself
	}
	return passedOn
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

// A Wire is a connection, which serves one request at a time.
type Wire interface {
	// HeaderLines are those of the request that is being served, as they came; nil
	// when they are not known.
	HeaderLines() []HeaderLine
}

// WithWire gives all requests of a connection their header lines.
func WithWire(ctx context.Context, w Wire) context.Context {
	return context.WithValue(ctx, wireHeaderKey{}, w)
}

// readHead reads what the request line and the headers say, and adds the
// headers API Gateway adds.
func (x *exchange) readHead() {
	if verb := x.r.Header.Get("X-Http-Method-Override"); verb != "" {
		x.verb = verb
	}
	lines, wire := wireHeader(x.r)
	x.wire = wire
	x.header = slices.Grow(x.header, len(lines)+addedHeaders)
	trace, forwarded := "", ""
	x.head = len(x.r.Method) + len(x.r.RequestURI) + len(" ") + len(x.r.Proto)
	for _, line := range lines {
		kind := kindOf(line.Name)
		if kind != host && kind != unlisted {
			x.head += len(line.Name) + len(line.Value)
		}
		switch kind {
		case passedOn:
			x.header.add(line.Name, line.Value)
		case respelt:
			x.header.add(textproto.CanonicalMIMEHeaderKey(line.Name), line.Value)
		case addedTrace:
			trace = line.Value
		case addedFor:
			forwarded = line.Value
		}
	}
	if id := x.header.get("x-amzn-RequestId"); id != "" {
		x.takeRequestID(id)
	}
	x.query = parseQuery(x.r.URL.RawQuery)
	x.domainName = x.server.domainName(x.r.Host, x.apiID)

	incoming, outgoing := x.traceHeaders(trace)
	x.traceID = outgoing
	x.header.add("Host", x.r.Host)
	x.header.add("X-Amzn-Trace-Id", incoming)
	if forwarded != "" {
		forwarded += ", "
	}
	x.header.add("X-Forwarded-For", forwarded+x.sourceIP)
	// A stage is only reached over https on AWS, and that is what backends see.
	x.header.add("X-Forwarded-Port", "443")
	x.header.add("X-Forwarded-Proto", "https")
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
	switch known := r.Context().Value(wireHeaderKey{}).(type) {
	case []HeaderLine:
		return known, true
	case Wire:
		if lines = known.HeaderLines(); lines != nil {
			return lines, true
		}
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
	if root != "" && parent != "" && sampled != "" {
		return got, got
	}
	var room [128]byte
	text := append(room[:0], got...)
	if root == "" {
		text = x.server.IDs.AppendTraceRoot(append(room[:0], "Root="...), x.start)
	}
	length := len(text) // of what backends see
	if parent == "" {
		text = x.server.IDs.AppendSegment(append(text, ";Parent="...))
	}
	switch {
	case sampled != "":
	case parent != "" || x.tracing():
		text = append(text, ";Sampled=1"...)
	default:
		text = append(text, ";Sampled=0"...)
	}
	outgoing = string(text)
	return outgoing[:length], outgoing
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
		name = unescape(name)
		out[name] = append(out[name], unescape(value))
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
func (s *Server) domainName(host, apiID string) string {
	if strings.Contains(host, ":") { // else there is an error to be made
		if h, _, err := net.SplitHostPort(host); err == nil {
			host = h
		}
	}
	if rest, ok := strings.CutPrefix(strings.ToLower(host), apiID); !ok || !strings.HasPrefix(rest, ".") {
		return s.domains.of(apiID, func() string { return apiID + ".execute-api.localhost" })
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
	if x.head > maxHead {
		return "", fail(requestTooLarge, "Request Too Long", "request line and headers take more than 10240 bytes")
	}
	if x.r.Body == nil || x.r.Body == http.NoBody {
		return "no body", nil
	}
	body, err := x.readBody()
	if errors.Is(err, errTooLarge) {
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
	var ok bool
	if x.found, ok = x.compiled.router.find(x.target.path, x.verb); !ok {
		if f := x.unroutable(); f != nil {
			return "", f
		}
		return "", fail(missingAuthenticationToken, "Missing Authentication Token", "no resource takes "+x.verb+" "+x.target.path)
	}
	x.match = &x.found
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

// readBody reads the body as far as the service takes it.
func (x *exchange) readBody() ([]byte, error) {
	if n := x.r.ContentLength; n > 0 && n <= 64<<10 { // of more, room is made for what comes
		body := make([]byte, n)
		_, err := io.ReadFull(x.r.Body, body)
		return body, err
	}
	body, err := io.ReadAll(io.LimitReader(x.r.Body, maxBody+1))
	if len(body) > maxBody {
		err = errTooLarge
	}
	return body, err
}
