package typescript

import (
	"bytes"
	"encoding/json"
	"regexp"
	"strings"

	"github.com/apigen-go/apigen/internal/generate/contract"
)

// quote writes a string as JavaScript does: JSON's strings are a part of
// JavaScript's (ECMA-262, from 2019 on).
func quote(s string) string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	_ = e.Encode(s) // a string always encodes
	return strings.TrimSuffix(b.String(), "\n")
}

var plainName = regexp.MustCompile(`^[A-Za-z_$][A-Za-z0-9_$]*$`)

// member writes the name of a member of an object, quoted where it must be. A
// member may be called like a reserved word.
func member(name string) string {
	if plainName.MatchString(name) && name != "__proto__" {
		return name
	}
	if name == "__proto__" {
		return `["__proto__"]` // in quotes alone it would set the prototype
	}
	return quote(name)
}

// literal writes a JSON scalar.
func literal(v contract.Value) string {
	if v.Kind == contract.String {
		return quote(v.Text)
	}
	return v.Text
}

// doc writes a documentation comment. An empty text writes none.
func (s *source) doc(indent, text string) {
	text = strings.ReplaceAll(strings.TrimSpace(text), "*/", "*\\/")
	if text == "" {
		return
	}
	lines := strings.Split(text, "\n")
	if len(lines) == 1 {
		s.printf("%s/** %s */\n", indent, lines[0])
		return
	}
	s.printf("%s/**\n", indent)
	for _, line := range lines {
		s.printf("%s\n", strings.TrimRight(indent+" * "+line, " "))
	}
	s.printf("%s */\n", indent)
}

// quoted writes strings, comma-separated.
func quoted(list []string) string {
	all := make([]string, len(list))
	for i, s := range list {
		all[i] = quote(s)
	}
	return strings.Join(all, ", ")
}
