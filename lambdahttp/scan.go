package lambdahttp

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math/bits"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
	"unsafe"
)

// maxDepth is how deep values of an event may nest. Authorizers may put nested
// values into events of HTTP APIs, but nobody means a hundred levels.
const maxDepth = 100

// A scanner reads JSON text (RFC 8259) from front to back. The first error
// sticks, and everything after it reads as nothing. As in encoding/json,
// text that is not UTF-8 and lone surrogates read as U+FFFD.
type scanner struct {
	b     []byte // the text
	s     string // the same text; strings that are found are parts of it
	i     int    // the next byte
	depth int
	err   error
}

// newScanner returns a scanner of a text. It only reads the bytes.
func newScanner(text string) scanner {
	return scanner{b: unsafe.Slice(unsafe.StringData(text), len(text)), s: text} //nolint:gosec // nobody writes to the bytes
}

// A span is a value in the text, white space around it excluded. Lambda's
// events are of a few megabytes at most.
type span struct{ start, end int32 }

// from is the span from start to where the scanner stands.
func (sc *scanner) from(start int) span { return span{int32(start), int32(sc.i)} }

func (sp span) size() int { return int(sp.end - sp.start) }

func (sp span) empty() bool { return sp.end == 0 }

func (sc *scanner) raw(sp span) string { return sc.s[sp.start:sp.end] }

// at returns a scanner for a value that was skipped before.
func (sc *scanner) at(sp span) scanner {
	return scanner{b: sc.b[:sp.end], s: sc.s[:sp.end], i: int(sp.start)}
}

func (sc *scanner) fail(format string, args ...any) {
	if sc.err == nil {
		sc.err = fmt.Errorf("offset %d: "+format, append([]any{sc.i}, args...)...)
	}
	sc.i = len(sc.b)
}

// unexpected fails because of the next byte.
func (sc *scanner) unexpected(want string) {
	if sc.i >= len(sc.b) {
		sc.fail("unexpected end, want %s", want)
		return
	}
	sc.fail("unexpected %q, want %s", rune(sc.b[sc.i]), want)
}

// peek skips white space and returns the byte after it, or 0 at the end.
func (sc *scanner) peek() byte {
	for sc.i < len(sc.b) {
		switch c := sc.b[sc.i]; c {
		case ' ', '\t', '\n', '\r':
			sc.i++
		default:
			return c
		}
	}
	return 0
}

// object reads an object, or null, and calls member with each name. The
// function must read or skip the value.
func (sc *scanner) object(member func(name string)) {
	if !sc.open('{', "an object") {
		return
	}
	for sc.err == nil {
		if sc.peek() != '"' {
			sc.unexpected("a member name")
			return
		}
		name := sc.str()
		if sc.peek() != ':' {
			sc.unexpected("':'")
			return
		}
		sc.i++
		member(name)
		if !sc.more('}') {
			return
		}
	}
}

// array reads an array, or null, and calls element before each element.
func (sc *scanner) array(element func()) {
	if !sc.open('[', "an array") {
		return
	}
	for sc.err == nil {
		element()
		if !sc.more(']') {
			return
		}
	}
}

// open enters an object or an array. It is false when there is nothing in it.
func (sc *scanner) open(bracket byte, what string) bool {
	switch sc.peek() {
	case bracket:
	case 'n':
		sc.literal("null")
		return false
	default:
		sc.unexpected(what + " or null")
		return false
	}
	if sc.depth++; sc.depth > maxDepth {
		sc.fail("values nest more than %d deep", maxDepth)
		return false
	}
	sc.i++
	if sc.peek() == bracket+2 { // ] and } stand two behind [ and { in ASCII
		sc.i++
		sc.depth--
		return false
	}
	return true
}

// more reads what follows an element: a comma, or the closing bracket.
func (sc *scanner) more(bracket byte) bool {
	if sc.err != nil {
		return false
	}
	switch sc.peek() {
	case ',':
		sc.i++
		return true
	case bracket:
		sc.i++
		sc.depth--
		return false
	}
	sc.unexpected("',' or '" + string(rune(bracket)) + "'")
	return false
}

