package dataplane

import (
	"encoding/json"
	"strings"

	"github.com/apigen-go/apigen/internal/mapping"
)

// A text is a template of a gateway response: text in which variables stand,
// replaced one by one. It is no VTL.
type text struct {
	source string
	parts  []textPart
}

type textPart struct {
	literal string
	value   *mapping.Expression // nil is a literal
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
		e, err := mapping.ParseRequest(name)
		if err != nil {
			literal(before + "$")
			s = after
			continue
		}
		literal(before)
		t.parts = append(t.parts, textPart{value: &e})
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
func (t text) expand(m *mapping.Message) string {
	var b strings.Builder
	for _, p := range t.parts {
		b.WriteString(p.literal)
		if p.value != nil {
			value, _, _ := p.value.Value(m) // a body that is no JSON has no value here
			b.WriteString(value)
		}
	}
	return b.String()
}

// A uri is an integration's URI in which ${stageVariables.NAME} is replaced
// when a request comes. Other ${...} stay as they are.
type uri struct{ parts []uriPart }

type uriPart struct {
	literal  string
	variable string // behind the literal; empty is none
}

func parseURI(s string) uri {
	var u uri
	const open = "${stageVariables."
	for {
		before, after, found := strings.Cut(s, open)
		name, rest, closed := strings.Cut(after, "}")
		if !found || !closed {
			u.parts = append(u.parts, uriPart{literal: s})
			return u
		}
		u.parts = append(u.parts, uriPart{literal: before, variable: name})
		s = rest
	}
}

// isConstant reports whether no stage variable is in the URI.
func (u uri) isConstant() bool { return len(u.parts) == 1 }

// expand gives the URI for a stage; an unknown variable is empty text.
func (u uri) expand(variables map[string]string) string {
	if u.isConstant() {
		return u.parts[0].literal
	}
	var b strings.Builder
	for _, p := range u.parts {
		b.WriteString(p.literal)
		b.WriteString(variables[p.variable])
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
