package dataplane

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/apigen-go/apigen/gateway/internal/lambda"
)

// Response streaming: an integration whose responseTransferMode is STREAM is
// answered with while it still writes. Mapping templates, compression and limits
// of size do not apply. The rate, which the service bounds after 10 MB, is not
// bounded here. See
// https://docs.aws.amazon.com/apigateway/latest/developerguide/response-transfer-mode.html

// A liveBody is that of an answer its integration is still writing.
type liveBody struct {
	io.Reader
	io.Closer
	cause func() error // why reading failed, when it was ended from this side
}

// How long a stream may pause.
const (
	idleEdge  = 30 * time.Second
	idleOther = 5 * time.Minute // regional and private endpoints
)

var errIdle = errors.New("the stream paused for too long")

// newLiveBody reads body until ctx is done, or until it pauses for longer than
// idle. Closing it cancels ctx.
func newLiveBody(ctx context.Context, cancel context.CancelFunc, body io.ReadCloser, idle time.Duration) *liveBody {
	var paused atomic.Bool
	timer := time.AfterFunc(idle, func() {
		paused.Store(true)
		_ = body.Close() // which ends Read
	})
	stop := context.AfterFunc(ctx, func() { _ = body.Close() })
	return &liveBody{
		Reader: readerFunc(func(p []byte) (int, error) {
			n, err := body.Read(p)
			timer.Reset(idle)
			return n, err
		}),
		Closer: closerFunc(func() error {
			timer.Stop()
			stop()
			cancel()
			return body.Close()
		}),
		cause: func() error {
			if paused.Load() {
				return errIdle
			}
			return ctx.Err()
		},
	}
}

type (
	readerFunc func([]byte) (int, error)
	closerFunc func() error
)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }
func (f closerFunc) Close() error               { return f() }

func (x *exchange) idleLimit() time.Duration {
	if x.compiled.definition.EndpointType == "EDGE" {
		return idleEdge
	}
	return idleOther
}

// A lambdaStream is a Lambda proxy integration that streams. See
// https://docs.aws.amazon.com/apigateway/latest/developerguide/response-transfer-mode-lambda.html
type lambdaStream struct{ proxy lambdaProxy }

func (p *lambdaStream) call(x *exchange) (string, *failure) {
	fn, payload, f := p.proxy.prepare(x)
	if f != nil {
		return "", f
	}
	inv := x.invocation(fn, payload)
	inv.Stream = true
	ctx, cancel := context.WithTimeout(x.r.Context(), x.match.method.timeout)
	res, f := x.invokeWithin(ctx, inv)
	if f != nil {
		cancel()
		return "", f
	}
	if res.FunctionError != "" {
		cancel()
		return "", functionError(res.Payload)
	}
	body := io.NopCloser(bytes.NewReader(res.Payload))
	if res.Stream != nil {
		body = res.Stream
	}
	live := newLiveBody(ctx, cancel, body, x.idleLimit())
	ans, err := streamedAnswer(live)
	if err != nil {
		_ = live.Close() // it is of no more use
		return "", x.streamFailure(fn.name, err, live)
	}
	x.integrationStatus = ans.status
	x.result = ans
	return fmt.Sprintf("function %s answers %d with a stream", fn.name, ans.status), nil
}

// streamFailure is the answer to a stream without a proper head.
func (x *exchange) streamFailure(name string, err error, live *liveBody) *failure {
	if failed, ok := errors.AsType[*lambda.StreamError](err); ok {
		return functionError(failed.Payload)
	}
	if errors.Is(live.cause(), errIdle) || x.r.Context().Err() == nil && errors.Is(live.cause(), context.DeadlineExceeded) {
		return fail(integrationTimeout, "Endpoint request timed out", fmt.Sprintf("function %s did not begin its answer in time", name))
	}
	return internalError(integrationFailure, 502, "Execution failed due to configuration error: Malformed Lambda proxy response: "+err.Error())
}

func functionError(payload []byte) *failure {
	return internalError(integrationFailure, 502, "Lambda execution failed with status 200 due to customer function error: "+string(payload))
}

// maxStreamHead is how far into a stream the eight NUL bytes may stand that end
// its head.
const maxStreamHead = 16 << 10

var endOfHead = make([]byte, 8)

