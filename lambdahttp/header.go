package lambdahttp

import (
	"fmt"
	"net/http"
	"strings"
)

// usualHeaders is how many header lines an event seldom exceeds.
const usualHeaders = 16

// A scratch is memory for texts that are put together for a request. They stand
// side by side behind the copy of the event and live as long as it.
type scratch struct{ strings.Builder }

// begin makes room for n bytes and returns where the next text starts.
func (s *scratch) begin(n int) int {
	if s.Cap()-s.Len() < n {
		s.Reset() // earlier texts stay where they are
		s.Grow(max(n, 256))
	}
	return s.Len()
}

// since is the text that was written since begin returned start.
func (s *scratch) since(start int) string { return s.String()[start:] }

// readHeaders reads headers where they stand, when it is likely that they will
// be those of the request, and returns the span of them. What is no set of
// headers is skipped: it matters only in a request.
func (e *event) readHeaders() span {
	if e.peek() != '{' {
		return e.skipNonNull()
	}
	start, depth := e.i, e.depth
	e.fields, e.fieldsAt = e.headersOf(&e.scanner), span{}
	if e.err != nil {
		e.i, e.depth, e.err = start, depth, nil
		return e.skip()
	}
	e.fieldsAt = e.from(start)
	return e.fieldsAt
}

// header returns the headers: the lists when the event has them, else the single
// values. Values of payload 2.0 that were joined by commas stay so, since a
// comma may also be part of a value. Cookies go back to their header.
func (e *event) header() (http.Header, error) {
	sp := e.multi
	if sp.empty() {
		sp = e.headers
	}
	h := e.fields
	switch {
	case sp.empty():
		h, e.hasHost = http.Header{}, false
	case sp != e.fieldsAt:
		sc := e.at(sp)
		if h = e.headersOf(&sc); sc.err != nil {
			return nil, fmt.Errorf("headers: %w", sc.err)
		}
	}
	// A function URL leaves the header where it is and lists the cookies too.
	if !e.cookies.empty() && h["Cookie"] == nil {
		sc := e.at(e.cookies)
		start := e.scratch.begin(e.cookies.size())
		sc.each(func(c string) {
			if e.scratch.Len() > start {
				e.scratch.WriteString("; ")
			}
			e.scratch.WriteString(c)
		})
		if sc.err != nil {
			return nil, fmt.Errorf("cookies: %w", sc.err)
		}
		if joined := e.scratch.since(start); joined != "" {
			h["Cookie"] = e.list(joined)
		}
	}
	return h, nil
}

// A field is a header as an event has it: its name in canonical form, and which
// of the values are its own.
type field struct {
	name       string
	start, end int32
}

// headersOf reads an object of headers. As net/http's server does, it keeps Host
// apart from the others.
func (e *event) headersOf(sc *scanner) http.Header {
	var some [usualHeaders + 2]field
	fields := some[:0]
	values := e.values[:0] // those of all headers side by side
	sc.object(func(name string) {
		start := len(values)
		sc.each(func(v string) { values = append(values, v) })
		if len(values) > start {
			fields = append(fields, field{e.canonical(name), int32(start), int32(len(values))})
		}
	})
	e.valuesUsed = min(len(values), len(e.values))
	e.host, e.hasHost = "", false
	h := make(http.Header, len(fields))
	for i, f := range fields {
		if f.name == "Host" {
			if !e.hasHost {
				e.host, e.hasHost = values[f.start], true
			}
			continue
		}
		had := len(h)
		h[f.name] = values[f.start:f.end:f.end]
		if len(h) == had { // in another spelling
			h[f.name] = gather(fields[:i+1], f.name, values)
		}
	}
	return h
}

// gather puts the values of all fields of a name together.
func gather(fields []field, name string, values []string) []string {
	var all []string
	for _, f := range fields {
		if f.name == name {
			all = append(all, values[f.start:f.end]...)
		}
	}
	return all
}

// list is a list of one value. It lies beside the other headers' values while
// there is room.
func (e *event) list(value string) []string {
	i := e.valuesUsed
	if i == len(e.values) {
		return []string{value}
	}
	e.values[i] = value
	e.valuesUsed++
	return e.values[i : i+1 : i+1]
}

// canonical is [http.CanonicalHeaderKey], without its cost.
func (e *event) canonical(name string) string {
	if known := wellKnown(name); known != "" {
		return known
	}
	if isCanonical(name) {
		return name
	}
	start := e.scratch.begin(len(name))
	upper := true
	for i := range len(name) {
		e.scratch.WriteByte(inCase(name[i], upper))
		upper = name[i] == '-'
	}
	return e.scratch.since(start)
}

// isCanonical tells whether [http.CanonicalHeaderKey] leaves a name as it is: it
// is in canonical form, or cannot be the name of a header.
func isCanonical(name string) bool {
	clean, upper := true, true
	for i := range len(name) {
		c := name[i]
		if !token(c) {
			return true
		}
		clean = clean && c == inCase(c, upper)
		upper = c == '-'
	}
	return clean
}

// inCase returns c as an upper or lower case letter.
func inCase(c byte, upper bool) byte {
	switch {
	case upper && 'a' <= c && c <= 'z':
		return c - 'a' + 'A'
	case !upper && 'A' <= c && c <= 'Z':
		return c - 'A' + 'a'
	}
	return c
}

// token tells whether names of headers may contain c (RFC 9110, section 5.6.2).
func token(c byte) bool {
	if c <= ' ' || c >= 0x7f {
		return false
	}
	switch c {
	case '"', '(', ')', ',', '/', ':', ';', '<', '=', '>', '?', '@', '[', '\\', ']', '{', '}':
		return false
	}
	return true
}

// wellKnown is the canonical form of the names that come with almost every
// event.
func wellKnown(name string) string {
	switch name {
	case "accept", "Accept":
		return "Accept"
	case "accept-encoding", "Accept-Encoding":
		return "Accept-Encoding"
	case "accept-language", "Accept-Language":
		return "Accept-Language"
	case "authorization", "Authorization":
		return "Authorization"
	case "content-length", "Content-Length":
		return "Content-Length"
	case "content-type", "Content-Type":
		return "Content-Type"
	case "cookie", "Cookie":
		return "Cookie"
	case "host", "Host":
		return "Host"
	case "origin", "Origin":
		return "Origin"
	case "user-agent", "User-Agent":
		return "User-Agent"
	case "x-amzn-trace-id", "X-Amzn-Trace-Id":
		return "X-Amzn-Trace-Id"
	case "x-api-key", "X-Api-Key":
		return "X-Api-Key"
	case "x-forwarded-for", "X-Forwarded-For":
		return "X-Forwarded-For"
	case "x-forwarded-port", "X-Forwarded-Port":
		return "X-Forwarded-Port"
	case "x-forwarded-proto", "X-Forwarded-Proto":
		return "X-Forwarded-Proto"
	}
	return ""
}
