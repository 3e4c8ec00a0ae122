package httpapi

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
	target Target

	api        *state.HTTPAPI
	stage      *state.HTTPStage
	deployment *state.HTTPDeployment
	compiled   *API
	route      *route
	pathParams map[string]string

	path   string // decoded, with the stage
	routed string // without it
	header http.Header
	query  query
	body   []byte

	requestID  string
	sourceIP   string
	domainName string
	caller     caller

	integrationStatus  int
	integrationLatency time.Duration
	integrationError   string
	integrationID      string // of the request to the backend, as the backend names it
	answer             *answer
	failure            *failure
	traced             *trace.Request
}

// An answer is what the caller gets.
type answer struct {
	status int
	header http.Header
	body   []byte
}

func (s *Server) newExchange(r *http.Request, t Target) *exchange {
	now := s.Now()
	x := &exchange{
		server: s, data: s.Store.Load(), r: r, start: now, target: t,
		requestID: s.IDs.Extended(), sourceIP: remoteIP(r), query: parseQuery(r.URL.RawQuery),
	}
	x.domainName = domainName(r.Host, t)
	x.header = x.requestHeader()
	q := s.Traces.NewRequest()
	q.ID, q.ExtendedID, q.Time = x.requestID, x.requestID, now
	q.Method, q.Path, q.API, q.Stage = r.Method, t.Path, t.APIID, t.Stage
	x.traced = q
	return x
}

func remoteIP(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}

// domainName is the host without its port. A request by path has the name its
// API has by host.
func domainName(host string, t Target) string {
	if h, _, err := net.SplitHostPort(host); err == nil {
		host = h
	}
	if t.Stage == "" && !strings.HasPrefix(strings.ToLower(host), t.APIID+".") {
		return t.APIID + ".execute-api.localhost"
	}
	return host
}

func firstLabel(host string) string {
	label, _, _ := strings.Cut(host, ".")
	return label
}

// hidden are the headers of a connection, which end at the gateway.
var hidden = []string{
	"Connection", "Keep-Alive", "Proxy-Authenticate", "Proxy-Authorization", "Proxy-Connection", "Te", "Trailer", "Transfer-Encoding", "Upgrade", "Expect",
}

// requestHeader gives the caller's headers with what API Gateway adds to them.
func (x *exchange) requestHeader() http.Header {
	h := x.r.Header.Clone()
	for _, name := range hidden {
		h.Del(name)
	}
	h.Set("Host", x.r.Host)
	h.Set("Content-Length", strconv.FormatInt(max(x.r.ContentLength, 0), 10))
	if !strings.Contains(h.Get("X-Amzn-Trace-Id"), "Root=") {
		h.Set("X-Amzn-Trace-Id", string(x.server.IDs.AppendTraceRoot([]byte("Root="), x.start)))
	}
	forwarded := x.sourceIP
	if earlier := x.r.Header.Values("X-Forwarded-For"); len(earlier) > 0 {
		forwarded = strings.Join(earlier, ", ") + ", " + forwarded
	}
	h.Set("X-Forwarded-For", forwarded)
	// A stage is only reached over https on AWS, and that is what backends see.
	h.Set("X-Forwarded-Port", "443")
	h.Set("X-Forwarded-Proto", "https")
	return h
}

func (x *exchange) record(name, decision string, began time.Time) {
	x.traced.Steps = append(x.traced.Steps, trace.Step{Name: name, Decision: decision, Duration: time.Since(began)})
}

// logText keeps a body for the inspector.
func (x *exchange) logText(what string, body []byte) {
	x.traced.Texts = append(x.traced.Texts, trace.NewText(what, body))
}

// requestTime writes a time as $context.requestTime has it (CLF).
func requestTime(t time.Time) string { return t.UTC().Format("02/Jan/2006:15:04:05 -0700") }
