package openapi

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// WriteYAML writes the tree as YAML: block style, two spaces of indentation,
// members in their order, comments above the keys they belong to, no line
// folding, no anchors. Equal trees give equal bytes.
//
// Readers of YAML 1.1 and of YAML 1.2 find the same values in it, because API
// Gateway reads documents with a 1.1 parser and most other tools with a 1.2
// one: what either could take for something other than a string (yes, 1e3,
// 012, 2026-01-31) is quoted. Bytes of a string that are no UTF-8 become
// U+FFFD, as in encoding/json.
//
// It fails when w does, and for a number whose text is not a JSON number.
func WriteYAML(w io.Writer, n *Node) error {
	y := &yamlWriter{}
	switch {
	case n == nil:
		return errors.New("write YAML: no document")
	case n.block():
		y.comment(n.Comment, 0)
		y.value(n, 0, true)
	default:
		y.comment(n.Comment, 0)
		y.scalar(n, 0)
	}
	if y.err != nil {
		return fmt.Errorf("write YAML: %w", y.err)
	}
	_, err := w.Write(y.buf.Bytes())
	return err
}

// block reports whether the node takes lines of its own. Empty arrays and
// objects do not: they are written [] and {}.
func (n *Node) block() bool {
	return n != nil && (n.Kind == Array && len(n.Items) > 0 || n.Kind == Object && len(n.Members) > 0)
}

type yamlWriter struct {
	buf bytes.Buffer
	err error // the first one
}

// value writes the lines of a non-empty array or object. With inline, the first
// line continues the line that is being written ("- " of an outer array, or the
// start of the document).
func (y *yamlWriter) value(n *Node, indent int, inline bool) {
	if n.Kind == Array {
		for i, item := range n.Items {
			y.item(item, indent, inline && i == 0)
		}
		return
	}
	for i := range n.Members {
		y.member(&n.Members[i], indent, inline && i == 0)
	}
}

func (y *yamlWriter) item(item *Node, indent int, inline bool) {
	if item != nil && item.Comment != "" {
		if inline && indent > 0 {
			y.buf.WriteByte('\n')
		}
		y.comment(item.Comment, indent)
		inline = false
	}
	if !inline {
		y.indent(indent)
	}
	if !item.block() {
		y.buf.WriteString("- ")
		y.scalar(item, indent)
		return
	}
	y.buf.WriteByte('-')
	if !item.startsWithComment() {
		y.buf.WriteByte(' ')
	}
	y.value(item, indent+2, true)
}

// startsWithComment reports whether the first thing to write of n is a comment,
// which needs a line of its own.
func (n *Node) startsWithComment() bool {
	switch {
	case !n.block():
		return false
	case n.Kind == Object:
		v := n.Members[0].Value
		return v != nil && v.Comment != ""
	default:
		return n.Items[0] != nil && n.Items[0].Comment != ""
	}
}

func (y *yamlWriter) member(m *Member, indent int, inline bool) {
	if m.Value != nil && m.Value.Comment != "" {
		if inline && indent > 0 {
			y.buf.WriteByte('\n')
		}
		y.comment(m.Value.Comment, indent)
		inline = false
	}
	if !inline {
		y.indent(indent)
	}
	key := quote(m.Key, indent, false)
	if len(key) > maxSimpleKey {
		y.buf.WriteString("? " + key + "\n")
		y.indent(indent)
		key = ""
	}
	y.buf.WriteString(key)
	y.buf.WriteByte(':')
	if m.Value.block() {
		y.buf.WriteByte('\n')
		y.value(m.Value, indent+2, false)
		return
	}
	y.buf.WriteByte(' ')
	y.scalar(m.Value, indent)
}

// maxSimpleKey is how many bytes a key may have in "key: value" (YAML 1.1 and
// 1.2 say 1024 characters); longer ones take the form with a question mark.
const maxSimpleKey = 1000

// scalar writes a value that fits behind its key, and ends the line.
func (y *yamlWriter) scalar(n *Node, indent int) {
	switch {
	case n == nil || n.Kind == Null:
		y.buf.WriteString("null")
	case n.Kind == Bool:
		y.buf.WriteString(n.Text)
	case n.Kind == Number:
		y.number(n)
	case n.Kind == String:
		y.buf.WriteString(quote(n.Text, indent, true))
	case n.Kind == Array:
		y.buf.WriteString("[]")
	case n.Kind == Object:
		y.buf.WriteString("{}")
	}
	y.buf.WriteByte('\n')
}

