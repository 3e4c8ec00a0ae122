package sample

import (
	"encoding/base64"
	"math"
	"regexp"
	"regexp/syntax"
	"strings"
	"unicode/utf8"

	"github.com/apigen-go/apigen/internal/openapi"
)

// formats are values of the formats that schemas may ask for.
var formats = map[string]string{
	"date-time": "2026-01-02T15:04:05Z", "date": "2026-01-02", "time": "15:04:05Z", "duration": "PT1H",
	"email": "somebody@example.com", "hostname": "example.com", "ipv4": "192.0.2.1", "ipv6": "2001:db8::1",
	"uri": "https://example.com", "url": "https://example.com", "uri-reference": "/",
	"uuid": "123e4567-e89b-42d3-a456-426614174000", "byte": base64.StdEncoding.EncodeToString([]byte("text")),
}

// text is a text of the format, the pattern or else the name, as long as it has
// to be.
func text(schema *openapi.Node, name string) (string, bool) {
	least, most := count(schema.Get("minLength"), 0), count(schema.Get("maxLength"), math.Inf(1))
	if least > maxText {
		return "", false
	}
	fits := func(made string) bool {
		n := utf8.RuneCountInString(made)
		return n >= least && n <= most
	}
	if of, ok := formats[schema.Get("format").StringOr("")]; ok {
		return of, fits(of)
	}
	if pattern := schema.Get("pattern").StringOr(""); pattern != "" {
		return matching(pattern, least, fits)
	}
	made := name
	for made != "" && utf8.RuneCountInString(made) < least {
		made += name
	}
	if runes := []rune(made); len(runes) > most {
		made = string(runes[:most])
	}
	return made, fits(made)
}

// matching looks for a text that a pattern matches: the shortest one, then
// longer ones.
func matching(pattern string, least int, fits func(string) bool) (string, bool) {
	tree, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil {
		return "", false // Java knows more
	}
	match, err := regexp.Compile(pattern)
	if err != nil {
		return "", false
	}
	for times := range min(least, 256) + 2 {
		var b strings.Builder
		if !writeMatch(&b, tree, times) {
			return "", false
		}
		if made := b.String(); fits(made) && match.MatchString(made) {
			return made, true
		}
	}
	return "", false
}

// writeMatch writes a text that an expression matches, with each repetition as often
// as asked for, within its limits.
func writeMatch(b *strings.Builder, e *syntax.Regexp, times int) bool {
	repeat := func(least, most int) bool {
		n := max(times, least)
		if most >= 0 {
			n = min(n, most)
		}
		for range n {
			if !writeMatch(b, e.Sub[0], times) || b.Len() > maxText {
				return false
			}
		}
		return true
	}
	switch e.Op {
	case syntax.OpLiteral:
		b.WriteString(string(e.Rune))
	case syntax.OpCharClass:
		if len(e.Rune) == 0 {
			return false
		}
		b.WriteRune(plainest(e.Rune))
	case syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		b.WriteByte('a')
	case syntax.OpCapture:
		return writeMatch(b, e.Sub[0], times)
	case syntax.OpConcat:
		for _, sub := range e.Sub {
			if !writeMatch(b, sub, times) {
				return false
			}
		}
	case syntax.OpAlternate:
		return writeMatch(b, e.Sub[0], times)
	case syntax.OpStar:
		return repeat(0, -1)
	case syntax.OpPlus:
		return repeat(1, -1)
	case syntax.OpQuest:
		return repeat(0, 1)
	case syntax.OpRepeat:
		return repeat(e.Min, e.Max)
	case syntax.OpNoMatch:
		return false
	}
	return true
}

// plainest is the character of a class that is easiest to read: a letter, a digit, or
// else the first.
func plainest(ranges []rune) rune {
	for _, wanted := range "aA1" {
		for i := 0; i+1 < len(ranges); i += 2 {
			if ranges[i] <= wanted && wanted <= ranges[i+1] {
				return wanted
			}
		}
	}
	return ranges[0]
}
