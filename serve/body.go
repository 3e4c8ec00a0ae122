package serve

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"reflect"
	"strings"
	"sync"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/apigen-go/apigen/sealed"
)

// buffers holds the buffers of JSON bodies, in and out.
var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// maxPooled is the largest buffer that is kept, so that one large body does not
// hold its memory for good.
const maxPooled = 64 << 10

func release(b *bytes.Buffer) {
	if b.Cap() <= maxPooled {
		b.Reset()
		buffers.Put(b)
	}
}

// DecodeJSON decodes the body of c's request into v and reports whether there
// was one. Body errors are problems: 415 for another content type, 413 for too
// many bytes, 400 for what is not the JSON of v or for a missing required body.
//
// A body without a Content-Type counts as JSON, as it does for API Gateway.
func DecodeJSON(c echo.Context, required bool, v any) (bool, error) {
	r := c.Request()
	buf := buffers.Get().(*bytes.Buffer)
	defer release(buf)
	if r.Body != nil {
		if _, err := buf.ReadFrom(r.Body); err != nil {
			return false, readError(err)
		}
	}
	data := bytes.TrimSpace(buf.Bytes())
	if len(data) == 0 {
		if required {
			return false, inBody("", "a body is required")
		}
		return false, nil
	}
	if ct := r.Header.Get("Content-Type"); ct != "" && !isJSON(ct) {
		return false, status(http.StatusUnsupportedMediaType, "the body must be application/json")
	}
	if string(data) == "null" {
		return false, inBody("", "is null")
	}
	if err := json.Unmarshal(data, v); err != nil {
		return false, decodeError(data, err)
	}
	return true, nil
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
			return nil, inBody("", "a body is required")
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
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		return status(http.StatusRequestEntityTooLarge, fmt.Sprintf("the body is larger than %d bytes", large.Limit))
	}
	return inBody("", "the body ends too early")
}

// decodeError turns an error of encoding/json into words of JSON. The errors'
// own texts name Go types and fields.
func decodeError(data []byte, err error) error {
	var syntax *json.SyntaxError
	var wrongType *json.UnmarshalTypeError
	var wrongTime *time.ParseError
	var wrongBase64 base64.CorruptInputError
	var wrongVariant *sealed.Error
	switch {
	case errors.As(err, &syntax):
		return inBody("", fmt.Sprintf("the body is not JSON: %s at byte %d", syntax, syntax.Offset))
	case errors.As(err, &wrongType):
		got, _, _ := strings.Cut(wrongType.Value, " ")
		return inBody(pointerAt(data, wrongType.Offset), fmt.Sprintf("is %s, want %s", article(got), wanted(wrongType.Type)))
	case errors.As(err, &wrongTime):
		return inBody(pointerTo(data, wrongTime.Value), "is not a date-time as RFC 3339 writes it, e.g. 2026-01-31T09:30:00Z")
	case errors.As(err, &wrongVariant):
		return inBody("", wrongVariant.Error())
	case errors.As(err, &wrongBase64):
		return inBody("", "a string of the body is not base64")
	default:
		return inBody("", "a value of the body does not have the form the contract gives it")
	}
}

func article(kind string) string {
	switch kind {
	case "bool":
		return "a boolean"
	case "array", "object":
		return "an " + kind
	case "null":
		return kind
	default:
		return "a " + kind
	}
}

// wanted names the JSON type that t decodes from. It runs for bad requests only.
func wanted(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Bool:
		return "a boolean"
	case reflect.Int8, reflect.Int16, reflect.Int32, reflect.Uint8, reflect.Uint16, reflect.Uint32,
		reflect.Int, reflect.Int64, reflect.Uint, reflect.Uint64:
		return "an integer within its range"
	case reflect.Float32, reflect.Float64:
		return "a number within its range"
	case reflect.Slice, reflect.Array:
		if t.Elem().Kind() == reflect.Uint8 {
			return "a base64 string"
		}
		return "an array"
	case reflect.Struct:
		if t == reflect.TypeFor[time.Time]() {
			return "a date-time string"
		}
		return "an object"
	case reflect.Map:
		return "an object"
	default:
		return "a string"
	}
}
