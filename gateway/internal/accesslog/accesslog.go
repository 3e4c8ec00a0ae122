// Package accesslog writes the lines of a stage's access log in the format the
// stage has: text in which $context variables stand.
package accesslog

import (
	"errors"
	"regexp"
	"strings"
)

// A Format is a parsed format.
type Format struct {
	parts []part
}

type part struct {
	literal string
	path    []string // of the variable behind the literal; nil is none
}

var variable = regexp.MustCompile(`\$context((?:\.[A-Za-z0-9_:-]*[A-Za-z0-9_])+)`)

// Parse reads a format: one line, which names the request by its id.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging.html
func Parse(text string) (Format, error) {
	text = strings.TrimSuffix(text, "\n")
	if strings.ContainsAny(text, "\r\n") {
		return Format{}, errors.New("the access log format must be a single line")
	}
	if !strings.Contains(text, "$context.requestId") && !strings.Contains(text, "$context.extendedRequestId") {
		return Format{}, errors.New("the access log format must include at least $context.requestId")
	}
	var f Format
	from := 0
	for _, m := range variable.FindAllStringSubmatchIndex(text, -1) {
		f.parts = append(f.parts, part{text[from:m[0]], strings.Split(text[m[2]+1:m[3]], ".")})
		from = m[1]
	}
	f.parts = append(f.parts, part{literal: text[from:]})
	return f, nil
}

// Append adds one line. Lookup gives the text of a variable by its path behind
// $context; one without a value is written as a hyphen. Line breaks in values
// become spaces, so that nobody writes lines of their own.
func (f Format) Append(b []byte, lookup func(path ...string) string) []byte {
	for _, p := range f.parts {
		b = append(b, p.literal...)
		if p.path == nil {
			continue
		}
		value := lookup(p.path...)
		if value == "" {
			value = "-"
		}
		b = append(b, oneLine.Replace(value)...)
	}
	return append(b, '\n')
}

var oneLine = strings.NewReplacer("\r", " ", "\n", " ")
