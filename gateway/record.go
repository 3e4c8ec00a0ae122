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

// recorded serves a request to a stage and keeps for the inspector what went
// over the wire.
func (g *Gateway) recorded(w http.ResponseWriter, r *http.Request, serve func(http.ResponseWriter, *http.Request)) {
	// The headers of a request that a server read are nobody else's; other ones
	// may be changed by who made them.
	keep := func(h http.Header) http.Header { return h }
	if r.Context().Value(http.ServerContextKey) == nil {
		keep = http.Header.Clone
	}
	e := &trace.Exchange{Host: r.Host, Target: r.RequestURI, Header: keep(r.Header)}
	in, out := &keptBody{ReadCloser: r.Body}, &keptWriter{ResponseWriter: w}
	if r.Body != nil && r.Body != http.NoBody {
		r.Body = in
	}
	defer func() { // an answer that is cut off ends in a panic
		e.Body, e.Cut = in.kept.Bytes(), in.kept.cut
		e.AnswerHeader, e.AnswerBody, e.AnswerCut = keep(w.Header()), out.kept.Bytes(), out.kept.cut
		g.traces.Attach(requestID(w.Header()), e)
	}()
	serve(out, r)
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

// A kept is the beginning of a body.
type kept struct {
	bytes.Buffer
	cut bool
}

func (k *kept) keep(b []byte) {
	room := maxKept - k.Len()
	if len(b) > room {
		b, k.cut = b[:room], true
	}
	_, _ = k.Write(b) // a buffer takes everything
}

type keptBody struct {
	io.ReadCloser
	kept kept
}

func (b *keptBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	b.kept.keep(p[:n])
	return n, err
}

type keptWriter struct {
	http.ResponseWriter
	kept kept
}

func (w *keptWriter) Write(p []byte) (int, error) {
	w.kept.keep(p)
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
