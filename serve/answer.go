package serve

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
)

// ErrNoAnswer is what a handler did that returned neither a response nor an
// error, or a response with none of its alternatives.
var ErrNoAnswer = errors.New("the handler returned no response")

// A JSON is an encoded body, ready to be written once.
type JSON struct{ buf *bytes.Buffer }

// EncodeJSON encodes v with encoding/json. It comes before anything of the
// answer is set, so that an error can still be answered with a problem.
func EncodeJSON(v any) (JSON, error) {
	buf := buffers.Get().(*bytes.Buffer)
	if err := json.NewEncoder(buf).Encode(v); err != nil {
		release(buf)
		return JSON{}, fmt.Errorf("encode response: %w", err)
	}
	buf.Truncate(buf.Len() - 1) // the encoder's newline
	return JSON{buf}, nil
}

// Write answers with the body.
func (j JSON) Write(w http.ResponseWriter, status int) error {
	return j.WriteAs(w, status, "application/json")
}

// WriteAs answers with the body as another media type of JSON.
func (j JSON) WriteAs(w http.ResponseWriter, status int, contentType string) error {
	defer release(j.buf)
	return WriteBytes(w, status, contentType, j.buf.Bytes())
}

// WriteBytes answers with data of a content type.
func WriteBytes(w http.ResponseWriter, status int, contentType string, data []byte) error {
	h := w.Header()
	h.Set("Content-Type", contentType)
	h.Set("Content-Length", strconv.Itoa(len(data)))
	w.WriteHeader(status)
	if _, err := w.Write(data); err != nil {
		return fmt.Errorf("write response: %w", err)
	}
	return nil
}

// ContentType returns the content type of a binary answer: the handler's own,
// or the contract's first when it set none. One the contract does not list is
// an error of the handler.
func ContentType(set string, contentTypes ...string) (string, error) {
	if set == "" && len(contentTypes) > 0 {
		return contentTypes[0], nil
	}
	if !Allowed(set, contentTypes...) {
		return "", fmt.Errorf("the handler answered with content type %q, the contract has %q", set, contentTypes)
	}
	return set, nil
}
