package call

import (
	"bytes"
	"encoding"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net/textproto"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/apigen-go/apigen/form"
)

// A Form is a form in the making. The first error ends it; Encode returns it.
type Form struct {
	multipart *multipart.Writer // nil for a form that is written as a query string
	body      bytes.Buffer
	err       error
}

// NewForm starts a form of a media type: multipart/form-data, or else
// application/x-www-form-urlencoded.
func NewForm(media string) *Form {
	f := &Form{}
	if media == "multipart/form-data" {
		f.multipart = multipart.NewWriter(&f.body)
	}
	return f
}

// Encode ends the form and returns it with its content type.
func (f *Form) Encode() (contentType string, body io.Reader, err error) {
	contentType = "application/x-www-form-urlencoded"
	if f.multipart != nil {
		contentType = f.multipart.FormDataContentType()
		f.fail("end", f.multipart.Close())
	}
	if f.err != nil {
		return "", nil, f.err
	}
	return contentType, bytes.NewReader(f.body.Bytes()), nil
}

func (f *Form) fail(name string, err error) {
	if err != nil && f.err == nil {
		f.err = fmt.Errorf("encode form: %s: %w", name, err)
	}
}

func (f *Form) add(name, text string) {
	if f.multipart != nil {
		f.fail(name, f.multipart.WriteField(name, text))
		return
	}
	if f.body.Len() > 0 {
		f.body.WriteByte('&')
	}
	f.body.WriteString(url.QueryEscape(name) + "=" + url.QueryEscape(text))
}

// File adds a file.
func (f *Form) File(name string, file form.File) {
	if f.multipart == nil {
		f.fail(name, fmt.Errorf("a file needs a form of type multipart/form-data"))
		return
	}
	if file.ContentType == "" {
		file.ContentType = "application/octet-stream"
	}
	if file.Name == "" {
		file.Name = name // a part without one is no file for many readers (RFC 7578, section 4.2)
	}
	h := textproto.MIMEHeader{}
	h.Set("Content-Disposition", multipart.FileContentDisposition(name, file.Name))
	h.Set("Content-Type", file.ContentType)
	part(f, name, h, file.Data)
}

// part adds a part with headers of its own.
func part(f *Form, name string, h textproto.MIMEHeader, data []byte) {
	w, err := f.multipart.CreatePart(h)
	if err == nil {
		_, err = w.Write(data)
	}
	f.fail(name, err)
}

// Stream adds a file whose content is read from r, all of it.
func (f *Form) Stream(name string, r io.Reader) {
	var data []byte
	var err error
	if r != nil { // a nil one is a file without content
		data, err = io.ReadAll(r)
	}
	f.fail(name, err)
	f.File(name, form.File{Data: data})
}

// AddText adds a string.
func AddText[T ~string](f *Form, name string, v T) { f.add(name, string(v)) }

// AddInteger adds an integer.
func AddInteger[T ~int | ~int8 | ~int16 | ~int32 | ~int64](f *Form, name string, v T) {
	f.add(name, strconv.FormatInt(int64(v), 10))
}

// AddUnsigned adds an integer from 0.
func AddUnsigned[T ~uint | ~uint8 | ~uint16 | ~uint32 | ~uint64](f *Form, name string, v T) {
	f.add(name, strconv.FormatUint(uint64(v), 10))
}

// AddNumber adds a number, in the form of JSON.
func AddNumber[T ~float32 | ~float64](f *Form, name string, v T) { f.add(name, number(v)) }

// number writes the shortest text that is read as v again.
func number[T ~float32 | ~float64](v T) string {
	bits := 64
	if float64(T(0.1)) != 0.1 { // T is a float32
		bits = 32
	}
	return strconv.FormatFloat(float64(v), 'g', -1, bits)
}

// AddBoolean adds true or false.
func AddBoolean[T ~bool](f *Form, name string, v T) { f.add(name, strconv.FormatBool(bool(v))) }

// AddTime adds a date-time of RFC 3339.
func AddTime(f *Form, name string, v time.Time) { f.add(name, v.Format(time.RFC3339Nano)) }

// AddEncoded adds a value that writes its own text.
func AddEncoded[T encoding.TextMarshaler](f *Form, name string, v T) {
	text, err := v.MarshalText()
	f.fail(name, err)
	f.add(name, string(text))
}

// AddJSON adds the JSON of a value.
func AddJSON(f *Form, name string, v any) {
	data, err := json.Marshal(v)
	f.fail(name, err)
	if f.multipart == nil {
		f.add(name, string(data))
		return
	}
	h := textproto.MIMEHeader{}
	h.Set("Content-Disposition", `form-data; name="`+escaper.Replace(name)+`"`)
	h.Set("Content-Type", "application/json")
	part(f, name, h, data)
}

// escaper keeps a name inside its quotes (HTML, "multipart/form-data encoding
// algorithm").
var escaper = strings.NewReplacer("\\", "\\\\", `"`, `\"`, "\r", "%0D", "\n", "%0A")
