package lambdahttp

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"
)

const (
	// MaxResponse is the largest response of a function, in bytes of event
	// JSON, that Lambda passes on: 6 MB and a little. Streams are not bound by it.
	//
	// See https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
	MaxResponse = 6<<20 + 100
	// MaxBalancerResponse is the largest that an Application Load Balancer
	// takes.
	//
	// See https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html
	MaxBalancerResponse = 1 << 20
)

// ErrResponseTooLarge is why a response longer than [MaxResponse], or
// [MaxBalancerResponse], is not answered with.
var ErrResponseTooLarge = errors.New("response is larger than Lambda or the load balancer allows")

var errReturned = errors.New("lambdahttp: write after the handler returned")

// maxKept is the largest buffer, in bytes, that is kept for the next response.
const maxKept = 1 << 20

// buffers are reused from response to response.
type buffers struct {
	head []byte // the JSON of the response, up to the body
	body []byte // the body as the handler writes it
}

var pool = sync.Pool{New: func() any {
	return &buffers{head: make([]byte, 0, 1<<10), body: make([]byte, 0, 4<<10)}
}}

// A response is the http.ResponseWriter of one invocation. When the handler
// sets the status, the headers are appended to the response JSON, so that what
// it changes afterwards has no effect, as with net/http's server.
type response struct {
	header http.Header
	buf    *buffers // nil when the response is finished
	logger *slog.Logger
	ctx    context.Context // of the request, for log lines
	stream *streamWriter   // nil when the response is collected
	format format
	status int  // 0 before WriteHeader
	head   bool // the request was HEAD

	contentType string // as the handler set it
	sniff       bool   // the content type is to be found from the body
	encoded     bool   // the handler set Content-Encoding
	anyHeader   bool   // the list of headers is not empty
	lost        int    // bytes of the body past the limit
}

func (w *response) init(ctx context.Context, e *event, logger *slog.Logger) {
	buf := pool.Get().(*buffers)
	buf.head, buf.body = buf.head[:0], buf.body[:0]
	*w = response{header: make(http.Header, 8), buf: buf, format: e.format, head: e.method == http.MethodHead, logger: logger, ctx: ctx}
}

// reset forgets all that the handler did, unless some of it is on its way.
func (w *response) reset() bool {
	if w.buf == nil || w.stream != nil && w.stream.began {
		return false
	}
	w.buf.head, w.buf.body = w.buf.head[:0], w.buf.body[:0]
	*w = response{header: make(http.Header, 8), buf: w.buf, format: w.format, head: w.head, logger: w.logger, ctx: w.ctx, stream: w.stream}
	return true
}

// Header implements http.ResponseWriter.
func (w *response) Header() http.Header { return w.header }

// Flush implements http.Flusher. A stream sends what was written so far; else
// the response goes out when the handler returns, and Flush only fixes status
// and headers.
func (w *response) Flush() { _ = w.FlushError() }

// FlushError is Flush for [http.ResponseController].
func (w *response) FlushError() error {
	if w.buf == nil {
		return errReturned
	}
	if w.status == 0 {
		w.WriteHeader(http.StatusOK)
	}
	if w.stream == nil {
		return nil
	}
	return w.send()
}

// Write implements http.ResponseWriter.
func (w *response) Write(p []byte) (int, error) {
	if err := w.writable(len(p)); err != nil || w.head {
		return lenUnless(err, len(p)), err
	}
	if err := w.room(len(p)); err != nil {
		return 0, err
	}
	w.buf.body = append(w.buf.body, p...)
	return len(p), nil
}

// WriteString implements io.StringWriter.
func (w *response) WriteString(s string) (int, error) {
	if err := w.writable(len(s)); err != nil || w.head {
		return lenUnless(err, len(s)), err
	}
	if err := w.room(len(s)); err != nil {
		return 0, err
	}
	w.buf.body = append(w.buf.body, s...)
	return len(s), nil
}

// room makes room for n more bytes: a full stream sends what it has.
func (w *response) room(n int) error {
	switch {
	case w.stream != nil && len(w.buf.body) > 0 && len(w.buf.body)+n > streamBuffer:
		return w.send()
	case w.stream == nil && len(w.buf.body)+n > w.limit():
		w.lost += n
		return ErrResponseTooLarge
	}
	return nil
}

