package vtl

import (
	"fmt"
	"strings"

	"github.com/apigen-go/apigen/internal/javaregexp"
)

// isLiteral reports whether a pattern matches just itself.
func isLiteral(pattern string) bool {
	return pattern != "" && !strings.ContainsAny(pattern, `\^$.|?*+()[]{}`)
}

func matches(r *renderer, v Value, args []Value) (Value, error) {
	source, ok := args[0].Text()
	if !ok {
		return Value{}, ErrNoMethod
	}
	p, err := r.t.patterns.compileWhole(source)
	if err != nil {
		return Value{}, err
	}
	found, err := p.matches(r, v.str)
	return Bool(found), err
}

// replaceRegexp replaces the first matches, or all of them for -1.
func replaceRegexp(count int) method {
	return func(r *renderer, v Value, args []Value) (Value, error) {
		pattern, ok1 := args[0].Text()
		with, ok2 := args[1].Text()
		if !ok1 || !ok2 {
			return Value{}, ErrNoMethod
		}
		if isLiteral(pattern) && !strings.ContainsAny(with, `\$`) {
			places := strings.Count(v.str, pattern)
			if count >= 0 {
				places = min(places, count)
			}
			if err := r.chargeReplacement(v.str, places, len(with)); err != nil {
				return Value{}, err
			}
			return Str(strings.Replace(v.str, pattern, with, count)), nil
		}
		return r.replaceMatches(v.str, pattern, with, count)
	}
}

func (r *renderer) replaceMatches(s, source, with string, count int) (Value, error) {
	p, err := r.t.patterns.compile(source)
	if err != nil {
		return Value{}, err
	}
	found, err := p.find(r, s, count)
	if err != nil {
		return Value{}, err
	}
	var b strings.Builder
	from := 0
	for _, m := range found {
		b.WriteString(s[from:m[0]])
		if err := expand(&b, with, s, p, m); err != nil {
			return Value{}, err
		}
		from = m[1]
		if b.Len() > r.max {
			return Value{}, ErrOutput
		}
	}
	b.WriteString(s[from:])
	return Str(b.String()), r.chargeText(b.Len())
}

// expand writes a replacement as java.util.regex.Matcher reads it: $1 and
// ${name} are groups, a backslash takes the next character as it is.
func expand(b *strings.Builder, with, s string, p *pattern, m javaregexp.Match) error {
	for i := 0; i < len(with); i++ {
		switch c := with[i]; {
		case c == '\\':
			i++
			if i >= len(with) {
				return fmt.Errorf("replacement %q ends with a backslash", with)
			}
			b.WriteByte(with[i])
		case c == '$':
			group, length := groupAt(with[i+1:], p, m)
			if group < 0 {
				return fmt.Errorf("replacement %q has a $ without a group", with)
			}
			if m[2*group] >= 0 {
				b.WriteString(s[m[2*group]:m[2*group+1]])
			}
			i += length
		default:
			b.WriteByte(c)
		}
	}
	return nil
}

// groupAt is the number of the group named or numbered at the start of s, or -1,
// and the length of its name. As in Java, digits belong to the number as long as
// there is such a group.
func groupAt(s string, p *pattern, m javaregexp.Match) (group, length int) {
	count := len(m) / 2
	if strings.HasPrefix(s, "{") {
		name, _, found := strings.Cut(s[1:], "}")
		if !found {
			return -1, 0
		}
		return p.Group(name), len(name) + 2
	}
	if s == "" || !isDigit(s[0]) {
		return -1, 0
	}
	number, length := int(s[0]-'0'), 1
	for length < len(s) && isDigit(s[length]) {
		longer := number*10 + int(s[length]-'0')
		if longer >= count {
			break
		}
		number = longer
		length++
	}
	if number >= count {
		return -1, 0
	}
	return number, length
}

// split is String.split: a limit above zero bounds the parts, zero drops empty
// parts at the end, below zero keeps them.
func split(r *renderer, v Value, args []Value) (Value, error) {
	pattern, ok := args[0].Text()
	limit := 0
	if len(args) == 2 {
		if args[1].kind != KindInt {
			return Value{}, ErrNoMethod
		}
		limit = int(min(max(args[1].Int(), -1), 1<<31))
	}
	if !ok {
		return Value{}, ErrNoMethod
	}
	parts, err := r.splitText(v.str, pattern, limit)
	if err != nil {
		return Value{}, err
	}
	if limit == 0 && len(parts) > 1 {
		for len(parts) > 0 && parts[len(parts)-1] == "" {
			parts = parts[:len(parts)-1]
		}
	}
	return r.array(len(parts), func(i int) Value { return Str(parts[i]) })
}

func (r *renderer) splitText(s, pattern string, limit int) ([]string, error) {
	if err := r.chargeText(len(s)); err != nil {
		return nil, err
	}
	if isLiteral(pattern) {
		if limit <= 0 {
			limit = -1
		}
		return strings.SplitN(s, pattern, limit), nil
	}
	p, err := r.t.patterns.compile(pattern)
	if err != nil {
		return nil, err
	}
	found, err := p.find(r, s, -1)
	if err != nil {
		return nil, err
	}
	var parts []string
	from := 0
	for _, m := range found {
		if limit > 0 && len(parts) >= limit-1 {
			break
		}
		if m[0] == m[1] && (m[0] == 0 || m[0] == len(s)) {
			continue // an empty match at either end parts nothing
		}
		parts = append(parts, s[from:m[0]])
		from = m[1]
	}
	return append(parts, s[from:]), nil
}
