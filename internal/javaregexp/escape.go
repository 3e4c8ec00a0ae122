package javaregexp

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf16"
)

// unquote writes \Q...\E with every character escaped, as Java does before it
// reads a pattern.
func unquote(pattern string) string {
	if !strings.Contains(pattern, `\Q`) {
		return pattern
	}
	var b strings.Builder
	source := []rune(pattern)
	quoted := false
	for i := 0; i < len(source); i++ {
		c := source[i]
		next := rune(0)
		if i+1 < len(source) {
			next = source[i+1]
		}
		switch {
		case c == '\\' && quoted && next == 'E', c == '\\' && !quoted && next == 'Q':
			quoted = !quoted
			i++
			if quoted && i+1 < len(source) && source[i+1] >= '0' && source[i+1] <= '9' {
				b.WriteString(`\x3`) // a digit that is no part of a number before it
			}
		case c == '\\' && !quoted && next != 0:
			b.WriteRune(c)
			b.WriteRune(next)
			i++
		case quoted && c < 0x80 && !isLetter(c) && (c < '0' || c > '9'):
			b.WriteByte('\\')
			b.WriteRune(c)
		default:
			b.WriteRune(c)
		}
	}
	return b.String()
}

// escape reads what follows a backslash outside a class.
func (t *translation) escape() error {
	if t.pos >= len(t.source) {
		return t.errorf("a backslash ends the pattern")
	}
	c := t.source[t.pos]
	if c >= '1' && c <= '9' {
		return t.reference()
	}
	t.pos++
	switch c {
	case 'A':
		t.write(`\A`)
	case 'z':
		t.write(`\z`)
	case 'Z':
		before := t.mode.multiline
		t.mode.multiline = false
		t.dollar()
		t.mode.multiline = before
	case 'b', 'B':
		t.write(`\` + string(c))
		t.ascii = true // Java's know letters of all alphabets
	case 'G':
		t.differ(`\G`, "")
	case 'R':
		t.write(`(?:\r\n|` + string(vertical.class()) + `)`)
	case 'k':
		if !t.accept("<") {
			return t.errorf(`\k is not followed by < for a named group`)
		}
		name, err := t.groupName()
		if err != nil {
			return err
		}
		n, ok := t.names[name]
		if !ok {
			return t.errorf("group %s does not exist", name)
		}
		t.backReference(n)
	default:
		t.pos--
		s, single, err := t.escaped()
		if err != nil {
			return err
		}
		if single >= 0 {
			t.literal(single)
		} else {
			t.set(s)
		}
	}
	return nil
}

// reference reads \1: more digits belong to the number as long as there is such a
// group.
func (t *translation) reference() error {
	n := int(t.source[t.pos] - '0')
	t.pos++
	for t.pos < len(t.source) && t.source[t.pos] >= '0' && t.source[t.pos] <= '9' {
		longer := n*10 + int(t.source[t.pos]-'0')
		if longer > t.groups {
			break
		}
		n = longer
		t.pos++
	}
	t.backReference(n)
	return nil
}

func (t *translation) backReference(n int) {
	switch {
	case n > t.groups:
		t.differ("(?!)", "") // a group that took no part matches nothing
	case t.mode.fold:
		t.differ(`(?i:\`+strconv.Itoa(n)+`)`, "")
	default:
		t.differ(`(?:\`+strconv.Itoa(n)+`)`, "")
	}
}

// escaped reads what follows a backslash in a class and outside: a set, or a
// single character, which is negative for a set.
func (t *translation) escaped() (s set, single rune, err error) {
	c := t.source[t.pos]
	t.pos++
	if s := t.predefined(unicode.ToLower(c)); s != nil && isLetter(c) {
		if unicode.IsUpper(c) {
			s = s.not()
		}
		return s, -1, nil
	}
	switch c {
	case 'p', 'P':
		s, err = t.propertyClass()
		if err == nil && c == 'P' {
			s = s.not()
		}
		return s, -1, err
	case 't':
		return nil, '\t', nil
	case 'n':
		return nil, '\n', nil
	case 'r':
		return nil, '\r', nil
	case 'f':
		return nil, '\f', nil
	case 'a':
		return nil, 7, nil
	case 'e':
		return nil, 0x1B, nil
	case 'c':
		if t.pos >= len(t.source) {
			return nil, 0, t.errorf("illegal control escape sequence")
		}
		t.pos++
		return nil, t.source[t.pos-1] ^ 64, nil
	case '0':
		single, err = t.octal()
		return nil, single, err
	case 'x':
		single, err = t.hexadecimal()
		return nil, single, err
	case 'u':
		single, err = t.unit()
		return nil, single, err
	}
	if isLetter(c) || c >= '1' && c <= '9' {
		return nil, 0, t.errorf(`illegal escape sequence \%c`, c)
	}
	return nil, c, nil
}

// predefined is what \d, \w, \s, \h and \v take, nil for another letter.
func (t *translation) predefined(c rune) set {
	wide := t.mode.unicodeClass
	switch c {
	case 'd':
		if wide {
			return ofTable(unicode.Nd)
		}
		return digits
	case 'w':
		if wide {
			return union(properties["alphabetic"](), ofTable(unicode.M, unicode.Nd, unicode.Pc, unicode.Join_Control))
		}
		return words
	case 's':
		if wide {
			return ofTable(unicode.White_Space)
		}
		return spaces
	case 'h':
		return horizontal
	case 'v':
		return vertical
	}
	return nil
}

// propertyClass reads what follows \p: one letter, or a name in braces.
func (t *translation) propertyClass() (set, error) {
	if t.pos >= len(t.source) {
		return nil, t.errorf(`\p wants the name of a class`)
	}
	name := string(t.source[t.pos])
	t.pos++
	if name == "{" {
		from := t.pos
		for t.pos < len(t.source) && t.source[t.pos] != '}' {
			t.pos++
		}
		if t.pos >= len(t.source) {
			return nil, t.errorf("unclosed character family")
		}
		name = string(t.source[from:t.pos])
		t.pos++
	}
	s, err := property(name, t.mode.unicodeClass)
	if err == nil && t.mode.fold {
		switch name {
		case "Lower", "Upper":
			s = s.folded(false)
		case "javaLowerCase", "javaUpperCase", "Ll", "Lu", "Lt":
			s = union(ofTable(unicode.Lu, unicode.Ll, unicode.Lt), s)
		}
	}
	return s, err
}

// octal reads \0n, \0nn and \0mnn.
func (t *translation) octal() (rune, error) {
	n, digits := rune(0), 0
	for t.pos < len(t.source) && digits < 3 && t.source[t.pos] >= '0' && t.source[t.pos] <= '7' {
		if digits == 2 && n > 037 {
			break
		}
		n = n*8 + t.source[t.pos] - '0'
		t.pos++
		digits++
	}
	if digits == 0 {
		return 0, t.errorf("illegal octal escape sequence")
	}
	return n, nil
}

// hexadecimal reads what follows \x: two digits, or as many as stand in braces.
func (t *translation) hexadecimal() (rune, error) {
	if t.pos >= len(t.source) || t.source[t.pos] != '{' {
		return t.hex(2)
	}
	t.pos++
	from := t.pos
	for t.pos < len(t.source) && t.source[t.pos] != '}' {
		t.pos++
	}
	n, err := strconv.ParseUint(string(t.source[from:t.pos]), 16, 32)
	if t.pos >= len(t.source) || err != nil || n > unicode.MaxRune {
		return 0, t.errorf("illegal hexadecimal escape sequence")
	}
	t.pos++
	return rune(n), nil
}

// unit reads what follows \u: a unit of UTF-16, or two that are one character.
func (t *translation) unit() (rune, error) {
	c, err := t.hex(4)
	if err == nil && utf16.IsSurrogate(c) && strings.HasPrefix(string(t.source[t.pos:]), `\u`) {
		before := t.pos
		t.pos += len(`\u`)
		if low, err := t.hex(4); err == nil && utf16.DecodeRune(c, low) != unicode.ReplacementChar {
			return utf16.DecodeRune(c, low), nil
		}
		t.pos = before
	}
	return c, err
}

func (t *translation) hex(digits int) (rune, error) {
	if t.pos+digits <= len(t.source) {
		if n, err := strconv.ParseUint(string(t.source[t.pos:t.pos+digits]), 16, 32); err == nil {
			t.pos += digits
			return rune(n), nil
		}
	}
	return 0, t.errorf("illegal escape sequence, want %d hexadecimal digits", digits)
}
