package lambdahttp

import (
	"bytes"
	"context"
	"encoding/base64"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// An invocation is everything one event needs, in one piece of memory.
type invocation struct {
	event    event
	ctx      requestContext
	http     http.Request
	url      url.URL
	body     body
	response response
}

// newInvocation makes an invocation of a copy of the payload: the runtime reuses
// it for the next event, while a handler may keep what it was given.
func newInvocation(payload []byte) *invocation {
	inv := new(invocation)
	e := &inv.event
	e.scratch.Grow(len(payload) + min(len(payload)/16, 1<<10) + 128)
	e.scratch.Write(payload)
	e.scanner = newScanner(e.scratch.String())
	return inv
}

// A body is that of a request. There is nothing to close. Plain ones are bytes of
// the event itself, which nobody changes who reads: io.Writer forbids it to those
// that [bytes.Reader.WriteTo] shows them to.
type body struct{ bytes.Reader }

func (*body) Close() error { return nil }

// A badPathError is a path that net/http's server would refuse.
type badPathError struct{ error }

// request builds the request that the event stands for.
func (inv *invocation) request(ctx context.Context, opts *Options) (*http.Request, error) {
	e := &inv.event
	header, err := e.header()
	if err != nil {
		return nil, err
	}
	inv.ctx = requestContext{Context: ctx, info: &e.ctx}
	inv.http = *new(http.Request).WithContext(&inv.ctx)
	r := &inv.http
	r.Method = e.method
	r.Proto, r.ProtoMajor, r.ProtoMinor = protocol(e.ctx.protocol)
	r.Header, r.Host, r.Body, r.URL = header, e.ctx.DomainName, http.NoBody, &inv.url
	if e.hasHost {
		r.Host = e.host
	}
	if e.format.alb() {
		e.ctx.SourceIP, r.RemoteAddr = e.balancerClient(header)
	} else if e.ctx.SourceIP != "" {
		r.RemoteAddr = e.withPort(e.ctx.SourceIP)
	}
	if err := inv.setURL(r, opts); err != nil {
		return nil, err
	}
	if err := inv.setBody(r); err != nil {
		return nil, err
	}
	return r, nil
}

// protocol is the version of HTTP that an event names. Those of REST APIs say
// HTTP/1.1 even of HTTP/2 clients, those of load balancers nothing.
func protocol(named string) (proto string, major, minor int) {
	if named != "HTTP/1.1" {
		if major, minor, ok := http.ParseHTTPVersion(named); ok {
			return named, major, minor
		}
	}
	return "HTTP/1.1", 1, 1
}

// balancerClient finds who connected to a load balancer, whose events say so in
// X-Forwarded-For alone. The balancer appends the address it saw itself, and
// with client port preservation the port: whatever stands before is what the
// client claimed.
//
// See https://docs.aws.amazon.com/elasticloadbalancing/latest/application/x-forwarded-headers.html
func (e *event) balancerClient(header http.Header) (ip, addr string) {
	values := header["X-Forwarded-For"]
	if len(values) == 0 {
		return "", ""
	}
	last := values[len(values)-1]
	last = strings.TrimSpace(last[strings.LastIndexByte(last, ',')+1:])
	if last == "" {
		return "", ""
	}
	if host, _, err := net.SplitHostPort(last); err == nil {
		return host, last
	}
	return last, e.withPort(last)
}

// withPort is the address of a client whose port is not known.
func (e *event) withPort(ip string) string {
	if strings.IndexByte(ip, ':') >= 0 {
		return "[" + ip + "]:0"
	}
	start := e.scratch.begin(len(ip) + 2)
	e.scratch.WriteString(ip)
	e.scratch.WriteString(":0")
	return e.scratch.since(start)
}

// setURL gives r its URL. REST APIs, function URLs and load balancers leave the
// path as the client encoded it; HTTP APIs decode it, so it is encoded again.
func (inv *invocation) setURL(r *http.Request, opts *Options) error {
	e := &inv.event
	path := e.path
	decoded := e.format == formatV1 || e.format == formatV2 && !e.functionURL()
	if decoded && !opts.KeepStage && e.ctx.Stage != "$default" {
		path = trimSegment(path, e.ctx.Stage)
	}
	if base := opts.BasePath; base != "" && strings.HasPrefix(path, base) {
		path = trimSegment(path, base[1:])
	}
	query := e.rawQuery
	if e.format != formatV2 {
		var err error
		if query, err = e.encodeQuery(); err != nil {
			return err
		}
	}
	inv.url = url.URL{Scheme: "https", Host: r.Host, RawQuery: query}
	if e.format.alb() && r.Header.Get("X-Forwarded-Proto") == "http" {
		inv.url.Scheme = "http"
	}
	switch {
	case isPlainPath(path):
		inv.url.Path = path
	case decoded:
		inv.url.Path = path
		path = inv.url.EscapedPath()
	default:
		if err := setPath(&inv.url, path); err != nil {
			return badPathError{err}
		}
	}
	r.RequestURI = path
	if query != "" {
		start := e.scratch.begin(len(path) + 1 + len(query))
		e.scratch.WriteString(path)
		e.scratch.WriteByte('?')
		e.scratch.WriteString(query)
		r.RequestURI = e.scratch.since(start)
	}
	return nil
}

// trimSegment takes "/" and segment off the front of path when a slash or the
// end follows.
func trimSegment(path, segment string) string {
	if segment == "" || len(path) <= len(segment) || path[0] != '/' || path[1:1+len(segment)] != segment {
		return path
	}
	switch rest := path[1+len(segment):]; {
	case rest == "":
		return "/"
	case rest[0] == '/':
		return rest
	}
	return path
}

// setPath sets Path, and RawPath when it cannot be told from Path, as
// [url.Parse] does.
func setPath(u *url.URL, raw string) error {
	path, err := url.PathUnescape(raw)
	if err != nil {
		return err
	}
	u.Path = path
	if u.EscapedPath() != raw {
		u.RawPath = raw
	}
	return nil
}

// isPlainPath tells whether a path is the same encoded and decoded.
func isPlainPath(path string) bool {
	for i := range len(path) {
		c := path[i]
		if !unreserved(c) && c != '/' && c != ':' && c != '@' && c != '&' && c != '=' && c != '+' && c != '$' {
			return false
		}
	}
	return true
}

// unreserved characters are never encoded (RFC 3986, section 2.3).
func unreserved(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '-' || c == '.' || c == '_' || c == '~'
}

// encodeQuery puts the parameters of an event back into a query, in the order
// of the event. Those of a load balancer are still encoded.
func (e *event) encodeQuery() (string, error) {
	sp := e.multiQ
	if sp.empty() {
		sp = e.query
	}
	if sp.empty() {
		return "", nil
	}
	sc := e.at(sp)
	buf := make([]byte, 0, sp.size())
	escape := appendQueryEscaped
	if e.format.alb() {
		escape = func(buf []byte, s string) []byte { return append(buf, s...) }
	}
	sc.object(func(name string) {
		sc.each(func(value string) {
			if len(buf) > 0 {
				buf = append(buf, '&')
			}
			buf = append(escape(buf, name), '=')
			buf = escape(buf, value)
		})
	})
	if sc.err != nil {
		return "", fmt.Errorf("query parameters: %w", sc.err)
	}
	return string(buf), nil
}

// each reads a list of strings, or one, and calls f with each. Nulls are none.
func (sc *scanner) each(f func(string)) {
	if sc.peek() == '[' {
		sc.array(func() { f(sc.text()) })
		return
	}
	if sc.peek() == 'n' {
		sc.literal("null")
		return
	}
	f(sc.text())
}

func appendQueryEscaped(buf []byte, s string) []byte {
	const hex = "0123456789ABCDEF"
	for i := range len(s) {
		switch c := s[i]; {
		case unreserved(c):
			buf = append(buf, c)
		case c == ' ':
			buf = append(buf, '+')
		default:
			buf = append(buf, '%', hex[c>>4], hex[c&15])
		}
	}
	return buf
}

// setBody gives r its body and the length of it.
func (inv *invocation) setBody(r *http.Request) error {
	e := &inv.event
	if e.body.size() > 0 {
		data := e.b[e.body.start:e.body.end]
		if !e.plainBody {
			data = e.unescape(e.body)
		}
		if e.base64 {
			decoded := make([]byte, base64.StdEncoding.DecodedLen(len(data)))
			n, err := base64.StdEncoding.Decode(decoded, data)
			if err != nil {
				return fmt.Errorf("body: isBase64Encoded is true: %w", err)
			}
			data = decoded[:n]
		}
		inv.body.Reset(data)
		r.Body, r.ContentLength = &inv.body, int64(len(data))
	}
	// REST events have no Content-Length; a client's own may not fit after the
	// gateway changed the encoding.
	had, listed := r.Header["Content-Length"]
	if !listed && r.ContentLength == 0 {
		return nil
	}
	length := strconv.FormatInt(r.ContentLength, 10)
	if len(had) != 1 || had[0] != length {
		r.Header["Content-Length"] = e.list(length)
	}
	return nil
}
