package openapi

import (
	"encoding/json"
	"fmt"
	"regexp"
	"unicode/utf8"

	"github.com/apigen-go/apigen/internal/diag"
)

// A scanner reads JSON (RFC 8259) with positions. Numbers keep their text.
type scanner struct {
	doc   *Document
	data  []byte
	off   int
	nodes int

	// The position of the byte at mark; pos moves it forward, so that a file
	// of one long line is not counted again for every value.
	mark, line, col int
}

// scanJSON reads the whole of data as one JSON value.
func (d *Document) scanJSON(data []byte) (root *Node, err error) {
	s := &scanner{doc: d, data: data, line: 1, col: 1}
	defer func() {
		if r := recover(); r != nil {
			syntax, ok := r.(*SyntaxError)
			if !ok {
				panic(r)
			}
			root, err = nil, syntax
		}
	}()
	s.space()
	root = s.value(0)
	s.space()
	if s.off < len(s.data) {
		s.fail("unexpected %s after the document", s.found())
	}
	return root, nil
}

// pos gives the position of the next byte. Columns count characters.
func (s *scanner) pos() diag.Pos {
	for s.mark < s.off {
		c, size := utf8.DecodeRune(s.data[s.mark:])
		if c == '\n' {
			s.line, s.col = s.line+1, 1
		} else {
			s.col++
		}
		s.mark += size
	}
	return diag.Pos{File: s.doc.File, Line: s.line, Col: s.col}
}

// fail ends the scan; scanJSON recovers it.
func (s *scanner) fail(format string, args ...any) {
	panic(&SyntaxError{s.pos(), fmt.Sprintf(format, args...)})
}

// found names what stands at the next byte.
func (s *scanner) found() string {
	if s.off >= len(s.data) {
		return "end of file"
	}
	c, _ := utf8.DecodeRune(s.data[s.off:])
	return fmt.Sprintf("%q", c)
}

func (s *scanner) space() {
	for s.off < len(s.data) {
		switch s.data[s.off] {
		case ' ', '\t', '\r', '\n':
			s.off++
		default:
			return
		}
	}
}

// next reports whether the next byte is c.
func (s *scanner) next(c byte) bool { return s.off < len(s.data) && s.data[s.off] == c }

func (s *scanner) value(depth int) *Node {
	if depth > maxDepth {
		s.fail("values are nested deeper than %d", maxDepth)
	}
	if s.nodes++; s.nodes > maxNodes {
		s.fail("document has more than %d values", maxNodes)
	}
	n := &Node{Pos: s.pos()}
	if s.off >= len(s.data) {
		s.fail("want a value, found end of file")
	}
	switch c := s.data[s.off]; {
	case c == '{':
		s.object(n, depth)
	case c == '[':
		s.array(n, depth)
	case c == '"':
		n.Kind, n.Text = String, s.text()
	case c == '-' || c >= '0' && c <= '9':
		n.Kind, n.Text = Number, s.number()
	default:
		s.word(n)
	}
	return n
}

func (s *scanner) object(n *Node, depth int) {
	n.Kind = Object
	seen := map[string]int{}
	s.off++
	s.space()
	for !s.next('}') {
		if len(n.Members) > 0 {
			s.want(',', "want a comma or } after a member")
		}
		pos := s.pos()
		if !s.next('"') {
			s.fail("want a key in double quotes, found %s", s.found())
		}
		key := s.text()
		s.space()
		s.want(':', "want : after a key")
		m := Member{Key: key, Pos: pos, Value: s.value(depth + 1)}
		if at, twice := seen[key]; twice {
			s.doc.duplicate(pos, key, n.Members[at].Pos)
			n.Members[at] = m
		} else {
			seen[key] = len(n.Members)
			n.Members = append(n.Members, m)
		}
		s.space()
	}
	s.off++
}

func (s *scanner) array(n *Node, depth int) {
	n.Kind = Array
	s.off++
	s.space()
	for !s.next(']') {
		if len(n.Items) > 0 {
			s.want(',', "want a comma or ] after an item")
		}
		n.Items = append(n.Items, s.value(depth+1))
		s.space()
	}
	s.off++
}

// want takes the byte c and the white space after it.
func (s *scanner) want(c byte, otherwise string) {
	if !s.next(c) {
		s.fail("%s, found %s", otherwise, s.found())
	}
	s.off++
	s.space()
}

// text reads a string literal.
func (s *scanner) text() string {
	start, escaped := s.off, false
	for i := start + 1; i < len(s.data); i++ {
		switch c := s.data[i]; {
		case c == '"':
			s.off = i + 1
			return s.unquote(start, escaped)
		case c == '\\':
			escaped = true
			i++
		case c < ' ':
			s.off = i
			s.fail("control character %q in a string", rune(c))
		}
	}
	s.fail("string does not end")
	return ""
}

func (s *scanner) unquote(start int, escaped bool) string {
	literal := s.data[start:s.off]
	if !escaped && utf8.Valid(literal) {
		return string(literal[1 : len(literal)-1])
	}
	var text string
	if err := json.Unmarshal(literal, &text); err != nil {
		s.off = start
		s.fail("string has an unknown escape")
	}
	return text
}

var jsonNumber = regexp.MustCompile(`^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?`)

func (s *scanner) number() string {
	found := jsonNumber.Find(s.data[s.off:])
	if found == nil {
		s.fail("malformed number")
	}
	s.off += len(found)
	if s.off < len(s.data) {
		switch c := s.data[s.off]; {
		case c >= '0' && c <= '9', c == '.', c == 'e', c == 'E':
			s.fail("malformed number")
		}
	}
	return string(found)
}

func (s *scanner) word(n *Node) {
	for _, w := range []struct {
		text string
		kind Kind
	}{{"true", Bool}, {"false", Bool}, {"null", Null}} {
		if len(s.data)-s.off >= len(w.text) && string(s.data[s.off:s.off+len(w.text)]) == w.text {
			n.Kind = w.kind
			if w.kind == Bool {
				n.Text = w.text
			}
			s.off += len(w.text)
			return
		}
	}
	s.fail("want a value, found %s", s.found())
}
