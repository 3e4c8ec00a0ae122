package mapping

import (
	"errors"
	"fmt"
	"strings"

	"github.com/apigen-go/apigen/vtl"
)

// ErrInvalidJSON is what a body expression answers for a body that looks like
// JSON and is not. A client sees status 400 "Invalid JSON in request body" for a
// method request and 500 for an integration response.
var ErrInvalidJSON = errors.New("invalid JSON in body")

// A Message is the request or response that expressions read from. A nil
// function stands for a message that has none of what it finds.
type Message struct {
	// Header and Query give all values of a name, in the order they came; none
	// when there is no such name. Of a REST API names are compared as they are;
	// of an HTTP API header names without regard to case.
	Header func(name string) []string
	Query  func(name string) []string
	// PathParameter is a path parameter as it came.
	PathParameter func(name string) (string, bool)
	// Path is the request's path without the stage; HTTP APIs only.
	Path string
	Body string

	StageVariables map[string]string
	Context        *Context
}

func (m *Message) header(name string) []string { return call(m.Header, name) }
func (m *Message) query(name string) []string  { return call(m.Query, name) }

func call(f func(string) []string, name string) []string {
	if f == nil {
		return nil
	}
	return f(name)
}

type sourceKind uint8

const (
	sourceConstant      sourceKind = iota // 'text'
	sourceHeader                          // the last value
	sourceMultiHeader                     // all values, with commas
	sourceQuery                           // the last value
	sourceMultiQuery                      // all values
	sourceJoinedHeader                    // HTTP APIs: all values, with commas
	sourceJoinedQuery                     // HTTP APIs: all values, with commas
	sourcePathParameter                   // name
	sourcePath                            // HTTP APIs
	sourceBody                            // the text
	sourceBodyPath                        // a JSONPath in it
	sourceHTTPBody                        // HTTP APIs: the text; an empty body is none
	sourceHTTPBodyPath                    // HTTP APIs: a JSONPath in the first 100 KB
	sourceStageVariable                   // name
	sourceContext                         // a path in it
	sourceConcatenation                   // HTTP APIs: text with ${...} in it
)

// An Expression is the value of one parameter mapping, ready to be evaluated.
// It does not change. The zero Expression is an empty constant.
type Expression struct {
	text  string // as it was written
	kind  sourceKind
	name  string   // of the parameter or variable; the constant; the JSONPath
	path  []string // of sourceContext
	parts []Expression
}

// String is the expression as it was written.
func (e Expression) String() string { return e.text }

// ParseRequest reads the value of an integration.request.* mapping of a REST
// API: method.request.*, stageVariables.*, context.* or a constant in single
// quotes. See "API Gateway API request and response data mapping reference".
func ParseRequest(text string) (Expression, error) {
	return parseREST(text, "method.request.")
}

// ParseResponse reads the value of a method.response.header.* mapping of a REST
// API: integration.response.*, stageVariables.*, context.* or a constant.
func ParseResponse(text string) (Expression, error) {
	return parseREST(text, "integration.response.")
}

func parseREST(text, prefix string) (Expression, error) {
	e := Expression{text: text}
	if len(text) >= 2 && text[0] == '\'' && text[len(text)-1] == '\'' {
		e.name = text[1 : len(text)-1]
		return e, nil
	}
	if e.variable(text) {
		return e, nil
	}
	rest, ok := strings.CutPrefix(text, prefix)
	if !ok {
		return e, fmt.Errorf("mapping expression %q: want %s..., stageVariables..., context... or a constant in single quotes", text, prefix)
	}
	kinds := map[string]sourceKind{"header": sourceHeader, "multivalueheader": sourceMultiHeader}
	if prefix == "method.request." {
		kinds["querystring"], kinds["multivaluequerystring"] = sourceQuery, sourceMultiQuery
		kinds["path"] = sourcePathParameter
	}
	return e, e.parameter(rest, kinds)
}

// variable reads stageVariables.NAME and context.PATH.
func (e *Expression) variable(text string) bool {
	if name, ok := strings.CutPrefix(text, "stageVariables."); ok && name != "" {
		e.kind, e.name = sourceStageVariable, name
		return true
	}
	if path, ok := strings.CutPrefix(text, "context."); ok && path != "" {
		e.kind, e.path = sourceContext, strings.Split(path, ".")
		return true
	}
	return false
}

