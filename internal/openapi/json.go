package openapi

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
)

// WriteJSON writes the tree as JSON, members in their order, comments left out.
// With an indent, e.g. two spaces, every member has its line and the text ends
// with a line break; without one it is compact. Equal trees give equal bytes.
//
// It fails when w does, and for a number whose text is not a JSON number.
func WriteJSON(w io.Writer, n *Node, indent string) error {
	if n == nil {
		return errors.New("write JSON: no document")
	}
	j := &jsonWriter{indent: indent}
	j.value(n, 0)
	if j.err != nil {
		return fmt.Errorf("write JSON: %w", j.err)
	}
	if indent != "" {
		j.buf.WriteByte('\n')
	}
	_, err := w.Write(j.buf.Bytes())
	return err
}

type jsonWriter struct {
	buf    bytes.Buffer
	indent string
	err    error // the first one
}

func (j *jsonWriter) value(n *Node, depth int) {
	switch {
	case n == nil || n.Kind == Null:
		j.buf.WriteString("null")
	case n.Kind == Bool:
		j.buf.WriteString(n.Text)
	case n.Kind == Number:
		if !isJSONNumber(n.Text) && j.err == nil {
			j.err = fmt.Errorf("%s: %q is not a JSON number", n.Pos, n.Text)
		}
		j.buf.WriteString(n.Text)
	case n.Kind == String:
		j.string(n.Text)
	case n.Kind == Array:
		j.list('[', ']', len(n.Items), depth, func(i int) { j.value(n.Items[i], depth+1) })
	case n.Kind == Object:
		j.list('{', '}', len(n.Members), depth, func(i int) {
			j.string(n.Members[i].Key)
			j.buf.WriteByte(':')
			if j.indent != "" {
				j.buf.WriteByte(' ')
			}
			j.value(n.Members[i].Value, depth+1)
		})
	}
}

func (j *jsonWriter) list(start, end byte, n, depth int, element func(int)) {
	j.buf.WriteByte(start)
	for i := range n {
		if i > 0 {
			j.buf.WriteByte(',')
		}
		j.newline(depth + 1)
		element(i)
	}
	if n > 0 {
		j.newline(depth)
	}
	j.buf.WriteByte(end)
}

func (j *jsonWriter) newline(depth int) {
	if j.indent == "" {
		return
	}
	j.buf.WriteByte('\n')
	for range depth {
		j.buf.WriteString(j.indent)
	}
}

func (j *jsonWriter) string(s string) {
	j.buf.WriteByte('"')
	for _, r := range strings.ToValidUTF8(s, "\uFFFD") {
		switch {
		case r == '"' || r == '\\':
			j.buf.WriteByte('\\')
			j.buf.WriteRune(r)
		case r == '\n':
			j.buf.WriteString(`\n`)
		case r == '\t':
			j.buf.WriteString(`\t`)
		case r == '\r':
			j.buf.WriteString(`\r`)
		case r <= 0xFFFF && !printable(r): // so that YAML readers take the text, too
			fmt.Fprintf(&j.buf, `\u%04x`, r)
		default:
			j.buf.WriteRune(r)
		}
	}
	j.buf.WriteByte('"')
}

// isJSONNumber reports whether s is a number by the grammar of RFC 8259,
// section 6.
func isJSONNumber(s string) bool {
	s = strings.TrimPrefix(s, "-")
	whole := digits(s)
	if whole == 0 || whole > 1 && s[0] == '0' {
		return false
	}
	s = s[whole:]
	if strings.HasPrefix(s, ".") {
		n := digits(s[1:])
		if n == 0 {
			return false
		}
		s = s[1+n:]
	}
	if s == "" {
		return true
	}
	if s[0] != 'e' && s[0] != 'E' {
		return false
	}
	s = s[1:]
	if s != "" && (s[0] == '+' || s[0] == '-') {
		s = s[1:]
	}
	return s != "" && digits(s) == len(s)
}

// digits counts the digits s starts with.
func digits(s string) int {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return i
		}
	}
	return len(s)
}
