package serve

import (
	"encoding"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/labstack/echo/v4"

	"github.com/apigen-go/apigen/problem"
)

// A Reader reads the parameters of one request and remembers what is wrong with
// them, so that a caller hears of all of it at once.
type Reader struct {
	ctx     echo.Context
	query   url.Values
	found   *found // nil as long as nothing is wrong
	missing bool   // a path parameter is empty, so there is no such resource
}

// NewReader returns a reader of c's request.
func NewReader(c echo.Context) *Reader { return &Reader{ctx: c} }

// Err is a 404 when a path parameter is empty. Everything else that is wrong
// waits for the body, so that a caller hears of it at once: [Violations] has it.
func (r *Reader) Err() error {
	if r.missing {
		return problem.Problem{Status: http.StatusNotFound, Title: http.StatusText(http.StatusNotFound)}
	}
	return nil
}

// A Value is the text of one parameter or field of a form, or its absence.
type Value struct {
	from  source
	name  string
	text  string
	given bool
	items []string // of a list that is given item by item
	item  int      // which item of a list it is, from 1; 0 for no list
}

// A source is where values come from, and what is wrong with them goes to.
type source interface {
	report(v Value, detail string)
	count() int
}

// Given reports whether there is a value.
func (v Value) Given() bool { return v.given }

// Path finds a path parameter and decodes it once.
func (r *Reader) Path(name string) Value {
	text := r.ctx.Param(name)
	// echo matches the escaped path when there is one and leaves its parts as
	// they are; without one, net/http has decoded them.
	if r.ctx.Request().URL.RawPath != "" {
		decoded, err := url.PathUnescape(text)
		if err != nil {
			return r.wrong(name, "is not percent-encoded correctly")
		}
		text = decoded
	}
	if text == "" {
		r.missing = true
		return Value{}
	}
	return r.one(inPath, name, []string{text}, true)
}

// Query finds a query parameter.
func (r *Reader) Query(name string, required bool) Value {
	return r.one(inQuery, name, r.queries()[name], required)
}

// queries reads the query string, once.
func (r *Reader) queries() url.Values {
	if r.query == nil {
		q, err := url.ParseQuery(r.ctx.Request().URL.RawQuery)
		if err != nil {
			r.hold().violations.Add("the query string is not encoded correctly")
		}
		if q == nil {
			q = url.Values{}
		}
		r.query = q
	}
	return r.query
}

// QueryList finds a query parameter that is given once for each item of a list
// (style form with explode).
func (r *Reader) QueryList(name string, required bool) Value {
	items := r.queries()[name]
	if len(items) < 2 {
		v := r.one(inQuery, name, items, required)
		if v.given {
			v.items = []string{v.text}
		}
		return v
	}
	for _, item := range items {
		if !utf8.ValidString(item) {
			return r.wrong(name, "is not UTF-8")
		}
	}
	return Value{from: r, name: name, given: true, items: items}
}

// Cookie finds a cookie. The first of several of one name counts.
func (r *Reader) Cookie(name string, required bool) Value {
	cookie, err := r.ctx.Request().Cookie(name)
	switch {
	case err == nil:
		return r.value(name, cookie.Value)
	case required:
		return r.wrong(name, "is required")
	}
	return Value{}
}

// Header finds a header parameter.
func (r *Reader) Header(name string, required bool) Value {
	return r.one(inHeader, name, r.ctx.Request().Header.Values(name), required)
}

// Where parameters stand, in the order in which API Gateway names those that
// are missing.
const (
	inHeader = iota
	inPath
	inQuery
)

// one takes the only value of a parameter. One that is blank counts as absent
// where it is required, as it does for API Gateway; see
// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-validation-test.html
func (r *Reader) one(in int, name string, values []string, required bool) Value {
	switch {
	case required && !slices.ContainsFunc(values, func(v string) bool { return strings.TrimSpace(v) != "" }):
		f := r.hold()
		f.missing[in] = append(f.missing[in], name)
		return r.wrong(name, "is required")
	case len(values) > 1:
		return r.wrong(name, "is given more than once")
	case len(values) == 1:
		return r.value(name, values[0])
	}
	return Value{}
}

func (r *Reader) hold() *found {
	if r.found == nil {
		r.found = hold(r.ctx)
	}
	return r.found
}

