package javaregexp

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// flags are the modes of a part of a pattern: (?isxmdu U).
type flags struct{ fold, dotAll, comments, multiline, unixLines, unicodeCase, unicodeClass bool }

// A translation writes a pattern of Java for the engine that backtracks, and for
// Go's as long as that means the same.
type translation struct {
	source []rune
	pos    int
	mode   flags

	out, linear []rune
	backtracks  bool // Go's engine cannot mean it
	oneLine     bool // linear means it in texts of one line alone
	ascii       bool // linear means it in ASCII alone

	groups int
	names  map[string]int
	depth  int
}

// maxDepth bounds how deep groups and classes are nested.
const maxDepth = 250

func (t *translation) translate() error {
	if err := t.alternatives(); err != nil {
		return err
	}
	if t.pos < len(t.source) {
		return t.errorf("unmatched )")
	}
	return nil
}

func (t *translation) errorf(format string, args ...any) error {
	return fmt.Errorf("%s, at character %d", fmt.Sprintf(format, args...), t.pos+1)
}

// write adds what both engines read.
func (t *translation) write(s string) {
	t.out = append(t.out, []rune(s)...)
	t.linear = append(t.linear, []rune(s)...)
}

// differ adds what the engines read differently, or Go's not at all.
func (t *translation) differ(out, linear string) {
	t.out = append(t.out, []rune(out)...)
	t.linear = append(t.linear, []rune(linear)...)
	t.backtracks = t.backtracks || linear == ""
}

// peek is the next character, 0 at the end. With (?x) blanks and comments are no
// part of the pattern.
func (t *translation) peek() rune {
	for t.mode.comments && t.pos < len(t.source) {
		switch c := t.source[t.pos]; {
		case c == '#':
			for t.pos < len(t.source) && !slices.Contains([]rune("\n\r\u0085\u2028\u2029"), t.source[t.pos]) {
				t.pos++
			}
		case c < 0x80 && (c == ' ' || c >= '\t' && c <= '\r'):
			t.pos++
		default:
			return c
		}
	}
	if t.pos < len(t.source) {
		return t.source[t.pos]
	}
	return 0
}

func (t *translation) atEnd() bool { t.peek(); return t.pos >= len(t.source) }

func (t *translation) accept(s string) bool {
	t.peek()
	if strings.HasPrefix(string(t.source[t.pos:min(len(t.source), t.pos+len(s))]), s) {
		t.pos += len(s) // of ASCII
		return true
	}
	return false
}

// alternatives reads up to the end or the parenthesis that closes the group. Modes
// set within end there.
func (t *translation) alternatives() error {
	if t.depth++; t.depth > maxDepth {
		return t.errorf("nested too deeply")
	}
	mode := t.mode
	for !t.atEnd() && t.peek() != ')' {
		if t.accept("|") {
			t.write("|")
			continue
		}
		if err := t.piece(); err != nil {
			return err
		}
	}
	t.mode = mode
	t.depth--
	return nil
}

// piece reads an atom and what repeats it.
func (t *translation) piece() error {
	at, atLinear := len(t.out), len(t.linear)
	if err := t.atom(); err != nil {
		return err
	}
	low, high, repeated, err := t.repetition()
	if err != nil || !repeated {
		return err
	}
	if len(t.out) == at {
		return t.errorf("nothing to repeat")
	}
	if len(t.out) > at+1 { // one character needs no brackets
		t.out = slices.Insert(t.out, at, []rune("(?:")...)
		t.linear = slices.Insert(t.linear, atLinear, []rune("(?:")...)
		t.write(")")
	}
	t.write(quantifier(low, high))
	switch {
	case t.accept("?"):
		t.write("?")
	case t.accept("+"):
		t.out = append(slices.Insert(t.out, at, []rune("(?>")...), ')')
		t.backtracks = true
	}
	if c := t.peek(); !t.atEnd() && (c == '*' || c == '+' || c == '?') {
		return t.errorf("dangling %c", c)
	}
	return nil
}

// quantifier spells a repetition; -1 is no end.
func quantifier(low, high int) string {
	switch {
	case low == 0 && high < 0:
		return "*"
	case low == 1 && high < 0:
		return "+"
	case low == 0 && high == 1:
		return "?"
	case high < 0:
		return "{" + strconv.Itoa(low) + ",}"
	case low == high:
		return "{" + strconv.Itoa(low) + "}"
	}
	return "{" + strconv.Itoa(low) + "," + strconv.Itoa(high) + "}"
}

// repetition reads *, +, ? or {n,m}.
func (t *translation) repetition() (low, high int, repeated bool, err error) {
	switch {
	case t.accept("*"):
		return 0, -1, true, nil
	case t.accept("+"):
		return 1, -1, true, nil
	case t.accept("?"):
		return 0, 1, true, nil
	case !t.accept("{"):
		return 0, 0, false, nil
	}
	low, ok := t.number()
	high = low
	if ok && t.accept(",") {
		if high = -1; t.peek() != '}' {
			high, ok = t.number()
		}
	}
	if !ok || !t.accept("}") {
		return 0, 0, false, t.errorf("illegal repetition")
	}
	if high >= 0 && high < low {
		return 0, 0, false, t.errorf("illegal repetition range")
	}
	return low, high, true, nil
}

