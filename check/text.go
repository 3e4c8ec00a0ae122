package check

import (
	"unicode/utf16"
	"unicode/utf8"
)

// text reads a string; pos is at its opening quote. The bytes are part of the
// document, unless the string has escapes.
func (r *Reader) text() ([]byte, bool) {
	d, start := r.data, r.pos+1
	for i := start; i < len(d); {
		c := d[i]
		switch {
		case c == '"':
			r.pos = i + 1
			return d[start:i], true
		case c == '\\':
			return r.escaped(start, i)
		case c < ' ':
			return nil, false
		case c < utf8.RuneSelf:
			i++
		default:
			char, size := utf8.DecodeRune(d[i:])
			if char == utf8.RuneError && size == 1 {
				return nil, false
			}
			i += size
		}
	}
	return nil, false
}

// escaped reads the rest of a string with an escape at i.
func (r *Reader) escaped(start, i int) ([]byte, bool) {
	d := r.data
	out := append(make([]byte, 0, 2*(i-start)+32), d[start:i]...)
	for i < len(d) {
		c := d[i]
		switch {
		case c == '"':
			r.pos = i + 1
			return out, true
		case c < ' ':
			return nil, false
		case c == '\\':
			var ok bool
			if out, i, ok = unescape(out, d, i+1); !ok {
				return nil, false
			}
		case c < utf8.RuneSelf:
			out = append(out, c)
			i++
		default:
			char, size := utf8.DecodeRune(d[i:])
			if char == utf8.RuneError && size == 1 {
				return nil, false
			}
			out = append(out, d[i:i+size]...)
			i += size
		}
	}
	return nil, false
}

// unescape reads what stands behind a backslash and returns where to go on.
func unescape(out, d []byte, i int) ([]byte, int, bool) {
	if i >= len(d) {
		return nil, 0, false
	}
	switch c := d[i]; c {
	case '"', '\\', '/':
		return append(out, c), i + 1, true
	case 'b':
		return append(out, '\b'), i + 1, true
	case 'f':
		return append(out, '\f'), i + 1, true
	case 'n':
		return append(out, '\n'), i + 1, true
	case 'r':
		return append(out, '\r'), i + 1, true
	case 't':
		return append(out, '\t'), i + 1, true
	case 'u':
	default:
		return nil, 0, false
	}
	char, ok := hex(d, i+1)
	if !ok {
		return nil, 0, false
	}
	i += 5
	if !utf16.IsSurrogate(char) {
		return utf8.AppendRune(out, char), i, true
	}
	// Half a pair alone becomes U+FFFD, as encoding/json has it.
	if i+1 < len(d) && d[i] == '\\' && d[i+1] == 'u' {
		if low, ok := hex(d, i+2); ok {
			if both := utf16.DecodeRune(char, low); both != utf8.RuneError {
				return utf8.AppendRune(out, both), i + 6, true
			}
		}
	}
	return utf8.AppendRune(out, utf8.RuneError), i, true
}

// hex reads four hexadecimal digits.
func hex(d []byte, i int) (rune, bool) {
	if i+4 > len(d) {
		return 0, false
	}
	var n rune
	for _, c := range d[i : i+4] {
		n <<= 4
		switch {
		case '0' <= c && c <= '9':
			n |= rune(c - '0')
		case 'a' <= c && c <= 'f':
			n |= rune(c-'a') + 10
		case 'A' <= c && c <= 'F':
			n |= rune(c-'A') + 10
		default:
			return 0, false
		}
	}
	return n, true
}
