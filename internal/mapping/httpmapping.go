package mapping

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// An HTTPMapping is what the parameter mappings of an HTTP API's integration do
// to a request, or to responses of one status. It does not change. A nil one
// does nothing. See
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-parameter-mapping.html
type HTTPMapping struct{ entries []httpEntry }

type httpEntry struct {
	target Target
	value  Expression
}

// A Change is one thing a mapping does to a message. The value of a removal is
// empty.
type Change struct {
	Target
	Value string
}

// A DefinitionError is a mapping that an HTTP API refuses when its integration
// is created or imported. Its text is the service's own.
type DefinitionError struct {
	Text   string
	Reason error // what is wrong, in more words; may be nil
}

func (e *DefinitionError) Error() string { return e.Text }

func (e *DefinitionError) Unwrap() error { return e.Reason }

// ParseHTTPRequestParameters reads the requestParameters of an integration
// without a subtype. The errors are [DefinitionError]s, one for each mapping
// that is wrong, joined.
func ParseHTTPRequestParameters(parameters map[string]string) (*HTTPMapping, error) {
	return parseHTTPMapping(parameters, false)
}

// ParseHTTPResponseParameters reads the responseParameters of an integration:
// mappings by the status that the integration answers with, 200 to 599.
func ParseHTTPResponseParameters(parameters map[string]map[string]string) (map[int]*HTTPMapping, error) {
	all := make(map[int]*HTTPMapping, len(parameters))
	var errs []error
	for _, key := range slices.Sorted(maps.Keys(parameters)) {
		status, err := strconv.Atoi(key)
		if err != nil || len(key) != 3 || status < 200 || status > 599 {
			errs = append(errs, &DefinitionError{Text: "Status Code " + key + " is not valid", Reason: errors.New("want one from 200 to 599")})
			continue
		}
		m, err := parseHTTPMapping(parameters[key], true)
		if err != nil {
			errs = append(errs, err)
		}
		all[status] = m
	}
	return all, errors.Join(errs...)
}

func parseHTTPMapping(parameters map[string]string, response bool) (*HTTPMapping, error) {
	direction, parse := "Request", ParseHTTPRequest
	if response {
		direction, parse = "Response", ParseHTTPResponse
	}
	m := &HTTPMapping{}
	var errs []error
	for _, key := range slices.Sorted(maps.Keys(parameters)) {
		target, err := ParseHTTPTarget(key, response)
		if err != nil {
			errs = append(errs, &DefinitionError{"Invalid " + direction + " Actioned Parameter destination specified: " + key, err})
			continue
		}
		var value Expression
		if target.Operation != Remove { // whose value stands for nothing
			if value, err = parse(parameters[key]); err != nil {
				errs = append(errs, invalidSource(parameters[key], key, err))
				continue
			}
		}
		m.entries = append(m.entries, httpEntry{target, value})
	}
	// Of one target the removal comes first: with an append beside it, the
	// appended value is the only one.
	slices.SortStableFunc(m.entries, func(a, b httpEntry) int {
		return cmp.Compare(order[a.target.Operation], order[b.target.Operation])
	})
	return m, errors.Join(errs...)
}

var order = map[Operation]int{Remove: 0, Overwrite: 1, Append: 2}

// invalidSource is the service's refusal of a value.
func invalidSource(source, destination string, reason error) error {
	return &DefinitionError{fmt.Sprintf(
		"Invalid selection expression specified: Validation Result: warnings : [], errors : [Invalid source: %s specified for destination: %s]",
		source, destination), reason}
}

// Changes are what the mappings do to the message their values are read from.
// All values are read before anything is changed. A mapping whose source is not
// there does nothing.
func (m *HTTPMapping) Changes(from *Message) []Change {
	if m == nil {
		return nil
	}
	changes := make([]Change, 0, len(m.entries))
	for _, e := range m.entries {
		change := Change{Target: e.target}
		if e.target.Operation != Remove {
			value, ok, err := e.value.Value(from)
			if err != nil || !ok {
				continue
			}
			change.Value = value
		}
		changes = append(changes, change)
	}
	return changes
}

// ApplyChanges gives the parameters of a location, header or querystring, with
// the changes made. Names of headers are compared without regard to case. An
// overwrite stands where the first value stood; the given slice stays as it is.
func ApplyChanges(params []Param, location string, changes []Change) []Param {
	same := func(a, b string) bool { return a == b }
	if location == "header" {
		same = strings.EqualFold
	}
	out := slices.Clone(params)
	for _, c := range changes {
		if c.Location != location {
			continue
		}
		at := slices.IndexFunc(out, func(p Param) bool { return same(p.Name, c.Name) })
		if c.Operation == Append || c.Operation == Overwrite && at < 0 {
			out = append(out, Param{c.Name, c.Value})
			continue
		}
		if c.Operation == Overwrite {
			out[at].Value = c.Value
			at++
		} else {
			at = 0
		}
		rest := slices.DeleteFunc(out[at:], func(p Param) bool { return same(p.Name, c.Name) })
		out = out[:at+len(rest)]
	}
	return out
}

// ChangedPath is the request's path after the changes.
func ChangedPath(path string, changes []Change) string {
	for _, c := range changes {
		if c.Location == "path" {
			path = c.Value
		}
	}
	return path
}

// ChangedStatus is the response's status after the changes. A new one that is no
// status is left out.
func ChangedStatus(status int, changes []Change) int {
	for _, c := range changes {
		if n, err := strconv.Atoi(c.Value); c.Location == "statuscode" && err == nil && n >= 100 && n <= 599 {
			status = n
		}
	}
	return status
}

// ParseServiceParameter reads the value of a parameter of an integration with a
// subtype: what [ParseHTTPRequest] reads. The error is a [DefinitionError].
func ParseServiceParameter(name, value string) (Expression, error) {
	e, err := ParseHTTPRequest(value)
	if err != nil {
		return e, invalidSource(value, name, err)
	}
	return e, nil
}
