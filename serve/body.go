package serve

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strings"
	"sync"

	"github.com/labstack/echo/v4"

	"github.com/apigen-go/apigen/check"
	"github.com/apigen-go/apigen/problem"
)

// An input is the bytes of a JSON body and what reads them.
type input struct {
	buf    bytes.Buffer
	reader check.Reader
}

// inputs and buffers hold what bodies are read into and written from.
var (
	inputs  = sync.Pool{New: func() any { return new(input) }}
	buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}
)

// maxPooled is the largest buffer that is kept, so that one large body does not
// hold its memory for good.
const maxPooled = 64 << 10

func release(b *bytes.Buffer) {
	if b.Cap() <= maxPooled {
		b.Reset()
		buffers.Put(b)
	}
}

func (in *input) release() {
	if in.buf.Cap() <= maxPooled {
		in.buf.Reset()
		in.reader = check.Reader{}
		inputs.Put(in)
	}
}

// DecodeJSON decodes the body of c's request into v with read, reports whether
// there was one, and adds what is wrong with it to bad. The errors are problems:
// 415 for another content type, 413 for too many bytes.
//
// A body without a Content-Type counts as JSON, as it does for API Gateway.
func DecodeJSON[T any](c echo.Context, required bool, v *T, read func(*check.Reader, *T), bad *check.Violations) (bool, error) {
	r := c.Request()
	in := inputs.Get().(*input)
	defer in.release()
	if r.Body != nil {
		if _, err := in.buf.ReadFrom(r.Body); err != nil {
			return false, readError(err)
		}
	}
	data := bytes.TrimLeft(in.buf.Bytes(), " \t\r\n")
	if len(data) == 0 {
		if required {
			bad.Add("a body is required")
			hold(c).body = !takesNothing(read)
		}
		return false, nil
	}
	if ct := r.Header.Get("Content-Type"); ct != "" && !isJSON(ct) {
		return false, status(http.StatusUnsupportedMediaType, "the body must be application/json")
	}
	in.reader.Init(in.buf.Bytes(), closed(c))
	read(&in.reader, v)
	in.reader.End()
	if in.reader.Count() > 0 {
		bad.Append(in.reader.List())
		hold(c).body = true
	}
	return true, nil
}

// takesNothing reports whether read finds nothing wrong with an empty object,
// which an empty body is for the request validator of API Gateway.
func takesNothing[T any](read func(*check.Reader, *T)) bool {
	var r check.Reader
	r.Init([]byte("{}"), false)
	read(&r, new(T))
	r.End()
	return r.Count() == 0
}

// ReadBinary reads a body of one of the content types, or of any when there
// are none. The errors are problems: 415 for another content type, 413 for too
// many bytes, 400 for a missing required body.
func ReadBinary(body io.Reader, contentType string, required bool, contentTypes ...string) ([]byte, error) {
	if body == nil {
		body = http.NoBody
	}
	data, err := io.ReadAll(body)
	if err != nil {
		return nil, readError(err)
	}
	if len(data) == 0 {
		if required {
			return nil, wrongBody("a body is required")
		}
		return nil, nil
	}
	if !Allowed(contentType, contentTypes...) {
		return nil, status(http.StatusUnsupportedMediaType, "the body must be "+strings.Join(contentTypes, ", "))
	}
	return data, nil
}

// Allowed reports whether contentType, parameters aside, is one of the content
// types; no content types allow every one.
func Allowed(contentType string, contentTypes ...string) bool {
	if len(contentTypes) == 0 {
		return true
	}
	media, _, err := mime.ParseMediaType(contentType)
	if err != nil {
		return false
	}
	for _, want := range contentTypes {
		if strings.EqualFold(media, want) || want == "*/*" {
			return true
		}
		if kind, ok := strings.CutSuffix(want, "*"); ok && strings.HasPrefix(media, strings.ToLower(kind)) {
			return true
		}
	}
	return false
}

func isJSON(contentType string) bool {
	if contentType == "application/json" {
		return true
	}
	media, _, err := mime.ParseMediaType(contentType)
	return err == nil && (media == "application/json" || strings.HasSuffix(media, "+json"))
}

// readError says what a body that cannot be read means for the caller. A
// connection that broke is the caller's doing as well.
func readError(err error) error {
	if large, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return status(http.StatusRequestEntityTooLarge, fmt.Sprintf("the body is larger than %d bytes", large.Limit))
	}
	return wrongBody("the body ends too early")
}

// wrongBody is the error of a body as a whole.
func wrongBody(detail string) error {
	return &Invalid{Problem: invalid(problem.Violation{Detail: detail}), Body: true}
}
