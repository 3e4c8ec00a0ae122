package dataplane

import (
	"encoding/json"
	"strings"
)

// An expression is the source of a parameter mapping: 'text' in single quotes,
// or a name such as method.request.header.Accept, context.requestId or
// stageVariables.origin. See
// https://docs.aws.amazon.com/apigateway/latest/developerguide/request-response-data-mappings.html
type expression struct {
	static bool
	text   string // the constant
	source string // method.request.header, context, ...
	name   string // what follows it
}

// A headerMapping gives a header of the answer a value.
type headerMapping struct {
	name  string
	value expression
}

// expressionSources are the sources that are served, the longer names first.
var expressionSources = []string{
	"method.request.multivaluequerystring.", "method.request.multivalueheader.",
	"method.request.querystring.", "method.request.header.", "method.request.path.",
	"integration.response.multivalueheader.", "integration.response.header.",
	"stageVariables.", "context.",
}

func parseExpression(s string) expression {
	if len(s) >= 2 && s[0] == '\'' && s[len(s)-1] == '\'' {
		return expression{static: true, text: s[1 : len(s)-1]}
	}
	for _, source := range expressionSources {
		if name, ok := cutPrefix(s, source); ok {
			return expression{source: source, name: name}
		}
	}
	return expression{}
}

// served reports whether the expression has a meaning here.
func (e expression) served() bool { return e.static || e.source != "" }

// eval gives the value. Without one the mapping is dropped, which is no error
// (recorded, test_parameters_mapping). The backend's header is nil before the
// integration has answered.
func (e expression) eval(x *exchange, backend header) (string, bool) {
	if e.static {
		return e.text, true
	}
	last := func(values []string) (string, bool) {
		if len(values) == 0 {
			return "", false
		}
		return values[len(values)-1], true
	}
	all := func(values []string) (string, bool) { return strings.Join(values, ","), len(values) > 0 }
	switch e.source {
	case "method.request.header.":
		return last(x.headerValues(e.name))
	case "method.request.multivalueheader.":
		return all(x.headerValues(e.name))
	case "method.request.querystring.":
		return last(x.query[e.name])
	case "method.request.multivaluequerystring.":
		return all(x.query[e.name])
	case "method.request.path.":
		value, ok := x.pathParams()[e.name]
		return value, ok
	case "integration.response.header.":
		return last(backend.values(e.name))
	case "integration.response.multivalueheader.":
		return all(backend.values(e.name))
	case "stageVariables.":
		value, ok := x.stage.Variables[e.name]
		return value, ok
	case "context.":
		return x.contextValue(e.name)
	}
	return "", false
}

// A text is a template of a gateway response: text in which variables stand,
// replaced one by one. It is no VTL.
type text struct {
	source string
	parts  []textPart
}

type textPart struct {
	literal string
	value   expression // used when it is served
}

// parseText finds the variables of a gateway response's template:
// $context.NAME, $stageVariables.NAME and $method.request.header.NAME with
// their like.
func parseText(s string) text {
	t := text{source: s}
	literal := func(s string) {
		if s != "" {
			t.parts = append(t.parts, textPart{literal: s})
		}
	}
	for {
		before, after, found := strings.Cut(s, "$")
		if !found {
			literal(s)
			return t
		}
		braced := strings.HasPrefix(after, "{")
		name := variableName(strings.TrimPrefix(after, "{"))
		end := len(name)
		if braced {
			end++
			if end >= len(after) || after[end] != '}' {
				name = ""
			}
			end++
		}
		e := parseExpression(name)
		if !e.served() || e.static {
			literal(before + "$")
			s = after
			continue
		}
		literal(before)
		t.parts = append(t.parts, textPart{value: e})
		s = after[end:]
	}
}

// variableName gives the name at the beginning of s; a period that ends a
// sentence is no part of it.
func variableName(s string) string {
	i := 0
	for i < len(s) && (s[i] == '.' || s[i] == '_' || s[i] == '-' || isAlphanumeric(s[i])) {
		i++
	}
	return strings.TrimRight(s[:i], ".-")
}

func isAlphanumeric(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
}

// expand puts the values in; a variable without one is left empty.
func (t text) expand(x *exchange) string {
	var b strings.Builder
	for _, p := range t.parts {
		b.WriteString(p.literal)
		if p.value.source != "" {
			value, _ := p.value.eval(x, nil)
			b.WriteString(value)
		}
	}
	return b.String()
}

// A uri is an integration's URI in which ${stageVariables.NAME} is replaced
// when a request comes. Other ${...} stay as they are.
type uri struct{ parts []textPart }

func parseURI(s string) uri {
	var u uri
	const open = "${stageVariables."
	for {
		before, after, found := strings.Cut(s, open)
		name, rest, closed := strings.Cut(after, "}")
		if !found || !closed {
			u.parts = append(u.parts, textPart{literal: s})
			return u
		}
		u.parts = append(u.parts, textPart{literal: before}, textPart{value: expression{source: "stageVariables.", name: name}})
		s = rest
	}
}

// expand gives the URI for a stage; an unknown variable is empty text.
func (u uri) expand(variables map[string]string) string {
	if len(u.parts) == 1 {
		return u.parts[0].literal
	}
	var b strings.Builder
	for _, p := range u.parts {
		b.WriteString(p.literal)
		b.WriteString(variables[p.value.name])
	}
	return b.String()
}

// quote writes s as a JSON string without escaping HTML.
func quote(s string) string {
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	_ = enc.Encode(s) // a string always encodes
	return strings.TrimSuffix(b.String(), "\n")
}