// skip reads any value and returns where it stands.
func (sc *scanner) skip() span {
	c := sc.peek()
	start := sc.i
	switch c {
	case '"':
		sc.quoted()
	case '{':
		sc.object(func(string) { sc.skip() })
	case '[':
		sc.array(func() { sc.skip() })
	case 't':
		sc.literal("true")
	case 'f':
		sc.literal("false")
	case 'n':
		sc.literal("null")
	default:
		sc.number()
	}
	return sc.from(start)
}

// skipNonNull is [scanner.skip] with the empty span for null.
func (sc *scanner) skipNonNull() span {
	if sc.peek() == 'n' {
		sc.literal("null")
		return span{}
	}
	return sc.skip()
}

func (sc *scanner) literal(text string) bool {
	if end := sc.i + len(text); end <= len(sc.s) && sc.s[sc.i:end] == text {
		sc.i = end
		return true
	}
	sc.unexpected("a value")
	return false
}

// boolean reads true or false; null reads as false.
func (sc *scanner) boolean() bool {
	switch sc.peek() {
	case 't':
		return sc.literal("true")
	case 'f':
		sc.literal("false")
	case 'n':
		sc.literal("null")
	default:
		sc.unexpected("true or false")
	}
	return false
}

// integer reads a whole number; null reads as 0.
func (sc *scanner) integer() int64 {
	if sc.peek() == 'n' {
		sc.literal("null")
		return 0
	}
	start := sc.i
	sc.number()
	if sc.err != nil {
		return 0
	}
	n, err := strconv.ParseInt(sc.s[start:sc.i], 10, 64)
	if err != nil {
		sc.i = start
		sc.fail("got number %s, want a whole one of 64 bits", sc.s[start:min(start+24, len(sc.s))])
	}
	return n
}

func (sc *scanner) number() {
	if sc.i < len(sc.b) && sc.b[sc.i] == '-' {
		sc.i++
	}
	if sc.i < len(sc.b) && sc.b[sc.i] == '0' {
		sc.i++
	} else if !sc.digits() {
		return
	}
	if sc.i < len(sc.b) && sc.b[sc.i] == '.' {
		sc.i++
		if !sc.digits() {
			return
		}
	}
	if sc.i < len(sc.b) && (sc.b[sc.i] == 'e' || sc.b[sc.i] == 'E') {
		sc.i++
		if sc.i < len(sc.b) && (sc.b[sc.i] == '+' || sc.b[sc.i] == '-') {
			sc.i++
		}
		sc.digits()
	}
}

// digits reads at least one digit.
func (sc *scanner) digits() bool {
	start := sc.i
	for sc.i < len(sc.b) && '0' <= sc.b[sc.i] && sc.b[sc.i] <= '9' {
		sc.i++
	}
	if sc.i == start {
		sc.unexpected("a value")
		return false
	}
	return true
}

// text reads a string; null reads as the empty one.
func (sc *scanner) text() string {
	switch sc.peek() {
	case '"':
		return sc.str()
	case 'n':
		sc.literal("null")
	default:
		sc.unexpected("a string")
	}
	return ""
}

// scalar reads a string, or the text of any other value: what is only passed on
// must not fail a request when a number stands where a string was expected.
func (sc *scanner) scalar() string {
	switch sc.peek() {
	case '"':
		return sc.str()
	case 'n':
		sc.literal("null")
		return ""
	}
	return sc.raw(sc.skip())
}

// str reads a string; the next byte is its quote.
func (sc *scanner) str() string {
	text, plain := sc.quoted()
	if plain {
		return sc.raw(text)
	}
	return string(sc.unescape(text))
}

// quoted reads a string whose quote is the next byte, and returns where its
// text stands, quotes excluded. The text is plain when it is the string as it
// stands.
func (sc *scanner) quoted() (text span, plain bool) {
	sc.i++
	start, i := sc.i, sc.i
	b := sc.b
	plain = true
	ascii := true
	for {
		i = ordinary(b, i)
		if i >= len(b) {
			sc.i = i
			sc.fail("unexpected end in a string")
			return span{}, false
		}
		switch c := b[i]; {
		case c == '"':
			sc.i = i + 1
			text = span{int32(start), int32(i)}
			return text, plain && (ascii || utf8.Valid(b[start:i]))
		case c == '\\':
			plain = false
			n := escapeLen(b[i:])
			if n == 0 {
				sc.i = i
				sc.fail("invalid escape in a string")
				return span{}, false
			}
			i += n
		case c < ' ':
			sc.i = i
			sc.fail("control character %q in a string", rune(c))
			return span{}, false
		default:
			ascii = ascii && c < utf8.RuneSelf
			i++
		}
	}
}

