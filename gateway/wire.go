package gateway

import (
	"bytes"
	"context"
	"net"
	"net/http"
	"net/textproto"
	"strings"
	"sync"

	"github.com/apigen-go/apigen/gateway/internal/dataplane"
)

// API Gateway keeps the caller's spelling of header names, net/http does not.
// So the connection keeps the bytes of each request's head, and the names are
// read from there.

type wireListener struct{ net.Listener }

func (l wireListener) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return &wireConn{Conn: c, recording: true}, nil
}

// maxRecorded bounds what is kept of a connection; a longer head keeps the
// spelling of net/http.
const maxRecorded = 64 << 10

// A wireConn records what it reads until the head of a request has been taken.
// A request that is sent before the answer to the one before keeps the spelling
// of net/http.
type wireConn struct {
	net.Conn

	lines   []dataplane.HeaderLine // of the request that is being served; nil when they are not known
	room    []dataplane.HeaderLine // for them
	names   []wireName             // of the lines before: one caller's are mostly the same each time
	known   int                    // lines that net/http has among the headers, unless
	strange bool                   // there is one that it does not have

	mu        sync.Mutex
	recording bool
	seen      []byte
}

// A wireName is the name of a header as a caller spells it, and as net/http does.
type wireName struct{ sent, canonical string }

// HeaderLines gives the header lines of the request that is being served.
func (c *wireConn) HeaderLines() []dataplane.HeaderLine { return c.lines }

func (c *wireConn) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.recording && len(c.seen)+n <= maxRecorded {
		c.seen = append(c.seen, b[:n]...)
	}
	return n, err
}

// takeHead gives the header lines of the request that is being served, and stops
// recording until the answer is written.
func (c *wireConn) takeHead(r *http.Request) []dataplane.HeaderLine {
	c.mu.Lock()
	defer c.mu.Unlock()
	seen := c.seen
	c.seen, c.recording = c.seen[:0], false
	line, rest, found := bytes.Cut(seen, []byte("\r\n"))
	for found && !isRequestLine(line, r) { // something of the request before
		line, rest, found = bytes.Cut(rest, []byte("\r\n"))
	}
	if !found {
		return nil
	}
	return c.headerLines(rest, r.Header)
}

// isRequestLine reports whether a line ends as the request's own does; before the
// target stands the method.
func isRequestLine(line []byte, r *http.Request) bool {
	rest, ok := bytes.CutSuffix(line, []byte(r.Proto))
	rest, ok2 := bytes.CutSuffix(rest, []byte(" "))
	rest, ok3 := bytes.CutSuffix(rest, []byte(r.RequestURI))
	return ok && ok2 && ok3 && bytes.HasSuffix(rest, []byte(" "))
}

// Write marks the next request: what is read after an answer belongs to it.
func (c *wireConn) Write(b []byte) (int, error) {
	c.mu.Lock()
	c.recording, c.seen = true, c.seen[:0]
	c.mu.Unlock()
	return c.Conn.Write(b)
}

type wireConnKey struct{}

func wireConnContext(ctx context.Context, c net.Conn) context.Context {
	if w, ok := c.(*wireConn); ok {
		ctx = context.WithValue(dataplane.WithWire(ctx, w), wireConnKey{}, w)
	}
	return ctx
}

// wireHeader gives the header lines of a request as they came; nil when they are
// not known.
func wireHeader(r *http.Request) []dataplane.HeaderLine {
	c, ok := r.Context().Value(wireConnKey{}).(*wireConn)
	if !ok {
		return nil
	}
	lines := c.takeHead(r)
	if c.lines = lines; !c.sameHeader(r) {
		c.lines = nil
	}
	return lines
}

// hasTwoLengths reports whether a request says in two ways where its body ends.
// Somebody before the gateway may have read the other one, so it is refused, and
// the connection ends (RFC 9112 6.1).
func hasTwoLengths(r *http.Request, lines []dataplane.HeaderLine) bool {
	if len(r.TransferEncoding) == 0 {
		return false
	}
	for _, line := range lines {
		if strings.EqualFold(line.Name, "Content-Length") {
			return true
		}
	}
	return false
}

// sameHeader reports whether the header lines say the same as what net/http read;
// only then they are used.
func (c *wireConn) sameHeader(r *http.Request) bool {
	dropMadeUp(r.Header, c.lines)
	count := 0
	for _, values := range r.Header {
		count += len(values)
	}
	return len(c.lines) > 0 && !c.strange && c.known == count
}

// dropMadeUp takes out the Cache-Control that net/http adds to a request with
// Pragma: no-cache.
func dropMadeUp(h http.Header, lines []dataplane.HeaderLine) {
	if len(lines) == 0 || h.Get("Pragma") != "no-cache" {
		return
	}
	for _, line := range lines {
		if strings.EqualFold(line.Name, "Cache-Control") {
			return
		}
	}
	h.Del("Cache-Control")
}

// headerLines reads the lines of a head up to the empty one; nil when one of them
// is folded or broken, or there is no end, which is left to net/http. What net/http
// has read already is taken from there, not copied again. The lines are good until
// the next ones are read.
func (c *wireConn) headerLines(rest []byte, known http.Header) []dataplane.HeaderLine {
	lines := c.room[:0]
	c.known, c.strange = 0, false
	for {
		line, after, ended := bytes.Cut(rest, crlf)
		if ended && len(line) == 0 && len(lines) > 0 {
			c.room = lines
			return lines
		}
		name, value, found := bytes.Cut(line, []byte(":"))
		if !ended || !found || len(name) == 0 || bytes.ContainsAny(name, " \t") {
			return nil
		}
		n := c.name(len(lines), name)
		l := dataplane.HeaderLine{Name: n.sent}
		value = bytes.Trim(value, " \t")
		all := known[n.canonical]
		if len(all) == 1 && all[0] == string(value) {
			l.Value = all[0]
		} else {
			l.Value = string(value)
		}
		switch n.canonical {
		case "Host", "Transfer-Encoding", "Trailer": // net/http keeps these elsewhere
		default:
			c.known++
			c.strange = c.strange || all == nil
		}
		lines, rest = append(lines, l), after
	}
}

var crlf = []byte("\r\n")

// name gives the name of the i-th line, which is mostly that of the request
// before.
func (c *wireConn) name(i int, sent []byte) wireName {
	if i < len(c.names) {
		if c.names[i].sent == string(sent) {
			return c.names[i]
		}
		c.names = c.names[:i]
	}
	n := wireName{sent: string(sent)}
	n.canonical = textproto.CanonicalMIMEHeaderKey(n.sent)
	c.names = append(c.names, n)
	return n
}
