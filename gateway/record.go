package gateway

import (
	"bytes"
	"context"
	"errors"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"

	"github.com/apigen-go/apigen/gateway/internal/dataplane"
	"github.com/apigen-go/apigen/gateway/internal/trace"
)

// ProbeAgent is the User-Agent by which a request says that it only asks whether a
// stage answers: it is served as any other, and the inspector does not show it.
const ProbeAgent = trace.ProbeAgent

// maxKept bounds what the inspector keeps of a body; a longer one cannot be
// replayed.
const maxKept = 64 << 10

// A recording keeps for the inspector what goes over the wire while a stage serves
// a request.
type recording struct {
	traces   *trace.Recorder
	exchange *trace.Exchange
	keep     func(http.Header) http.Header
	in       keptBody
	out      keptWriter
}

// record begins a recording. What is read of the request and written to out is
// kept.
func (g *Gateway) record(w http.ResponseWriter, r *http.Request) *recording {
	e := g.traces.NewExchange()
	k := &recording{traces: g.traces, exchange: e, keep: asItIs, in: keptBody{r.Body, e}, out: keptWriter{w, e}}
	if r.Context().Value(http.ServerContextKey) == nil {
		k.keep = http.Header.Clone
	}
	e.Host, e.Target, e.Header = r.Host, r.RequestURI, k.keep(r.Header)
	if r.Body != nil && r.Body != http.NoBody {
		r.Body = &k.in
	}
	return k
}

// asItIs keeps the headers of a request that a server read, which are nobody
// else's; other ones may be changed by who made them.
func asItIs(h http.Header) http.Header { return h }

// end hands over what was kept. It is deferred: an answer that is cut off ends in a
// panic.
func (k *recording) end() {
	k.exchange.AnswerHeader = k.keep(k.out.Header())
	k.traces.Attach(requestID(k.out.Header()), k.exchange)
}

// requestID finds the id of a request among the headers of its answer, whose
// spelling is the service's.
func requestID(h http.Header) string {
	if id := h["x-amzn-RequestId"]; len(id) == 1 {
		return id[0]
	}
	for name, values := range h {
		if strings.EqualFold(name, "x-amzn-RequestId") || strings.EqualFold(name, "Apigw-Requestid") {
			return values[0]
		}
	}
	return ""
}

// keep adds b to the beginning of a body.
func keep(body *[]byte, cut *bool, b []byte) {
	if room := maxKept - len(*body); len(b) > room {
		b, *cut = b[:room], true
	}
	*body = append(*body, b...)
}

type keptBody struct {
	io.ReadCloser
	exchange *trace.Exchange
}

func (b *keptBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	keep(&b.exchange.Body, &b.exchange.Cut, p[:n])
	return n, err
}

type keptWriter struct {
	http.ResponseWriter
	exchange *trace.Exchange
}

func (w *keptWriter) Write(p []byte) (int, error) {
	keep(&w.exchange.AnswerBody, &w.exchange.AnswerCut, p)
	return w.ResponseWriter.Write(p)
}

// Unwrap lets http.ResponseController flush what is streamed.
func (w *keptWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

var errNoReplay = errors.New("the request cannot be sent again: its body was too long to be kept")

// replay sends a recorded request to its stage again and gives the id of the new
// one.
func (g *Gateway) replay(ctx context.Context, q *trace.Request) (id string, err error) {
	e := q.Exchange
	if e == nil || e.Cut {
		return "", errNoReplay
	}
	target, err := url.ParseRequestURI(e.Target)
	if err != nil {
		return "", err
	}
	// The context is that of the call for the replay, with the header of that call.
	ctx = dataplane.WithWireHeader(ctx, lines(e.Header))
	r, err := http.NewRequestWithContext(ctx, q.Method, target.String(), bytes.NewReader(e.Body))
	if err != nil {
		return "", err
	}
	r.Host, r.RequestURI, r.Header, r.RemoteAddr = e.Host, e.Target, e.Header.Clone(), "127.0.0.1:0"
	w := httptest.NewRecorder()
	g.ServeHTTP(w, r)
	return requestID(w.Header()), nil
}

func lines(h http.Header) []dataplane.HeaderLine {
	var out []dataplane.HeaderLine
	for _, name := range slices.Sorted(maps.Keys(h)) {
		for _, value := range h[name] {
			out = append(out, dataplane.HeaderLine{Name: name, Value: value})
		}
	}
	return out
}
