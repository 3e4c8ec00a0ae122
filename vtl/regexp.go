package vtl

import (
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/dlclark/regexp2"
)

// regexpTimeout bounds one match: Java's patterns may backtrack without end. It is
// time on the clock, so it leaves room for a busy machine.
const regexpTimeout = 500 * time.Millisecond

// tooLong replaces the engine's error, which repeats the whole text.
func tooLong(pattern string) error {
	return fmt.Errorf("regular expression %q takes more than %v", pattern, regexpTimeout)
}

// regexpCache holds the patterns a template has used, up to a number.
type regexpCache struct {
	mu       sync.Mutex
	patterns map[string]*regexp2.Regexp
}

const maxPatterns = 64

func (c *regexpCache) compile(pattern string) (*regexp2.Regexp, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if re := c.patterns[pattern]; re != nil {
		return re, nil
	}
	re, err := regexp2.Compile(fromJava(pattern), regexp2.None)
	if err != nil {
		return nil, fmt.Errorf("regular expression %q: %w", pattern, err)
	}
	re.MatchTimeout = regexpTimeout
	if c.patterns == nil || len(c.patterns) >= maxPatterns {
		c.patterns = make(map[string]*regexp2.Regexp)
	}
	c.patterns[pattern] = re
	return re, nil
}

// posix are the classes of java.util.regex.Pattern by what stands inside a
// bracket.
var posix = map[string]string{
	"Lower": "a-z", "Upper": "A-Z", "ASCII": `\x00-\x7F`, "Alpha": "a-zA-Z", "Digit": "0-9",
	"Alnum": "a-zA-Z0-9", "Punct": `!-/:-@\[-` + "`" + `{-~`, "Graph": "!-~", "Print": " -~",
	"Blank": ` \t`, "Cntrl": `\x00-\x1F\x7F`, "XDigit": "0-9a-fA-F", "Space": ` \t\n\x0B\f\r`,
}

// fromJava rewrites a Java pattern for the engine at hand: \d, \w and \s mean
// ASCII, \Q...\E quotes, \h is a blank, POSIX classes are spelt out.
func fromJava(pattern string) string {
	if !strings.Contains(pattern, `\`) {
		return pattern
	}
	var b strings.Builder
	inClass := false
	class := func(set string) {
		if inClass {
			b.WriteString(set)
		} else {
			b.WriteString("[" + set + "]")
		}
	}
	for i := 0; i < len(pattern); i++ {
		c := pattern[i]
		switch {
		case c == '[':
			inClass = true
		case c == ']':
			inClass = false
		}
		if c != '\\' || i+1 >= len(pattern) {
			b.WriteByte(c)
			continue
		}
		i++
		switch pattern[i] {
		case 'd':
			class("0-9")
		case 'w':
			class("a-zA-Z0-9_")
		case 's':
			class(` \t\n\x0B\f\r`)
		case 'h':
			class(` \t`)
		case 'Q':
			text, _, found := strings.Cut(pattern[i+1:], `\E`)
			b.WriteString(regexp2.Escape(text))
			i += len(text)
			if found {
				i += len(`\E`)
			}
		case 'p':
			name, _, found := strings.Cut(strings.TrimPrefix(pattern[i+1:], "{"), "}")
			if set, ok := posix[name]; ok && found {
				class(set)
				i += len(name) + 2
				continue
			}
			b.WriteString(`\p`)
		default:
			b.WriteString(pattern[i-1 : i+1])
		}
	}
	return b.String()
}

// isLiteral reports whether a pattern matches just itself.
func isLiteral(pattern string) bool {
	return pattern != "" && !strings.ContainsAny(pattern, `\^$.|?*+()[]{}`)
}

func matches(r *renderer, v Value, args []Value) (Value, error) {
	pattern, ok := args[0].Text()
	if !ok {
		return Value{}, ErrNoMethod
	}
	if _, err := r.t.regexp.compile(pattern); err != nil {
		return Value{}, err // before the brackets around it hide what is wrong
	}
	re, err := r.t.regexp.compile(`\A(?:` + pattern + `)\z`)
	if err != nil {
		return Value{}, err
	}
	found, err := re.MatchString(v.str)
	if err != nil {
		return Value{}, tooLong(pattern)
	}
	return Bool(found), r.charge(10 + len(v.str)>>4)
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

func (r *renderer) replaceMatches(s, pattern, with string, count int) (Value, error) {
	re, err := r.t.regexp.compile(pattern)
	if err != nil {
		return Value{}, err
	}
	runes := []rune(s)
	var b strings.Builder
	from := 0
	m, err := re.FindRunesMatch(runes)
	for ; m != nil && count != 0; count-- {
		b.WriteString(string(runes[from:m.Index]))
		if err := expand(&b, with, m); err != nil {
			return Value{}, err
		}
		from = m.Index + m.Length
		if b.Len() > r.max {
			return Value{}, ErrOutput
		}
		if err := r.charge(4); err != nil {
			return Value{}, err
		}
		if m, err = re.FindNextMatch(m); err != nil {
			break
		}
	}
	if err != nil {
		return Value{}, tooLong(pattern)
	}
	b.WriteString(string(runes[from:]))
	return Str(b.String()), r.charge(10 + (len(s)+b.Len())>>4)
}

// expand writes a replacement as java.util.regex.Matcher reads it: $1 and
// ${name} are groups, a backslash takes the next character as it is.
func expand(b *strings.Builder, with string, m *regexp2.Match) error {
	for i := 0; i < len(with); i++ {
		switch c := with[i]; {
		case c == '\\':
			i++
			if i >= len(with) {
				return fmt.Errorf("replacement %q ends with a backslash", with)
			}
			b.WriteByte(with[i])
		case c == '$':
			group, length := groupAt(with[i+1:], m)
			if group == nil {
				return fmt.Errorf("replacement %q has a $ without a group", with)
			}
			b.WriteString(group.String())
			i += length
		default:
			b.WriteByte(c)
		}
	}
	return nil
}

// groupAt is the group named or numbered at the start of s, and the length of
// its name. As in Java, digits belong to the number as long as there is such a
// group.
func groupAt(s string, m *regexp2.Match) (*regexp2.Group, int) {
	if strings.HasPrefix(s, "{") {
		name, _, found := strings.Cut(s[1:], "}")
		if !found {
			return nil, 0
		}
		return m.GroupByName(name), len(name) + 2
	}
	if s == "" || !isDigit(s[0]) {
		return nil, 0
	}
	number, length := int(s[0]-'0'), 1
	for length < len(s) && isDigit(s[length]) {
		longer := number*10 + int(s[length]-'0')
		if longer >= m.GroupCount() {
			break
		}
		number = longer
		length++
	}
	if number >= m.GroupCount() {
		return nil, 0
	}
	return m.GroupByNumber(number), length
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
	re, err := r.t.regexp.compile(pattern)
	if err != nil {
		return nil, err
	}
	runes := []rune(s)
	var parts []string
	from := 0
	m, err := re.FindRunesMatch(runes)
	for m != nil && (limit <= 0 || len(parts) < limit-1) {
		switch {
		case m.Length == 0 && (m.Index == 0 || m.Index == len(runes)):
			// An empty match at either end parts nothing.
		default:
			parts = append(parts, string(runes[from:m.Index]))
			from = m.Index + m.Length
		}
		if err := r.charge(4); err != nil {
			return nil, err
		}
		if m, err = re.FindNextMatch(m); err != nil {
			break
		}
	}
	if err != nil {
		return nil, tooLong(pattern)
	}
	return append(parts, string(runes[from:])), nil
}