// limit is how long the event JSON may be.
func (w *response) limit() int {
	if w.format.alb() {
		return MaxBalancerResponse
	}
	return MaxResponse
}

func lenUnless(err error, n int) int {
	if err != nil {
		return 0
	}
	return n
}

func (w *response) writable(n int) error {
	if w.buf == nil {
		return errReturned
	}
	if w.status == 0 {
		w.WriteHeader(http.StatusOK)
	}
	if n > 0 && (w.status == http.StatusNoContent || w.status == http.StatusNotModified) {
		return http.ErrBodyNotAllowed
	}
	return nil
}

// WriteHeader implements http.ResponseWriter. Informational responses have no
// place in an event and are left out.
func (w *response) WriteHeader(status int) {
	switch {
	case status < 100 || status > 999:
		panic(fmt.Sprintf("invalid WriteHeader code %v", status)) // as net/http does
	case w.buf == nil || status < 200:
		return
	case w.status != 0:
		w.logger.WarnContext(w.ctx, "superfluous WriteHeader call", "status", status, "written", w.status)
		return
	}
	w.status = status
	var some [10]line
	w.appendHead(w.lines(some[:0]))
}

// A line is a header of a response.
type line struct {
	name   string
	values []string
}

// lines appends the headers in the order of their names, so that the same
// response has the same bytes, and notes what the body depends on. The names are
// in canonical form, so that what is special about one holds for all its
// spellings.
func (w *response) lines(lines []line) []line {
	tidy := true
	for name, values := range w.header {
		lines = append(lines, line{name, values})
		tidy = tidy && name != "Trailer" && (wellKnown(name) == name || isCanonical(name))
	}
	if !tidy {
		lines = tidied(w.header)
	}
	slices.SortFunc(lines, func(a, b line) int { return strings.Compare(a.name, b.name) })
	w.sniff = true
	for _, l := range lines {
		switch l.name {
		case "Content-Type":
			w.sniff = false
			w.contentType = l.first()
		case "Content-Encoding":
			w.encoded = l.first() != ""
		}
	}
	w.sniff = w.sniff && !w.encoded
	return lines
}

func (l line) first() string {
	if len(l.values) == 0 {
		return ""
	}
	return l.values[0]
}

// tidied returns the headers under their canonical names, and without the
// trailers they announce: events have no place for those.
func tidied(h http.Header) []line {
	one := make(http.Header, len(h))
	for _, name := range slices.Sorted(maps.Keys(h)) {
		key := http.CanonicalHeaderKey(name)
		if _, ok := one[key]; !ok {
			one[key] = nil // known, even without values
		}
		one[key] = append(one[key], h[name]...)
	}
	for _, list := range one["Trailer"] {
		for name := range strings.SplitSeq(list, ",") {
			delete(one, http.CanonicalHeaderKey(strings.TrimSpace(name)))
		}
	}
	lines := make([]line, 0, len(one))
	for name, values := range one {
		lines = append(lines, line{name, values})
	}
	return lines
}

// appendHead appends the response up to its headers, whose list stays open.
func (w *response) appendHead(lines []line) {
	out := w.buf.head
	out = append(out, `{"statusCode":`...)
	out = strconv.AppendInt(out, int64(w.status), 10)
	switch w.format {
	case formatV2:
		out = appendCookies(out, lines)
	case formatALB, formatALBLists:
		out = append(out, `,"statusDescription":"`...)
		out = strconv.AppendInt(out, int64(w.status), 10)
		out = append(out, ' ')
		out = append(append(out, http.StatusText(w.status)...), '"')
	}
	if w.format.lists() {
		out = append(out, `,"multiValueHeaders":{`...)
	} else {
		out = append(out, `,"headers":{`...)
	}
	for _, l := range lines {
		values := l.values
		if len(values) == 0 || !passes(l.name) {
			continue
		}
		if l.name == "Set-Cookie" {
			switch w.format {
			case formatV2:
				continue
			case formatALB:
				values = w.lastCookie(values)
			}
		}
		out = w.appendHeader(out, l.name, values)
	}
	w.buf.head = out
}

// lastCookie is what fits into a response for a load balancer without
// multi-value headers: one cookie.
func (w *response) lastCookie(cookies []string) []string {
	if len(cookies) > 1 {
		w.logger.WarnContext(w.ctx, "all cookies but the last are lost: enable multi-value headers for the target group", "cookies", len(cookies))
	}
	return cookies[len(cookies)-1:]
}

