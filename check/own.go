package check

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"time"

	"github.com/apigen-go/apigen/sealed"
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
func Any[T any](r *Reader, v *T) bool {
	raw := r.raw()
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
	if wrong, ok := errors.AsType[*sealed.Error](err); ok {
		return "", wrong.Error()
	}
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