// streamedAnswer reads the head of a stream; the rest becomes the answer's body.
func streamedAnswer(live *liveBody) (*answer, error) {
	var read []byte
	part := make([]byte, 4<<10)
	for {
		n, err := live.Read(part)
		from := max(len(read)-len(endOfHead), 0)
		read = append(read, part[:n]...)
		if i := bytes.Index(read[from:], endOfHead); i >= 0 {
			head, rest := read[:from+i], read[from+i+len(endOfHead):]
			ans, headErr := streamHead(head)
			if headErr != nil {
				return nil, headErr
			}
			live.Reader = io.MultiReader(bytes.NewReader(rest), live.Reader)
			ans.live = live
			return ans, nil
		}
		switch {
		case errors.Is(err, io.EOF):
			return nil, fmt.Errorf("%w: the stream has no head: want JSON, then eight NUL bytes, then the body", errMalformed)
		case err != nil:
			return nil, err
		case len(read) > maxStreamHead:
			return nil, fmt.Errorf("%w: the first 16 KB of the stream do not hold the eight NUL bytes that end its head", errMalformed)
		}
	}
}

// streamHead reads the head of a stream: status, headers and cookies.
func streamHead(text []byte) (*answer, error) {
	var members map[string]json.RawMessage
	err := json.Unmarshal(text, &members)
	if err != nil || members == nil {
		return nil, fmt.Errorf("%w: the head of the stream is no object", errMalformed)
	}
	ans := &answer{status: 200, traced: true}
	if raw, ok := members["statusCode"]; ok {
		if ans.status, err = statusCode(raw); err != nil {
			return nil, err
		}
	}
	if err := answerHeaders(ans, members["multiValueHeaders"], members["headers"]); err != nil {
		return nil, err
	}
	var cookies []string
	if raw := members["cookies"]; len(raw) > 0 {
		if err := json.Unmarshal(raw, &cookies); err != nil {
			return nil, fmt.Errorf("%w: cookies: %w", errMalformed, err)
		}
	}
	for _, c := range cookies {
		ans.header.add("Set-Cookie", c)
	}
	return ans, nil
}

// An httpStream is an HTTP proxy integration that streams.
type httpStream struct{ proxy httpProxy }

func (p *httpStream) call(x *exchange) (string, *failure) {
	out, h, f := p.proxy.prepare(x)
	if f != nil {
		return "", f
	}
	ctx, cancel := context.WithTimeout(x.r.Context(), x.match.method.timeout)
	began := time.Now()
	req, client, f := p.proxy.endpoint.request(ctx, x, out, h)
	if f != nil {
		cancel()
		return "", f
	}
	resp, err := client.Do(req) //nolint:bodyclose // the live body is
	x.integrationLatency = time.Since(began)
	if err != nil {
		cancel()
		return "", x.networkFailure(err, req.Method+" "+req.URL.Redacted())
	}
	x.integrationStatus = resp.StatusCode
	ans := &answer{status: resp.StatusCode, header: remapProxied(responseHeader(resp))}
	if !ans.header.has("Content-Type") {
		ans.header.set("Content-Type", "application/json")
	}
	ans.live = newLiveBody(ctx, cancel, resp.Body, x.idleLimit())
	x.result = ans
	return fmt.Sprintf("the backend answers %d with a stream", resp.StatusCode), nil
}

// copyLive sends a live body on as it comes, and counts it. It reports whether
// all of it arrived; why not is in the trace and in the log.
func (x *exchange) copyLive(w http.ResponseWriter, ans *answer) (whole bool) {
	defer func() { _ = ans.live.Close() }() // what it is worth is known
	if !bodyAllowed(ans.status) || x.r.Method == http.MethodHead {
		return true
	}
	flush := http.NewResponseController(w).Flush
	_ = flush() // the head; a writer that cannot flush sends everything at the end
	part := make([]byte, 32<<10)
	for {
		n, err := ans.live.Read(part)
		if n > 0 {
			ans.sent += n
			if _, err := w.Write(part[:n]); err != nil {
				return false // the caller is gone
			}
			_ = flush()
		}
		if errors.Is(err, io.EOF) {
			return true
		}
		if err != nil {
			if cause := ans.live.cause(); cause != nil {
				err = cause
			}
			x.traced.Log = append(x.traced.Log, "The stream was cut off: "+err.Error())
			x.server.Log.Warn("stream cut off", "cause", err, "request", x.requestID, "method", x.verb, "path", x.target.contextPath)
			return false
		}
	}
}

// collect reads a live body to its end, for test calls.
func (ans *answer) collect() error {
	if ans.live == nil {
		return nil
	}
	body, err := io.ReadAll(io.LimitReader(ans.live, maxBody))
	_ = ans.live.Close() // there is nothing more to know
	ans.body, ans.live = body, nil
	return err
}

// length is how many bytes of the body the caller got.
func (ans *answer) length() int { return len(ans.body) + ans.sent }
