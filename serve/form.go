package serve

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"net/url"
	"strings"
	"unicode/utf8"

	"github.com/labstack/echo/v4"

	"github.com/apigen-go/apigen/check"
	"github.com/apigen-go/apigen/form"
)

// maxFields is how many fields of a form are read: each costs more than its
// bytes.
const maxFields = 1000

const (
	multipartForm  = "multipart/form-data"
	urlencodedForm = "application/x-www-form-urlencoded"
)

// A Form is the fields of one form, and what is wrong with them: violations have
// the JSON pointer they would have if the form were an object.
type Form struct {
	check.Violations

	fields map[string][]part
	order  []string // of names
	known  map[string]bool
	closed bool
}

// part is one field of a form.
type part struct {
	data              []byte
	name, contentType string // of a file
}

// DecodeForm reads the body of c's request, a form of one of the content types,
// into v with read, reports whether there was one, and adds what is wrong with it
// to bad. The errors are problems: 415 for another content type, 413 for too many
// bytes.
//
// Both kinds of form (HTML, "URL-encoded form data"; RFC 7578) are UTF-8.
func DecodeForm[T any](c echo.Context, required bool, v *T, read func(*Form, *T), bad *check.Violations, contentTypes ...string) (bool, error) {
	r := c.Request()
	content := r.Header.Get("Content-Type")
	if content == "" && (r.Body == nil || r.Body == http.NoBody || r.ContentLength == 0) {
		if required {
			bad.Add("a body is required")
			hold(c).body = true
		}
		return false, nil
	}
	media, parameters, err := mime.ParseMediaType(content)
	if err != nil || !Allowed(media, contentTypes...) {
		return false, status(http.StatusUnsupportedMediaType, "the body must be "+strings.Join(contentTypes, ", "))
	}
	f := &Form{fields: map[string][]part{}, known: map[string]bool{}, closed: closed(c)}
	if r.Body == nil {
		r.Body = http.NoBody
	}
	if strings.EqualFold(media, multipartForm) {
		err = f.parts(r.Body, parameters["boundary"])
	} else {
		err = f.values(r.Body)
	}
	if err != nil {
		return false, err
	}
	if f.Count() == 0 {
		read(f, v)
	}
	if f.Count() > 0 {
		bad.Append(f.List())
		hold(c).body = true
	}
	return true, nil
}

func (f *Form) add(name string, p part) {
	if _, ok := f.fields[name]; !ok {
		f.order = append(f.order, name)
	}
	f.fields[name] = append(f.fields[name], p)
}

// values reads a form as a query string is written.
func (f *Form) values(body io.Reader) error {
	data, err := io.ReadAll(body)
	if err != nil {
		return readError(err)
	}
	n := 0
	for pair := range strings.SplitSeq(string(data), "&") {
		if pair == "" {
			continue
		}
		if n++; n > maxFields {
			f.Add(tooMany)
			return nil
		}
		key, value, _ := strings.Cut(pair, "=")
		name, err := url.QueryUnescape(key)
		if err == nil {
			value, err = url.QueryUnescape(value)
		}
		if err != nil {
			f.Add("the form is not encoded correctly")
			return nil
		}
		f.add(name, part{data: []byte(value)})
	}
	return nil
}

var tooMany = fmt.Sprintf("the form has more than %d fields", maxFields)

// parts reads a form of several parts.
func (f *Form) parts(body io.Reader, boundary string) error {
	if boundary == "" {
		f.Add("the Content-Type has no boundary")
		return nil
	}
	reader := multipart.NewReader(body, boundary)
	for n := 0; ; n++ {
		p, err := reader.NextPart()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return f.broken(err)
		}
		if n == maxFields {
			f.Add(tooMany)
			return nil
		}
		name := p.FormName()
		if name == "" {
			f.Add("the form has a part without a name")
			return nil
		}
		data, err := io.ReadAll(p)
		if err != nil {
			return f.broken(err)
		}
		f.add(name, part{data: data, name: p.FileName(), contentType: contentTypeOf(p.Header)})
	}
}

// contentTypeOf is the type of a part (RFC 7578, section 4.4).
func contentTypeOf(h textproto.MIMEHeader) string {
	if t := h.Get("Content-Type"); t != "" {
		return t
	}
	return "text/plain"
}