// appendCookies appends the cookies as payload 2.0 has them, apart from the headers.
func appendCookies(out []byte, lines []line) []byte {
	i := slices.IndexFunc(lines, func(l line) bool { return l.name == "Set-Cookie" })
	if i < 0 || len(lines[i].values) == 0 {
		return out
	}
	cookies := lines[i].values
	out = append(out, `,"cookies":[`...)
	for i, c := range cookies {
		if i > 0 {
			out = append(out, ',')
		}
		out = append(appendEscaped(append(out, '"'), c), '"')
	}
	return append(out, ']')
}

// appendHeader appends one header: a list, or where there are no lists the
// values joined by commas.
func (w *response) appendHeader(out []byte, name string, values []string) []byte {
	if w.anyHeader {
		out = append(out, ',')
	}
	w.anyHeader = true
	out = append(appendEscaped(append(out, '"'), name), '"', ':')
	open, between, end := `["`, `","`, `"]`
	if !w.format.lists() {
		open, between, end = `"`, `,`, `"`
	}
	out = append(out, open...)
	for i, v := range values {
		if i > 0 {
			out = append(out, between...)
		}
		out = appendEscaped(out, trimValue(v))
	}
	return append(out, end...)
}

// trimValue takes white space off the ends of a header's value; line ends
// within it become spaces, as with net/http's server.
func trimValue(v string) string {
	clean := true
	for i := range len(v) {
		if v[i] == '\n' || v[i] == '\r' {
			clean = false
		}
	}
	if !clean {
		b := []byte(v)
		for i, c := range b {
			if c == '\n' || c == '\r' {
				b[i] = ' '
			}
		}
		v = string(b)
	}
	for len(v) > 0 && (v[0] == ' ' || v[0] == '\t') {
		v = v[1:]
	}
	for len(v) > 0 && (v[len(v)-1] == ' ' || v[len(v)-1] == '\t') {
		v = v[:len(v)-1]
	}
	return v
}

// passes tells whether a header belongs into a response event: its name is one
// (RFC 9110, section 5.1), and it is not about the connection, which is the
// gateway's. REST APIs rename Content-Length and Connection of a function to
// x-amzn-Remapped-..., and fail on Transfer-Encoding.
//
// See https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html
func passes(name string) bool {
	switch name {
	case "Connection", "Content-Length", "Keep-Alive", "Trailer", "Transfer-Encoding", "Upgrade":
		return false
	}
	for i := range len(name) {
		if !token(name[i]) {
			return false
		}
	}
	return name != ""
}

// finish returns the response as Lambda wants it. The writer is of no use
// afterwards. It is for responses that are collected.
func (w *response) finish() ([]byte, error) {
	if w.status == 0 {
		w.WriteHeader(http.StatusOK)
	}
	buf := w.buf
	w.buf = nil
	out, body := buf.head, buf.body
	if w.sniff && len(body) > 0 {
		w.contentType = http.DetectContentType(body)
		out = w.appendHeader(out, "Content-Type", []string{w.contentType})
	}
	out = append(out, `},"body":"`...)
	if len(body) > 0 && (w.encoded || !isText(w.contentType) || !utf8.Valid(body)) {
		// The length is known: no need to go through the buffer.
		buf.head = out
		out = make([]byte, 0, len(out)+(len(body)+2)/3*4+len(binaryTail))
		out = append(out, buf.head...)
		out = appendBase64(out, body)
		out = append(out, binaryTail...)
	} else {
		out = appendEscaped(out, body)
		out = append(out, textTail...)
		buf.head = out
		out = slices.Clone(out)
	}
	if cap(buf.head) <= maxKept && cap(buf.body) <= maxKept {
		pool.Put(buf)
	}
	if size := len(out) + w.lost; size > w.limit() {
		return nil, fmt.Errorf("%w: %d bytes of event JSON, the limit is %d; answer with less, page by page, as a stream, or with a link to an object store",
			ErrResponseTooLarge, size, w.limit())
	}
	return out, nil
}

const (
	textTail   = `","isBase64Encoded":false}`
	binaryTail = `","isBase64Encoded":true}`
)
