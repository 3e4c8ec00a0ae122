package call

import (
	"fmt"
	"net/http"
	"strconv"
	"time"
)

// headerError is about a response header that does not have its type.
func headerError(name string, err error) error {
	return fmt.Errorf("read response header %s: %w", name, err)
}

// Text reads a header; it is empty when the answer has none.
func Text[T ~string](h http.Header, name string, v *T) error {
	*v = T(h.Get(name))
	return nil
}

// Integer reads a header that is an integer. Without the header, v stays.
func Integer[T ~int | ~int8 | ~int16 | ~int32 | ~int64](h http.Header, name string, v *T) error {
	text := h.Get(name)
	if text == "" {
		return nil
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err == nil && int64(T(n)) != n {
		err = strconv.ErrRange
	}
	if err != nil {
		return headerError(name, err)
	}
	*v = T(n)
	return nil
}

// Unsigned reads a header that is an integer from 0. Without the header, v
// stays.
func Unsigned[T ~uint | ~uint8 | ~uint16 | ~uint32 | ~uint64](h http.Header, name string, v *T) error {
	text := h.Get(name)
	if text == "" {
		return nil
	}
	n, err := strconv.ParseUint(text, 10, 64)
	if err == nil && uint64(T(n)) != n {
		err = strconv.ErrRange
	}
	if err != nil {
		return headerError(name, err)
	}
	*v = T(n)
	return nil
}

// Number reads a header that is a number. Without the header, v stays.
func Number[T ~float32 | ~float64](h http.Header, name string, v *T) error {
	text := h.Get(name)
	if text == "" {
		return nil
	}
	n, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return headerError(name, err)
	}
	*v = T(n)
	return nil
}

// Boolean reads a header that is true or false. Without the header, v stays.
func Boolean[T ~bool](h http.Header, name string, v *T) error {
	text := h.Get(name)
	if text == "" {
		return nil
	}
	b, err := strconv.ParseBool(text)
	if err != nil {
		return headerError(name, err)
	}
	*v = T(b)
	return nil
}

// Time reads a header that is a date-time of RFC 3339. Without the header, v
// stays.
func Time(h http.Header, name string, v *time.Time) error {
	text := h.Get(name)
	if text == "" {
		return nil
	}
	t, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		return headerError(name, err)
	}
	*v = t
	return nil
}

// Optional reads a header with read into a new value, and leaves v nil without
// the header.
func Optional[T any](h http.Header, name string, v **T, read func(http.Header, string, *T) error) error {
	if h.Get(name) == "" {
		return nil
	}
	*v = new(T)
	return read(h, name, *v)
}
