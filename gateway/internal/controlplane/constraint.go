package controlplane

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"regexp"
	"slices"
	"strings"
)

// Violations are what the service's framework finds wrong with a call before
// the call itself looks at it. It reports all of them at once, with texts that
// are recorded.
type violations []string

func (v *violations) enum(at, value string, allowed ...string) {
	if value == "" || slices.Contains(allowed, value) {
		return
	}
	*v = append(*v, fmt.Sprintf("Value '%s' at '%s' failed to satisfy constraint: Member must satisfy enum value set: [%s]", value, at, strings.Join(allowed, ", ")))
}

func (v *violations) enums(at string, values []string, allowed ...string) {
	for _, value := range values {
		if !slices.Contains(allowed, value) {
			*v = append(*v, fmt.Sprintf("Value '[%s]' at '%s' failed to satisfy constraint: Member must satisfy constraint: [Member must satisfy enum value set: [%s]]",
				strings.Join(values, ", "), at, strings.Join(allowed, ", ")))
			return
		}
	}
}

func (v *violations) status(value string) {
	if !statusCode.MatchString(value) {
		*v = append(*v, fmt.Sprintf(`Value '%s' at 'statusCode' failed to satisfy constraint: Member must satisfy regular expression pattern: [1-5]\d\d`, value))
	}
}

func (v *violations) required(at string, missing bool) {
	if missing {
		*v = append(*v, fmt.Sprintf("Value at '%s' failed to satisfy constraint: Member must not be null", at))
	}
}

func (v violations) err() error {
	switch len(v) {
	case 0:
		return nil
	case 1:
		return invalid("1 validation error detected: %s", v[0])
	}
	return invalid("%d validation errors detected: %s", len(v), strings.Join(v, "; "))
}

func invalid(format string, args ...any) error {
	return fault(http.StatusBadRequest, "ValidationException", fmt.Sprintf(format, args...))
}

var statusCode = regexp.MustCompile(`^[1-5][0-9][0-9]$`)

// input is how the framework calls the input of a call: createModelInput.
func (r *request) input(member string) string {
	return strings.ToLower(r.name[:1]) + r.name[1:] + "Input." + member
}

// decode reads a JSON body; an absent one is an empty object.
func (r *request) decode(into any) error {
	if len(r.body) == 0 {
		return nil
	}
	err := json.Unmarshal(r.body, into)
	var wrong *json.UnmarshalTypeError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &wrong):
		return serialization(wrong)
	}
	return fault(http.StatusBadRequest, "SerializationException", "Unable to parse the request body: "+err.Error())
}

// serialization says of a value of the wrong type what the service's framework
// says; the text for a number in the place of a text is recorded.
func serialization(e *json.UnmarshalTypeError) error {
	have, _, _ := strings.Cut(e.Value, " ")
	class := map[string]string{
		"number": "class com.amazon.coral.value.json.numbers.TruncatingBigNumber",
		"bool":   "class java.lang.Boolean", "string": "class java.lang.String",
	}[have]
	text := ""
	switch {
	case have == "object":
		text = "Start of structure or map found where not expected."
	case have == "array":
		text = "Start of list found where not expected"
	case e.Type.Kind() == reflect.Map || e.Type.Kind() == reflect.Struct || e.Type.Kind() == reflect.Slice:
		text = "Unexpected field type"
	default:
		text = class + " can not be converted to " + javaType(e.Type.Kind())
	}
	return fault(http.StatusBadRequest, "SerializationException", text)
}

func javaType(k reflect.Kind) string {
	switch k {
	case reflect.Bool:
		return "a Boolean"
	case reflect.Int:
		return "an Integer"
	case reflect.Float64:
		return "a Double"
	}
	return "an String" // sic, recorded
}
