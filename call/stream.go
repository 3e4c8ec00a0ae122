package call

import (
	"errors"
	"io"
	"net/http"
)

// A Stream is the body of an answer that is handed on as it comes.
type Stream struct {
	body io.ReadCloser
	kept bool
}

// NewStream makes the stream of an answer.
func NewStream(r *http.Response) *Stream { return &Stream{body: r.Body} }

// Keep gives the body away: to be read to its end or its first error, which closes
// it, or to be closed before.
func (s *Stream) Keep() io.ReadCloser {
	s.kept = true
	return &keptBody{ReadCloser: s.body}
}

// Close closes a body that was not given away.
func (s *Stream) Close() error {
	if s.kept {
		return nil
	}
	return s.body.Close()
}

// A keptBody closes itself when there is nothing more to read.
type keptBody struct{ io.ReadCloser }

func (b *keptBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if err == nil {
		return n, nil
	}
	if closeErr := b.Close(); closeErr != nil && !errors.Is(err, io.EOF) {
		err = errors.Join(err, closeErr)
	}
	return n, err
}
