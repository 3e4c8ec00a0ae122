package check

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"time"
)

// Own reads a value of a type that decodes itself, with encoding/json.
func Own[T any](r *Reader, v *T) bool {
	if r.peek() == 'n' {
		r.Add("is null")
		r.Skip()
		return false
	}
	return Any(r, v)
}

// Any reads a value whose form the contract leaves open, null included, with
// encoding/json.
func Any[T any](r *Reader, v *T) bool { return decode(r, r.raw(), v) }

// Judged reads a value of a type that decodes itself and whose form the contract
// states: judge reads it in that form, and then encoding/json has the type
// decode it.
func Judged[T, A any](r *Reader, v *T, judge func(*Reader, *A)) bool {
	raw := r.judged(func() { judge(r, new(A)) })
	return raw != nil && decode(r, raw, v)
}

// JudgedOnce is Judged for types that may hold themselves. One that is inside of
// another is judged alone: decoding it is the business of the one around it, and
// would take time without end when each did so again.
func JudgedOnce[T, A any](r *Reader, v *T, judge func(*Reader, *A)) bool {
	raw := r.judged(func() { judge(r, new(A)) })
	return raw != nil && (r.Nested() || decode(r, raw, v))
}

// judged gives the bytes that judge reads, nil when there is something wrong with
// them.
func (r *Reader) judged(judge func()) []byte {
	r.space()
	start, n := r.pos, r.Count()
	r.judging++
	judge()
	r.judging--
	if r.broken || r.Count() > n {
		return nil
	}
	return r.data[start:r.pos]
}

// Nested reports whether what is read is inside of a value that decodes itself,
// so that values of JudgedOnce are not decoded.
func (r *Reader) Nested() bool { return r.judging > 0 }

// Written looks at a value of a type that encodes itself: judge reads what
// encoding/json writes of it.
func Written[T, A any](v *Violations, value *T, judge func(*Reader, *A)) {
	data, err := json.Marshal(value)
	if err != nil {
		v.Add("cannot be written as JSON")
		return
	}
	var r Reader
	r.Init(data, false)
	judge(&r, new(A))
	r.End()
	v.Append(r.List())
}

// decode has encoding/json read raw, which is nil when it is not JSON.
func decode[T any](r *Reader, raw []byte, v *T) bool {
	if raw == nil {
		return false
	}
	if err := json.Unmarshal(raw, v); err != nil {
		pointer, detail := describe(raw, err)
		n := r.Count()
		r.Add(detail)
		r.prefix(pointer, n)
		return false
	}
	return true
}

// describe turns an error of encoding/json into words of JSON. The errors' own
// texts name Go types and fields.
func describe(data []byte, err error) (pointer, detail string) {
	if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		got, _, _ := strings.Cut(wrong.Value, " ")
		return pointerAt(data, wrong.Offset), "is " + article(got) + ", want " + wanted(wrong.Type)
	}
	if wrong, ok := errors.AsType[*time.ParseError](err); ok {
		return pointerTo(data, wrong.Value), notTime
	}
	if _, ok := errors.AsType[base64.CorruptInputError](err); ok {
		return "", "a string of the body is not base64"
	}
	return "", "does not have the form the contract gives it"
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