// number writes 1e3 as 1.0e+3: YAML 1.1 reads a float only with a point and a
// signed exponent.
func (y *yamlWriter) number(n *Node) {
	if !isJSONNumber(n.Text) {
		y.fail(fmt.Errorf("%s: %q is not a JSON number", n.Pos, n.Text))
		return
	}
	mantissa, exponent, ok := strings.Cut(strings.ToLower(n.Text), "e")
	if !ok {
		y.buf.WriteString(n.Text)
		return
	}
	if !strings.Contains(mantissa, ".") {
		mantissa += ".0"
	}
	if exponent[0] != '+' && exponent[0] != '-' {
		exponent = "+" + exponent
	}
	y.buf.WriteString(mantissa + "e" + exponent)
}

func (y *yamlWriter) fail(err error) {
	if y.err == nil {
		y.err = err
	}
}

func (y *yamlWriter) comment(text string, indent int) {
	if text == "" {
		return
	}
	for line := range strings.SplitSeq(text, "\n") {
		y.indent(indent)
		line = strings.TrimRight(strings.Map(func(r rune) rune {
			if !printable(r) {
				return ' '
			}
			return r
		}, line), " ")
		y.buf.WriteByte('#')
		if line != "" {
			y.buf.WriteString(" " + line)
		}
		y.buf.WriteByte('\n')
	}
}

func (y *yamlWriter) indent(n int) {
	for range n {
		y.buf.WriteByte(' ')
	}
}

// quote gives a string in the plainest style that every reader takes for that
// string. Literal blocks end without a line break, as other scalars do; they
// are for values only.
func quote(s string, indent int, isValue bool) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	switch {
	case isPlain(s):
		return s
	case isValue && isLiteral(s):
		return literal(s, indent+2)
	case strings.ContainsAny(s, `"\`) && !strings.Contains(s, "'") && allPrintable(s):
		return "'" + s + "'"
	}
	return doubleQuote(s)
}

// isPlain reports whether s is itself in YAML without quotes. It is stricter
// than the grammar: what starts like a number, a date or an indicator is
// quoted, so that no reader has to be trusted with the finer points.
func isPlain(s string) bool {
	if s == "" || !allPrintable(s) || s[0] == ' ' || s[len(s)-1] == ' ' || s[len(s)-1] == ':' {
		return false
	}
	if strings.ContainsRune("-+.?:,[]{}#&*!|>'\"%@`=<~0123456789", rune(s[0])) {
		return false
	}
	if strings.Contains(s, ": ") || strings.Contains(s, " #") {
		return false
	}
	switch strings.ToLower(s) {
	case "y", "n", "yes", "no", "on", "off", "true", "false", "null":
		return false
	}
	return true
}

// isLiteral reports whether s is well served by a literal block: several lines,
// nothing at its start or end that would need an indicator.
func isLiteral(s string) bool {
	body := strings.TrimSuffix(s, "\n")
	if !strings.Contains(body, "\n") || body[0] == ' ' || body[0] == '\n' {
		return false
	}
	last := body[strings.LastIndexByte(body, '\n')+1:]
	if strings.Trim(last, " ") == "" {
		return false
	}
	for line := range strings.SplitSeq(body, "\n") {
		if !allPrintable(line) {
			return false
		}
	}
	return true
}

func literal(s string, indent int) string {
	var b strings.Builder
	b.WriteByte('|')
	body, ended := strings.CutSuffix(s, "\n")
	if !ended {
		b.WriteByte('-')
	}
	for line := range strings.SplitSeq(body, "\n") {
		b.WriteByte('\n')
		if line != "" {
			b.WriteString(strings.Repeat(" ", indent))
			b.WriteString(line)
		}
	}
	return b.String()
}

func doubleQuote(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\t':
			b.WriteString(`\t`)
		case r == '\r':
			b.WriteString(`\r`)
		case printable(r):
			b.WriteRune(r)
		case r > 0xFFFF:
			fmt.Fprintf(&b, `\U%08X`, r)
		default:
			fmt.Fprintf(&b, `\u%04X`, r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// printable reports whether a character may stand in a YAML 1.1 document as it
// is. Characters above U+FFFF may in 1.2 only.
func printable(r rune) bool {
	switch {
	case r < 0x20 || r == 0x7F:
		return false
	case r < 0x7F:
		return true
	case r < 0xA1 || r == 0xAD || r == 0x2028 || r == 0x2029 || r == 0xFEFF:
		return false
	}
	return r <= 0xD7FF || r >= 0xE000 && r <= 0xFFFD
}

func allPrintable(s string) bool {
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		if !printable(r) {
			return false
		}
		i += size
	}
	return true
}