// parameter reads LOCATION.NAME, body and body.JSONPATH.
func (e *Expression) parameter(text string, kinds map[string]sourceKind) error {
	location, name, _ := strings.Cut(text, ".")
	if location == "body" {
		e.kind = sourceBody
		if name == "" {
			return nil
		}
		e.kind, e.name = sourceBodyPath, "$."+strings.TrimPrefix(strings.TrimPrefix(name, "$"), ".")
		if strings.HasPrefix(name, "$[") {
			e.name = name
		}
		if _, err := parsePath(e.name); err != nil {
			return fmt.Errorf("mapping expression %q: JSONPath %w", e.text, err)
		}
		return nil
	}
	kind, ok := kinds[location]
	if !ok || name == "" {
		return fmt.Errorf("mapping expression %q: no such source", e.text)
	}
	e.kind, e.name = kind, name
	return nil
}

// Values are what the expression has for a message: one value, or all values of
// a parameter for the multi-value sources. None means that the source is not
// there and the mapping is left out.
func (e Expression) Values(m *Message) ([]string, error) {
	switch e.kind {
	case sourceConstant:
		return []string{e.name}, nil
	case sourceHeader:
		return last(m.header(e.name)), nil
	case sourceMultiHeader, sourceJoinedHeader:
		return joined(m.header(e.name)), nil
	case sourceQuery:
		return last(m.query(e.name)), nil
	case sourceMultiQuery:
		return m.query(e.name), nil
	case sourceJoinedQuery:
		return joined(m.query(e.name)), nil
	case sourcePathParameter:
		if m.PathParameter != nil {
			if v, ok := m.PathParameter(e.name); ok {
				return []string{v}, nil
			}
		}
	case sourcePath:
		return []string{m.Path}, nil
	case sourceBody:
		if m.Body == "" {
			return []string{"{}"}, nil
		}
		return []string{m.Body}, nil
	case sourceBodyPath:
		return e.bodyPath(m)
	case sourceHTTPBody:
		if m.Body != "" {
			return []string{m.Body}, nil
		}
	case sourceHTTPBodyPath:
		return e.httpBodyPath(m)
	case sourceStageVariable:
		if v, ok := m.StageVariables[e.name]; ok {
			return []string{v}, nil
		}
	case sourceContext:
		if m.Context != nil {
			if v := m.Context.Lookup(e.path...); !v.IsNull() && v.Map() == nil && v.Object() == nil {
				return []string{text(v)}, nil
			}
		}
	case sourceConcatenation:
		return e.concatenate(m)
	}
	return nil, nil
}

// Value is the first of the values, for targets that take one.
func (e Expression) Value(m *Message) (value string, ok bool, err error) {
	values, err := e.Values(m)
	if err != nil || len(values) == 0 {
		return "", false, err
	}
	return values[0], true, nil
}

func last(values []string) []string { return values[max(len(values)-1, 0):] }

func joined(values []string) []string {
	if len(values) < 2 {
		return values
	}
	return []string{strings.Join(values, ",")}
}

// bodyPath reads a value out of a body. Only a body that begins like JSON is
// looked at.
func (e Expression) bodyPath(m *Message) ([]string, error) {
	body := strings.TrimLeft(m.Body, " \t\r\n")
	if body == "" || strings.IndexByte(`{["'`, body[0]) < 0 {
		return nil, nil
	}
	root, err := vtl.ParseJSON(m.Body)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrInvalidJSON, err)
	}
	return e.inJSON(root)
}

// maxHTTPBody is how much of a body an HTTP API looks at for a JSONPath. What is
// cut off there is no JSON, so nothing is found in it.
const maxHTTPBody = 100 << 10

// httpBodyPath reads a value out of a body. One that is no JSON has none.
func (e Expression) httpBodyPath(m *Message) ([]string, error) {
	root, err := vtl.ParseJSON(m.Body[:min(len(m.Body), maxHTTPBody)])
	if err != nil {
		return nil, nil //nolint:nilerr // the source is not there
	}
	return e.inJSON(root)
}

func (e Expression) inJSON(root vtl.Value) ([]string, error) {
	visits := maxVisits
	v, found, err := find(root, e.name, &visits)
	switch {
	case err != nil || !found || v.IsNull():
		return nil, err
	case v.Map() != nil || v.List() != nil:
		return []string{string(vtl.AppendJSON(nil, v))}, nil
	}
	return []string{v.String()}, nil
}

func (e Expression) concatenate(m *Message) ([]string, error) {
	var b strings.Builder
	for _, part := range e.parts {
		value, _, err := part.Value(m)
		if err != nil {
			return nil, err
		}
		b.WriteString(value)
	}
	return []string{b.String()}, nil
}
