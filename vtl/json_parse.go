package vtl

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// maxJSONNesting bounds arrays and objects inside each other.
const maxJSONNesting = 512

type jsonParser struct {
	src         string
	pos         int
	nodes       []jsonNode // of the document
	maps, lists uint32
}

func (p *jsonParser) space() {
	for p.pos < len(p.src) && isSpace(p.src[p.pos]) {
		p.pos++
	}
}

func (p *jsonParser) unexpected(want string) error {
	if p.pos >= len(p.src) {
		return fmt.Errorf("parse JSON: text ends, want %s", want)
	}
	return fmt.Errorf("parse JSON: got %q at offset %d, want %s", p.src[p.pos:min(p.pos+10, len(p.src))], p.pos, want)
}

func (p *jsonParser) add(n jsonNode) { p.nodes = append(p.nodes, n) }

func (p *jsonParser) value(depth int) error {
	if p.pos >= len(p.src) {
		return p.unexpected("a value")
	}
	switch c := p.src[p.pos]; {
	case c == '"':
		return p.string()
	case c == '{':
		return p.object(depth + 1)
	case c == '[':
		return p.array(depth + 1)
	case c == '-' || isDigit(c):
		return p.number()
	case c == 't':
		return p.word("true", jsonTrue)
	case c == 'f':
		return p.word("false", jsonFalse)
	case c == 'n':
		return p.word("null", jsonNull)
	}
	return p.unexpected("a value")
}

func (p *jsonParser) word(word string, k jsonKind) error {
	if !strings.HasPrefix(p.src[p.pos:], word) {
		return p.unexpected("a value")
	}
	p.add(jsonNode{kind: k})
	p.pos += len(word)
	return nil
}

func (p *jsonParser) number() error {
	start := p.pos
	if p.src[p.pos] == '-' {
		p.pos++
	}
	k := jsonInt
	if !p.digits() {
		return p.unexpected("a digit")
	}
	if p.pos < len(p.src) && p.src[p.pos] == '.' {
		k = jsonFraction
		p.pos++
		if !p.digits() {
			return p.unexpected("a digit")
		}
	}
	if end := exponentEnd(p.src, p.pos); end > p.pos {
		k = jsonFraction
		p.pos = end
	}
	first := start
	if p.src[first] == '-' {
		first++
	}
	if p.src[first] == '0' && first+1 < p.pos && isDigit(p.src[first+1]) {
		return p.unexpected("no digit after a leading zero")
	}
	p.add(jsonNode{kind: k, start: uint32(start), end: uint32(p.pos)})
	return nil
}

func (p *jsonParser) digits() bool {
	start := p.pos
	for p.pos < len(p.src) && isDigit(p.src[p.pos]) {
		p.pos++
	}
	return p.pos > start
}

func (p *jsonParser) string() error {
	start := p.pos + 1
	var flags uint8
	for i := start; i < len(p.src); i++ {
		c := p.src[i]
		if c != '"' && c != '\\' {
			continue
		}
		switch c {
		case '"':
			p.add(jsonNode{kind: jsonString, start: uint32(start), end: uint32(i), flags: flags})
			p.pos = i + 1
			return nil
		case '\\':
			flags = escaped
			i++
			if i >= len(p.src) || strings.IndexByte(`"\/bfnrtu`, p.src[i]) < 0 {
				p.pos = i - 1
				return p.unexpected("an escape")
			}
			if p.src[i] == 'u' {
				if _, ok := hexEscape(p.src, i-1); !ok {
					p.pos = i - 1
					return p.unexpected(`\u and four digits`)
				}
			}
		}
	}
	p.pos = len(p.src)
	return p.unexpected("a closing quote")
}

func (p *jsonParser) array(depth int) error {
	if depth > maxJSONNesting {
		return fmt.Errorf("parse JSON: %w", ErrDepth)
	}
	self := len(p.nodes)
	p.add(jsonNode{kind: jsonArray, ordinal: p.lists})
	p.lists++
	p.pos++
	count := uint32(0)
	p.space()
	for p.pos >= len(p.src) || p.src[p.pos] != ']' {
		if count > 0 && !p.comma() {
			return p.unexpected("a comma or ]")
		}
		if err := p.value(depth); err != nil {
			return err
		}
		count++
		p.space()
	}
	p.pos++
	n := &p.nodes[self]
	n.start, n.end = count, uint32(len(p.nodes))
	return nil
}

