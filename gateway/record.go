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

// maxKept bounds what the inspector keeps of a body; a longer one cannot be
// replayed.
const maxKept = 64 << 10

// recorded serves a request to a stage and keeps for the inspector what went
// over the wire.
func (g *Gateway) recorded(w http.ResponseWriter, r *http.Request, serve func(http.ResponseWriter, *http.Request)) {
	// The headers of a request that a server read are nobody else's; other ones
	// may be changed by who made them.
	keep := func(h http.Header) http.Header { return h }
	if r.Context().Value(http.ServerContextKey) == nil {
		keep = http.Header.Clone
	}
	e := g.traces.NewExchange()
	e.Host, e.Target, e.Header = r.Host, r.RequestURI, keep(r.Header)
	k := &recording{in: keptBody{r.Body, e}, out: keptWriter{w, e}}
	if r.Body != nil && r.Body != http.NoBody {
		r.Body = &k.in
	}
	defer func() { // an answer that is cut off ends in a panic
		e.AnswerHeader = keep(w.Header())
		g.traces.Attach(requestID(w.Header()), e)
	}()
	serve(&k.out, r)
}

// A recording notes what goes over the wire while a request is served.
type recording struct {
	in  keptBody
	out keptWriter
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