func (r *Reader) value(name, text string) Value {
	if !utf8.ValidString(text) {
		return r.wrong(name, "is not UTF-8")
	}
	return Value{from: r, name: name, text: text, given: true}
}

func (r *Reader) wrong(name, detail string) Value {
	bad := &r.hold().violations
	n := bad.Count()
	bad.Add(detail)
	bad.Of(name, n)
	return Value{}
}

func (v Value) wrong(detail string) { v.from.report(v, detail) }

func (r *Reader) report(v Value, detail string) { r.wrong(v.name, detail) }

// count is how many there are of the parameters read so far.
func (r *Reader) count() int {
	if r.found == nil {
		return 0
	}
	return r.found.violations.Count()
}

// Optional reads v with read when it is given, and returns nil otherwise or when
// it cannot be read.
func Optional[T any](v Value, read func(Value) T) *T {
	if !v.given {
		return nil
	}
	n := v.from.count()
	t := read(v)
	if v.from.count() > n {
		return nil
	}
	return &t
}

// List reads v as a comma-separated list (style simple or form without
// explode), or as the items of [Reader.QueryList]. An empty text is an empty list.
func List[S ~[]E, E any](v Value, read func(Value) E) S {
	if v.items != nil {
		list := make(S, 0, len(v.items))
		for _, item := range v.items {
			list = append(list, read(Value{from: v.from, name: v.name, text: item, given: true}))
		}
		return list
	}
	if !v.given || v.text == "" {
		return S{}
	}
	list := make(S, 0, strings.Count(v.text, ",")+1)
	for item := range strings.SplitSeq(v.text, ",") {
		list = append(list, read(Value{from: v.from, name: v.name, text: item, given: true}))
	}
	return list
}

// Encoded reads v with the type's own UnmarshalText.
func Encoded[T any, P interface {
	*T
	encoding.TextUnmarshaler
}](v Value) T {
	var t T
	if !v.given {
		return t
	}
	if err := P(&t).UnmarshalText([]byte(v.text)); err != nil {
		v.wrong("does not have the form the contract gives it")
	}
	return t
}

// Text reads v as it is.
func Text[T ~string](v Value) T { return T(v.text) }

// Integer reads v as an integer that T can hold.
func Integer[T ~int | ~int8 | ~int16 | ~int32 | ~int64](v Value) T {
	if !v.given {
		return 0
	}
	n, err := strconv.ParseInt(v.text, 10, 64)
	if err != nil {
		v.wrong("is not an integer")
		return 0
	}
	if int64(T(n)) != n {
		v.wrong("is too large or too small")
		return 0
	}
	return T(n)
}

// Unsigned reads v as an integer that T can hold.
func Unsigned[T ~uint | ~uint8 | ~uint16 | ~uint32 | ~uint64](v Value) T {
	if !v.given {
		return 0
	}
	n, err := strconv.ParseUint(v.text, 10, 64)
	if err != nil {
		v.wrong("is not an integer from 0")
		return 0
	}
	if uint64(T(n)) != n {
		v.wrong("is too large")
		return 0
	}
	return T(n)
}

// Number reads v as a number in the form of JSON.
func Number[T ~float32 | ~float64](v Value) T {
	if !v.given {
		return 0
	}
	n, err := strconv.ParseFloat(v.text, 64)
	// ParseFloat also takes words, hexadecimal digits and underscores.
	if err != nil || strings.Trim(v.text, "+-.0123456789eE") != "" || strings.ContainsAny(v.text, "xX_nN") {
		v.wrong("is not a number")
		return 0
	}
	return T(n)
}

// Boolean reads v as true or false.
func Boolean[T ~bool](v Value) T {
	switch {
	case v.text == "true":
		return true
	case v.given && v.text != "false":
		v.wrong("is neither true nor false")
	}
	return false
}

// Time reads v as a date-time of RFC 3339.
func Time(v Value) time.Time {
	if !v.given {
		return time.Time{}
	}
	t, err := time.Parse(time.RFC3339Nano, v.text)
	if err != nil {
		v.wrong("is not a date-time as RFC 3339 writes it, e.g. 2026-01-31T09:30:00Z")
	}
	return t
}
