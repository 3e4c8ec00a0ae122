package serve

import (
	"bufio"
	"errors"
	"io"
	"net/http"
	"strings"
)

// ReadStream gives a body of one of the content types, or of any when there are
// none, to be read by the handler as it comes. The errors are problems: 415 for
// another content type, 400 for a missing required body. A body that turns out
// to be too large, or to end too early, is an error of reading, which is
// answered with 413 or 400 when the handler returns it.
func ReadStream(body io.Reader, contentType string, required bool, contentTypes ...string) (io.ReadCloser, error) {
	if body == nil {
		body = http.NoBody
	}
	stream := &bodyStream{Reader: bufio.NewReader(body)}
	switch _, err := stream.Peek(1); {
	case errors.Is(err, io.EOF) && required:
		return nil, wrongBody("a body is required")
	case errors.Is(err, io.EOF):
		return stream, nil
	case err != nil:
		return nil, readError(err)
	case !Allowed(contentType, contentTypes...):
		return nil, status(http.StatusUnsupportedMediaType, "the body must be "+strings.Join(contentTypes, ", "))
	}
	return stream, nil
}

// A bodyStream is a request body whose errors are problems.
type bodyStream struct{ *bufio.Reader }

// Read reads what has come.
func (s *bodyStream) Read(p []byte) (int, error) {
	n, err := s.Reader.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		err = readError(err)
	}
	return n, err
}

// WriteTo writes all that comes.
func (s *bodyStream) WriteTo(w io.Writer) (int64, error) {
	return io.Copy(w, struct{ io.Reader }{s})
}

// Close does nothing: the server closes the body.
func (s *bodyStream) Close() error { return nil }

// A cutError ends an answer in its middle.
type cutError struct{ error }

// Unwrap returns the cause.
func (e *cutError) Unwrap() error { return e.error }

// WriteStream answers with what comes from body, sending each piece when it
// comes, and closes body if it can be closed. The content type is that of
// [ContentType]. The body may be read from the request while it is sent. A nil body is empty. An error before
// the first byte is answered as any other; later ones cut the connection, so that
// nobody takes a part for the whole.
func WriteStream(w http.ResponseWriter, status int, contentType string, body io.Reader, contentTypes ...string) (err error) {
	if c, ok := body.(io.Closer); ok {
		defer func() { err = errors.Join(err, c.Close()) }()
	}
	contentType, err = ContentType(contentType, contentTypes...)
	if err != nil {
		return err
	}
	if body == nil {
		body = http.NoBody
	}
	control := http.NewResponseController(w)
	if err := control.EnableFullDuplex(); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return err
	}
	piece := make([]byte, 32<<10)
	n, readErr := body.Read(piece)
	if n == 0 && readErr != nil && !errors.Is(readErr, io.EOF) {
		return readErr // it still can be answered
	}
	w.Header().Set("Content-Type", contentType)
	w.WriteHeader(status)
	for ; ; n, readErr = body.Read(piece) {
		if n > 0 {
			if _, err := w.Write(piece[:n]); err != nil {
				return err
			}
			if err := control.Flush(); err != nil && !errors.Is(err, http.ErrNotSupported) {
				return err
			}
		}
		switch {
		case errors.Is(readErr, io.EOF):
			return nil
		case readErr != nil:
			return &cutError{readErr}
		}
	}
}