func (t *translation) number() (int, bool) {
	n, read := 0, false
	for c := t.peek(); !t.atEnd() && c >= '0' && c <= '9'; c = t.peek() {
		if n = n*10 + int(c-'0'); n > 1<<31-1 {
			return 0, false
		}
		read = true
		t.pos++
	}
	return n, read
}

// atom reads one thing that may be repeated.
func (t *translation) atom() error {
	switch c := t.peek(); c {
	case '(':
		return t.group()
	case '[':
		t.pos++
		s, err := t.class()
		t.set(s)
		return err
	case '\\':
		t.pos++
		return t.escape()
	case '.':
		t.pos++
		switch {
		case t.mode.dotAll:
			t.write("(?s:.)")
		case t.mode.unixLines:
			t.set(set{{'\n', '\n'}}.not())
		default:
			t.set(lineEnds.not())
		}
		return nil
	case '^':
		t.pos++
		switch {
		case !t.mode.multiline:
			t.write(`\A`)
		case t.mode.unixLines:
			t.differ(`(?:(?:\A|(?<=\n))(?!\z))`, "")
		default: // not between the two ends that are one
			t.differ(`(?:(?:\A|(?<=[\n`+"\u0085\u2028\u2029"+`])|(?<=\r)(?!\n))(?!\z))`, "")
		}
		return nil
	case '$':
		t.pos++
		t.dollar()
		return nil
	case '*', '+', '?':
		return t.errorf("dangling %c", c)
	case '{':
		return t.errorf("illegal repetition")
	default:
		t.pos++
		t.literal(c)
		return nil
	}
}

func (t *translation) dollar() {
	t.oneLine = true
	end := `\z`
	if t.mode.multiline {
		end = ""
	}
	if t.mode.unixLines {
		t.differ(`(?=\n`+end+`|\z)`, `\z`)
		return
	}
	t.differ(`(?=(?:\r\n|\r|(?<!\r)\n|[`+"\u0085\u2028\u2029"+`])`+end+`|\z)`, `\z`)
}

// set writes a class.
func (t *translation) set(s set) { t.write(string(s.class())) }

// literal writes a character that means itself.
func (t *translation) literal(c rune) {
	s := set{{c, c}}
	if lower := unicode.ToLower(unicode.ToUpper(c)); t.mode.fold && (isLetter(c) || t.mode.unicodeCase && lower != unicode.ToUpper(lower)) {
		t.set(s.folded(t.mode.unicodeCase))
		return
	}
	t.write(string(appendEscaped(nil, c)))
}

// group reads a group and its parentheses, or the modes (?i) for what follows.
func (t *translation) group() error {
	t.pos++
	switch {
	case !t.accept("?"):
		t.groups++
		t.write("(")
	case t.accept(":"):
		t.write("(?:")
	case t.accept("<="), t.accept("<!"):
		t.differ("(?<"+string(t.source[t.pos-1]), "")
	case t.accept("="), t.accept("!"), t.accept(">"):
		t.differ("(?"+string(t.source[t.pos-1]), "")
	case t.accept("<"):
		if err := t.name(); err != nil {
			return err
		}
		t.write("(")
	default:
		return t.modes()
	}
	return t.groupEnd()
}

func (t *translation) groupEnd() error {
	if err := t.alternatives(); err != nil {
		return err
	}
	if !t.accept(")") {
		return t.errorf("unclosed group")
	}
	t.write(")")
	return nil
}

// name reads the name of a group. The engines number named groups differently, so
// they only get the numbers.
func (t *translation) name() error {
	name, err := t.groupName()
	if err != nil {
		return err
	}
	if _, taken := t.names[name]; taken {
		return t.errorf("group %s is defined twice", name)
	}
	t.groups++
	t.names[name] = t.groups
	return nil
}

func (t *translation) groupName() (string, error) {
	from := t.pos
	for !t.atEnd() && (isLetter(t.peek()) || t.pos > from && t.peek() >= '0' && t.peek() <= '9') {
		t.pos++
	}
	name := string(t.source[from:t.pos])
	if name == "" || !t.accept(">") {
		return "", t.errorf("a group's name is of letters and digits, between < and >")
	}
	return name, nil
}

// modes reads (?i) and (?i-s:...).
func (t *translation) modes() error {
	mode, on := t.mode, true
	for {
		if t.atEnd() {
			return t.errorf("unclosed group")
		}
		c := t.source[t.pos]
		t.pos++
		switch c {
		case '-':
			on = false
		case ')':
			t.mode = mode
			return nil
		case ':':
			before := t.mode
			t.mode = mode
			t.write("(?:")
			err := t.groupEnd()
			t.mode = before
			return err
		default:
			if !mode.set(c, on) {
				return t.errorf("unknown inline flag %q", c)
			}
		}
	}
}

func (f *flags) set(c rune, on bool) bool {
	switch c {
	case 'i':
		f.fold = on
	case 's':
		f.dotAll = on
	case 'x':
		f.comments = on
	case 'm':
		f.multiline = on
	case 'd':
		f.unixLines = on
	case 'u':
		f.unicodeCase = on
	case 'U':
		f.unicodeClass = on
		f.unicodeCase = f.unicodeCase || on
	default:
		return false
	}
	return true
}