// ordinary skips the bytes from i on that need no look, most of them, and returns
// where it stopped.
func ordinary(b []byte, i int) int {
	for ; i+8 <= len(b); i += 8 {
		if m := special(binary.LittleEndian.Uint64(b[i : i+8])); m != 0 {
			return i + bits.TrailingZeros64(m)>>3
		}
	}
	return i
}

// special marks, by the high bit of the first such byte, the bytes of w that
// need a look: quotes, backslashes, control characters, and what is not ASCII.
// Of ASCII bytes, taking away what is looked for leaves the high bit to those
// that are less; what is borrowed for them marks only later bytes.
func special(w uint64) uint64 {
	const ones, highs = 0x0101010101010101, 0x8080808080808080
	quote, slash := (w^ones*'"')-ones, (w^ones*'\\')-ones
	return (quote | slash | (w - ones*' ') | w) & highs
}

// escapeLen is the length of the escape that b starts with, 0 when it is none.
func escapeLen(b []byte) int {
	if len(b) < 2 {
		return 0
	}
	switch b[1] {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		return 2
	case 'u':
		if _, ok := hex4(b[2:]); ok {
			return 6
		}
	}
	return 0
}

// unescape returns the string that a text found by quoted stands for.
func (sc *scanner) unescape(text span) []byte {
	b := sc.b[text.start:text.end]
	out := make([]byte, 0, len(b))
	if utf8.Valid(b) {
		for {
			i := bytes.IndexByte(b, '\\')
			if i < 0 {
				return append(out, b...)
			}
			out = append(out, b[:i]...)
			var n int
			out, n = appendEscape(out, b[i:])
			b = b[i+n:]
		}
	}
	for len(b) > 0 {
		n := 0
		for n < len(b) && b[n] != '\\' && b[n] < utf8.RuneSelf {
			n++
		}
		out = append(out, b[:n]...)
		b = b[n:]
		switch {
		case len(b) == 0:
		case b[0] == '\\':
			out, n = appendEscape(out, b)
			b = b[n:]
		default:
			r, n := utf8.DecodeRune(b) // U+FFFD for what is none
			out = utf8.AppendRune(out, r)
			b = b[n:]
		}
	}
	return out
}

// appendEscape appends what the escape at the front of b stands for, and
// returns its length. Two \u escapes may stand for one character.
func appendEscape(out, b []byte) ([]byte, int) {
	switch c := b[1]; c {
	case 'b':
		return append(out, '\b'), 2
	case 'f':
		return append(out, '\f'), 2
	case 'n':
		return append(out, '\n'), 2
	case 'r':
		return append(out, '\r'), 2
	case 't':
		return append(out, '\t'), 2
	case 'u':
	default:
		return append(out, c), 2
	}
	r, _ := hex4(b[2:])
	if !utf16.IsSurrogate(r) {
		return utf8.AppendRune(out, r), 6
	}
	if len(b) >= 12 && b[6] == '\\' && b[7] == 'u' {
		low, _ := hex4(b[8:])
		if pair := utf16.DecodeRune(r, low); pair != utf8.RuneError {
			return utf8.AppendRune(out, pair), 12
		}
	}
	return utf8.AppendRune(out, utf8.RuneError), 6
}

func hex4(b []byte) (rune, bool) {
	if len(b) < 4 {
		return 0, false
	}
	var r rune
	for _, c := range b[:4] {
		switch {
		case '0' <= c && c <= '9':
			c -= '0'
		case 'a' <= c && c <= 'f':
			c -= 'a' - 10
		case 'A' <= c && c <= 'F':
			c -= 'A' - 10
		default:
			return 0, false
		}
		r = r<<4 | rune(c)
	}
	return r, true
}
