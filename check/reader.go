package check

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"unicode/utf8"

	"github.com/apigen-go/apigen/problem"
)

// MaxDepth is how deep arrays and objects may be nested in each other.
const MaxDepth = 500

// A Reader reads one JSON document from the front to the back. A value of
// another type than the one asked for is a violation, is skipped, and the
// reading goes on; what is not JSON ends it.
type Reader struct {
	Violations
	data    []byte
	pos     int
	name    []byte // of the member that Next found
	depth   int
	broken  bool // data is not JSON, or too deep
	first   bool // nothing was read of the innermost array or object yet
	closed  bool // unknown members are violations everywhere
	judging int  // values around that decode themselves
	ahead   int  // bytes that were looked through to find the types of objects
}

// Init starts the reading of data, which the reader does not keep: values are
// copied out of it. Closed makes members that the contract does not list
// violations.
func (r *Reader) Init(data []byte, closed bool) { r.data, r.closed = data, closed }

// Decode has read read the one value in data and returns what is wrong with it.
func Decode[T any](data []byte, v *T, read func(*Reader, *T)) error {
	var r Reader
	r.Init(data, false)
	read(&r, v)
	r.End()
	return r.Err()
}

// End reads the end of the document. When it was not JSON, that is all there is
// to say of it.
func (r *Reader) End() {
	r.space()
	if !r.broken && r.pos < len(r.data) {
		r.fail()
	}
	if r.broken {
		r.list = append(r.list[:0], r.syntax())
	}
}

// fail ends the reading.
func (r *Reader) fail() { r.broken, r.pos = true, len(r.data) }

func (r *Reader) space() {
	for r.pos < len(r.data) {
		switch r.data[r.pos] {
		case ' ', '\n', '\t', '\r':
			r.pos++
		default:
			return
		}
	}
}

// peek returns the first byte of the next value, or 0 at the end.
func (r *Reader) peek() byte {
	r.space()
	if r.pos < len(r.data) {
		return r.data[r.pos]
	}
	r.fail()
	return 0
}

// want reports whether the next value starts with open. Another value is
// skipped and its type told.
func (r *Reader) want(open byte, noun string) bool {
	c := r.peek()
	if c == open {
		return true
	}
	r.wrong(c, noun)
	return false
}

// wrong skips a value that starts with c where noun was wanted.
func (r *Reader) wrong(c byte, noun string) {
	var got string
	switch {
	case c == '{':
		got = "an object"
	case c == '[':
		got = "an array"
	case c == '"':
		got = "a string"
	case c == 't', c == 'f':
		got = "a boolean"
	case c == 'n':
		got = "null"
	case c == '-', '0' <= c && c <= '9':
		got = "a number"
	default:
		r.fail()
		return
	}
	r.Add("is " + got + ", want " + noun)
	r.Skip()
}

func (r *Reader) enter() bool {
	r.pos++
	r.depth++
	if r.depth > MaxDepth {
		r.fail()
	}
	r.first = true
	return !r.broken
}

// Object reads the beginning of an object.
func (r *Reader) Object() bool { return r.want('{', "an object") && r.enter() }

// Next reads the name of the next member, or the end of the object.
func (r *Reader) Next() bool {
	if !r.more('}') {
		return false
	}
	if r.peek() != '"' {
		r.fail()
		return false
	}
	name, ok := r.text()
	if !ok || r.peek() != ':' {
		r.fail()
		return false
	}
	r.pos++
	r.name = name
	return true
}

// more reads the end of an array or object, or the comma before its next part.
func (r *Reader) more(end byte) bool {
	c := r.peek()
	if c == end {
		r.pos++
		r.depth--
		r.first = false
		return false
	}
	if r.first {
		r.first = false
		return !r.broken
	}
	if c != ',' {
		r.fail()
		return false
	}
	r.pos++
	return true
}

// Name is the name of the member that Next found. It is valid until its value
// is read.
func (r *Reader) Name() []byte { return r.name }

// Array reads the beginning of an array.
func (r *Reader) Array() bool { return r.want('[', "an array") && r.enter() }

// Item reports whether the array has another element.
func (r *Reader) Item() bool { return r.more(']') }

// Twice adds the violation of a member whose name has occurred before.
func (r *Reader) Twice() { r.Add("is given more than once") }

// Missing adds the violation of a required member that is absent.
func (r *Reader) Missing(name string) {
	n := r.Count()
	r.Add("is required")
	r.Under(name, n)
}

// Other reads a member that the contract does not list. Closed tells that the
// object must not have such.
func (r *Reader) Other(closed bool) {
	if closed || r.closed {
		n, name := r.Count(), string(r.name)
		r.Add("is not a member the contract has")
		r.Under(name, n)
	}
	r.Skip()
}

// Null reads null, if that is the next value.
func (r *Reader) Null() bool {
	if r.peek() != 'n' {
		return false
	}
	r.word("null")
	return !r.broken
}

// Skip reads a value of any type.
func (r *Reader) Skip() {
	switch r.peek() {
	case '{':
		if r.enter() {
			for r.Next() {
				r.Skip()
			}
		}
	case '[':
		if r.enter() {
			for r.Item() {
				r.Skip()
			}
		}
	case '"':
		if _, ok := r.text(); !ok {
			r.fail()
		}
	case 't':
		r.word("true")
	case 'f':
		r.word("false")
	case 'n':
		r.word("null")
	default:
		if _, _, ok := r.number(); !ok {
			r.fail()
		}
	}
}

// word reads a literal.
func (r *Reader) word(w string) {
	if !bytes.HasPrefix(r.data[r.pos:], []byte(w)) {
		r.fail()
		return
	}
	r.pos += len(w)
}

// number reads a number and tells whether it is written as an integer.
func (r *Reader) number() (literal []byte, integer, ok bool) {
	d, i := r.data, r.pos
	if i < len(d) && d[i] == '-' {
		i++
	}
	if i < len(d) && d[i] == '0' {
		i++
	} else if i = digits(d, i); i == r.pos || d[i-1] == '-' {
		return nil, false, false
	}
	integer = true
	if i < len(d) && d[i] == '.' {
		integer = false
		start := i + 1
		if i = digits(d, start); i == start {
			return nil, false, false
		}
	}
	if i < len(d) && (d[i] == 'e' || d[i] == 'E') {
		integer = false
		i++
		if i < len(d) && (d[i] == '+' || d[i] == '-') {
			i++
		}
		start := i
		if i = digits(d, start); i == start {
			return nil, false, false
		}
	}
	literal = d[r.pos:i]
	r.pos = i
	return literal, integer, true
}

func digits(d []byte, i int) int {
	for i < len(d) && '0' <= d[i] && d[i] <= '9' {
		i++
	}
	return i
}

// raw skips a value and returns its text.
func (r *Reader) raw() []byte {
	r.peek()
	start := r.pos
	r.Skip()
	if r.broken {
		return nil
	}
	return r.data[start:r.pos]
}

// syntax says why data cannot be read.
func (r *Reader) syntax() (v problem.Violation) {
	var raw json.RawMessage
	syntax, ok := errors.AsType[*json.SyntaxError](json.Unmarshal(r.data, &raw))
	switch {
	case ok:
		v.Detail = fmt.Sprintf("the body is not JSON: %s at byte %d", syntax, syntax.Offset)
	case !utf8.Valid(r.data):
		v.Detail = "the body is not UTF-8"
	default:
		v.Detail = fmt.Sprintf("the body is nested more than %d times", MaxDepth)
	}
	return v
}