func (f *Form) broken(err error) error {
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		return readError(err)
	}
	f.Add("the form is broken, or ends too early")
	return nil
}

// Required finds a field that has to be there.
func (f *Form) Required(name string) Value { return f.one(name, true, false) }

// Optional finds a field that may be absent.
func (f *Form) Optional(name string) Value { return f.one(name, false, false) }

// Filled finds a field that may be absent and that counts as absent when it is
// empty, as browsers send what nobody filled in.
func (f *Form) Filled(name string) Value { return f.one(name, false, true) }

func (f *Form) one(name string, required, filled bool) Value {
	f.known[name] = true
	list := f.fields[name]
	v := Value{from: f, name: name}
	switch {
	case len(list) == 0 && required:
		v.wrong("is required")
	case len(list) > 1:
		v.wrong("is given more than once")
	case len(list) == 1 && !utf8.Valid(list[0].data):
		v.wrong("is not UTF-8")
	case len(list) == 1 && (!filled || len(list[0].data) > 0):
		v.text, v.given = string(list[0].data), true
	}
	return v
}

// Values finds the fields of one name, the items of a list.
func (f *Form) Values(name string) []Value {
	f.known[name] = true
	list := make([]Value, 0, len(f.fields[name]))
	for i, p := range f.fields[name] {
		v := Value{from: f, name: name, item: i + 1}
		if utf8.Valid(p.data) {
			v.text, v.given = string(p.data), true
		} else {
			v.wrong("is not UTF-8")
		}
		list = append(list, v)
	}
	return list
}

// File finds a file of one of the content types, or of any when there are none.
// It is absent, too, when it has neither a name nor content, as browsers send what
// nobody chose.
func (f *Form) File(name string, required bool, contentTypes ...string) (form.File, bool) {
	files := f.Files(name, contentTypes...)
	v := Value{from: f, name: name}
	switch {
	case len(files) == 0 && required:
		v.wrong("is required")
	case len(files) > 1:
		v.wrong("is given more than once")
	case len(files) == 1:
		return files[0], true
	}
	return form.File{}, false
}

// Files finds the files of one name.
func (f *Form) Files(name string, contentTypes ...string) []form.File {
	f.known[name] = true
	files := make([]form.File, 0, len(f.fields[name]))
	for i, p := range f.fields[name] {
		if len(p.data) == 0 && p.name == "" {
			continue
		}
		if !Allowed(p.contentType, contentTypes...) {
			v := Value{from: f, name: name}
			if len(f.fields[name]) > 1 {
				v.item = i + 1
			}
			v.wrong("has the media type " + short(p.contentType) + ", want " + strings.Join(contentTypes, ", "))
		}
		files = append(files, form.File{Name: p.name, ContentType: p.contentType, Data: p.data})
	}
	return files
}

// short keeps an answer from repeating more than a few bytes of a request.
func short(contentType string) string {
	if media, _, err := mime.ParseMediaType(contentType); err == nil && len(media) < 80 {
		return media
	}
	return "of another form"
}

// Nested reads a field whose text is JSON.
func Nested[T any](v Value, to *T, read func(*check.Reader, *T)) {
	f, ok := v.from.(*Form)
	if !ok || !v.given {
		return
	}
	data := []byte(v.text)
	if !json.Valid(data) {
		v.wrong("is not JSON")
		return
	}
	var r check.Reader
	r.Init(data, f.closed)
	read(&r, to)
	r.End()
	n := f.Count()
	f.Append(r.List())
	f.place(v, n)
}

// End adds the fields that nobody asked for where there must be none: closed
// tells that the contract says so.
func (f *Form) End(closed bool) {
	if !closed && !f.closed {
		return
	}
	for _, name := range f.order {
		if !f.known[name] {
			n := f.Count()
			f.Add("is not a field the contract has")
			f.Under(name, n)
		}
	}
}

// report and count make a form what its values come from.

func (f *Form) report(v Value, detail string) {
	n := f.Count()
	f.Add(detail)
	f.place(v, n)
}

func (f *Form) count() int { return f.Count() }

func (f *Form) place(v Value, n int) {
	if v.item > 0 {
		f.At(v.item-1, n)
	}
	f.Under(v.name, n)
}
