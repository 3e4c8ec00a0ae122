package check

import (
	"encoding/base64"
	"strconv"
	"time"
)

const (
	notInteger = "is a number, want an integer within its range"
	notNumber  = "is a number, want a number within its range"
	notTime    = "is not a date-time as RFC 3339 writes it, e.g. 2026-01-31T09:30:00Z"
)

// The functions below read a value of one type and report whether it was one.

// String reads a string.
func String[T ~string](r *Reader, v *T) bool {
	if !r.want('"', "a string") {
		return false
	}
	text, ok := r.text()
	if !ok {
		r.fail()
		return false
	}
	*v = T(text)
	return true
}

// Boolean reads true or false.
func Boolean[T ~bool](r *Reader, v *T) bool {
	switch c := r.peek(); c {
	case 't':
		r.word("true")
		*v = true
	case 'f':
		r.word("false")
		*v = false
	default:
		r.wrong(c, "a boolean")
		return false
	}
	return !r.broken
}

// numeric reads a number.
func (r *Reader) numeric(noun string) (literal []byte, integer, ok bool) {
	c := r.peek()
	if c != '-' && (c < '0' || c > '9') {
		r.wrong(c, noun)
		return nil, false, false
	}
	literal, integer, ok = r.number()
	if !ok {
		r.fail()
	}
	return literal, integer, ok
}

// Integer reads an integer that T can hold. As in encoding/json, 1.0 and 1e2
// are none.
func Integer[T ~int | ~int8 | ~int16 | ~int32 | ~int64](r *Reader, v *T) bool {
	literal, integer, ok := r.numeric("an integer within its range")
	if !ok {
		return false
	}
	n, fits := int64(0), integer
	if fits && len(literal) <= 18 {
		n = small(literal)
	} else if fits {
		var err error
		n, err = strconv.ParseInt(string(literal), 10, 64)
		fits = err == nil
	}
	if !fits || int64(T(n)) != n {
		r.Add(notInteger)
		return false
	}
	*v = T(n)
	return true
}

// small reads an integer of so few digits that it cannot overflow.
func small(literal []byte) int64 {
	var n int64
	digits := literal
	if literal[0] == '-' {
		digits = literal[1:]
	}
	for _, c := range digits {
		n = n*10 + int64(c-'0')
	}
	if literal[0] == '-' {
		return -n
	}
	return n
}

// Unsigned reads an integer from 0 that T can hold.
func Unsigned[T ~uint | ~uint8 | ~uint16 | ~uint32 | ~uint64 | ~uintptr](r *Reader, v *T) bool {
	literal, integer, ok := r.numeric("an integer within its range")
	if !ok {
		return false
	}
	n, err := strconv.ParseUint(string(literal), 10, 64)
	if !integer || err != nil || uint64(T(n)) != n {
		r.Add(notInteger)
		return false
	}
	*v = T(n)
	return true
}

// Float32 reads a number of single precision.
func Float32[T ~float32](r *Reader, v *T) bool {
	n, ok := r.float(32)
	*v = T(n)
	return ok
}

// Float64 reads a number of double precision.
func Float64[T ~float64](r *Reader, v *T) bool {
	n, ok := r.float(64)
	*v = T(n)
	return ok
}

func (r *Reader) float(bits int) (float64, bool) {
	literal, _, ok := r.numeric("a number within its range")
	if !ok {
		return 0, false
	}
	n, err := strconv.ParseFloat(string(literal), bits)
	if err != nil {
		r.Add(notNumber)
		return 0, false
	}
	return n, true
}

// Whole reads an integer as it is written.
func Whole[T ~string](r *Reader, v *T) bool {
	literal, integer, ok := r.numeric("an integer")
	if ok && !integer {
		r.Add("is a number, want an integer")
		return false
	}
	if ok {
		*v = T(literal)
	}
	return ok
}

// Literal reads a number as it is written.
func Literal[T ~string](r *Reader, v *T) bool {
	literal, _, ok := r.numeric("a number")
	if ok {
		*v = T(literal)
	}
	return ok
}

// Time reads a date-time of RFC 3339.
func Time(r *Reader, v *time.Time) bool {
	if !r.want('"', "a date-time string") {
		return false
	}
	raw := r.raw()
	if raw == nil {
		return false
	}
	if v.UnmarshalJSON(raw) != nil {
		r.Add(notTime)
		return false
	}
	return true
}

// Bytes reads a base64 string.
func Bytes[S ~[]E, E ~byte](r *Reader, v *S) bool {
	if !r.want('"', "a base64 string") {
		return false
	}
	text, ok := r.text()
	if !ok {
		r.fail()
		return false
	}
	data := make([]byte, base64.StdEncoding.DecodedLen(len(text)))
	n, err := base64.StdEncoding.Decode(data, text)
	if err != nil {
		r.Add("is not base64")
		return false
	}
	out := make(S, n)
	for i, b := range data[:n] {
		out[i] = E(b)
	}
	*v = out
	return true
}

// Quoted reads a value that stands in a string: the string option of json tags.
func Quoted[T any](r *Reader, v *T, read func(*Reader, *T) bool) bool {
	if !r.want('"', "a string") {
		return false
	}
	text, ok := r.text()
	if !ok {
		r.fail()
		return false
	}
	inside := Reader{data: text}
	if !read(&inside, v) || inside.pos < len(text) {
		r.Add("is a string with another value in it than the contract has")
		return false
	}
	return true
}
