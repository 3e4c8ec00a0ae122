package lambdahttp

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
)

// streamBuffer is how many bytes a stream collects before it sends them on its
// own account.
const streamBuffer = 4 << 10

// delimiter stands between the head of a streamed response and its body.
//
// See https://docs.aws.amazon.com/apigateway/latest/developerguide/response-transfer-mode-lambda.html
const delimiter = "\x00\x00\x00\x00\x00\x00\x00\x00"

const (
	typeStream = "application/vnd.awslambda.http-integration-response"
	typeJSON   = "application/json"
)

// A Stream is an answer that is read while the handler still writes it. [Start]
// and lambda.Start of aws-lambda-go send it as it comes.
type Stream struct {
	body        io.Reader
	contentType string
	cancel      func() // nil when there is nothing to end
}

// Read implements io.Reader.
func (s *Stream) Read(p []byte) (int, error) { return s.body.Read(p) }

// Close ends the stream: what the handler writes from now on fails, and the
// context of its request is done.
func (s *Stream) Close() error {
	if s.cancel != nil {
		s.cancel()
	}
	return nil
}

// ContentType tells Lambda whether this is a stream with a head or plain JSON.
func (s *Stream) ContentType() string { return s.contentType }

// MarshalJSON refuses: aws-lambda-go then reads the stream.
func (s *Stream) MarshalJSON() ([]byte, error) {
	return nil, errors.New("a stream is no JSON value")
}

// InvokeStream answers one event with a stream. [Start] calls it when
// [Options.Stream] is set, and lambda.Start of aws-lambda-go takes it as it is.
//
// Events of function URLs and REST APIs are answered while the handler works,
// in the form Lambda calls http-integration-response: the caller must be set to
// stream, by the invoke mode RESPONSE_STREAM of the function URL or the response
// transfer mode STREAM of the REST API's integrations, since the event does not
// tell. HTTP APIs and load balancers cannot stream; their events are
// answered as by [Handler.Invoke].
//
// A handler that panics after something was sent ends the stream with an error,
// which Lambda reports and the client sees as an answer cut short.
func (h *Handler) InvokeStream(ctx context.Context, payload json.RawMessage) (*Stream, error) {
	inv := newInvocation(payload)
	if err := inv.event.parse(); err != nil {
		return plainStream(h.other(ctx, payload, err))
	}
	if !inv.event.streams() {
		return plainStream(h.answer(ctx, inv))
	}
	ctx, cancel := h.earlier(ctx)
	r, w, err := h.begin(ctx, inv)
	if err != nil {
		cancel()
		return nil, err
	}
	reader, writer := io.Pipe()
	w.stream = &streamWriter{pipe: writer}
	go func() {
		defer cancel()
		// Goexit, as testing.FailNow calls it, must not leave the reader waiting.
		defer writer.CloseWithError(errGone)
		if r != nil {
			err = h.serve(w, r)
		}
		if err == nil {
			err = w.send()
		}
		w.release()
		_ = writer.CloseWithError(err) // EOF when nil; never fails
	}()
	return &Stream{body: reader, contentType: typeStream, cancel: func() { cancel(); _ = reader.Close() }}, nil
}

var errGone = errors.New("lambdahttp: the handler ended its goroutine")

// plainStream is an answer that is known as a whole.
func plainStream(out []byte, err error) (*Stream, error) {
	if err != nil {
		return nil, err
	}
	return &Stream{body: bytes.NewReader(out), contentType: typeJSON}, nil
}

// A streamWriter is where the parts of a streamed response go.
type streamWriter struct {
	pipe  *io.PipeWriter
	began bool // the head is sent
}

// send sends the head, unless it is sent, and what there is of the body.
func (w *response) send() error {
	if w.status == 0 {
		w.WriteHeader(http.StatusOK)
	}
	s, buf := w.stream, w.buf
	if !s.began {
		s.began = true
		if w.sniff && len(buf.body) > 0 {
			buf.head = w.appendHeader(buf.head, "Content-Type", []string{http.DetectContentType(buf.body)})
		}
		buf.head = append(buf.head, "}}"+delimiter...)
		if _, err := s.pipe.Write(buf.head); err != nil {
			return fmt.Errorf("send response: %w", err)
		}
	}
	if len(buf.body) == 0 {
		return nil
	}
	_, err := s.pipe.Write(buf.body)
	buf.body = buf.body[:0]
	if err != nil {
		return fmt.Errorf("send response: %w", err)
	}
	return nil
}

// release gives the buffers of a stream back.
func (w *response) release() {
	buf := w.buf
	w.buf = nil
	if cap(buf.head) <= maxKept && cap(buf.body) <= maxKept {
		pool.Put(buf)
	}
}