func (p *jsonParser) comma() bool {
	if p.pos >= len(p.src) || p.src[p.pos] != ',' {
		return false
	}
	p.pos++
	p.space()
	return true
}

func (p *jsonParser) object(depth int) error {
	if depth > maxJSONNesting {
		return fmt.Errorf("parse JSON: %w", ErrDepth)
	}
	self := len(p.nodes)
	p.add(jsonNode{kind: jsonObject, ordinal: p.maps})
	p.maps++
	p.pos++
	var names nameSet
	count := uint32(0)
	p.space()
	for p.pos >= len(p.src) || p.src[p.pos] != '}' {
		if count > 0 && !p.comma() {
			return p.unexpected("a comma or }")
		}
		if p.pos >= len(p.src) || p.src[p.pos] != '"' {
			return p.unexpected("a name in quotes")
		}
		if err := p.string(); err != nil {
			return err
		}
		names.add(p, uint32(self), uint32(len(p.nodes)-1))
		p.space()
		if p.pos >= len(p.src) || p.src[p.pos] != ':' {
			return p.unexpected("a colon")
		}
		p.pos++
		p.space()
		if err := p.value(depth); err != nil {
			return err
		}
		count++
		p.space()
	}
	p.pos++
	n := &p.nodes[self]
	n.start, n.end = count, uint32(len(p.nodes))
	if names.twice {
		n.flags |= duplicateKeys
	}
	return nil
}

// nameSet notices a name that an object has twice. A filter of 64 bits answers
// for most names that they are new.
type nameSet struct {
	filter uint64
	count  int
	large  map[string]bool // once the object has many names
	twice  bool
}

func (s *nameSet) add(p *jsonParser, object, name uint32) {
	n := &p.nodes[name]
	if s.count++; s.count < indexFrom && n.flags&escaped == 0 {
		h := n.end - n.start
		if h > 0 {
			h = h*31 + uint32(p.src[n.start])*7 + uint32(p.src[n.end-1])*17 + uint32(p.src[(n.start+n.end)/2])
		}
		bit := uint64(1) << (h & 63)
		if s.filter&bit == 0 {
			s.filter |= bit
			return
		}
	}
	if n.flags&escaped != 0 {
		s.filter = ^uint64(0) // its text is unknown to the filter: look at all that follow
	}
	s.compare(&document{src: p.src, nodes: p.nodes}, object, name)
}

// compare looks at the names before this one.
func (s *nameSet) compare(d *document, object, name uint32) {
	text := d.text(name)
	if s.large != nil {
		s.twice = s.twice || s.large[text]
		s.large[text] = true
		return
	}
	if s.count >= indexFrom {
		s.large = make(map[string]bool, 4*indexFrom)
		s.large[text] = true
	}
	for child := object + 1; child < name; child = d.after(child + 1) {
		other := d.text(child)
		s.twice = s.twice || other == text
		if s.large != nil {
			s.large[other] = true
		}
	}
}

// unescapeJSON resolves the escapes of a string that has been checked.
func unescapeJSON(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	for i := 0; i < len(s); i++ {
		if s[i] != '\\' {
			b.WriteByte(s[i])
			continue
		}
		i++
		switch s[i] {
		case 'b':
			b.WriteByte('\b')
		case 'f':
			b.WriteByte('\f')
		case 'n':
			b.WriteByte('\n')
		case 'r':
			b.WriteByte('\r')
		case 't':
			b.WriteByte('\t')
		case 'u':
			unit, _ := strconv.ParseUint(s[i+1:i+5], 16, 16) // checked by the parser
			r := rune(unit)
			i += 4
			if utf16.IsSurrogate(r) {
				if low, ok := hexEscape(s, i+1); ok {
					if pair := utf16.DecodeRune(r, rune(low)); pair != utf8.RuneError {
						r = pair
						i += 6
					}
				}
			}
			b.WriteRune(r)
		default:
			b.WriteByte(s[i])
		}
	}
	return b.String()
}
