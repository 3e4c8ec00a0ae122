package vtl

import (
	"strconv"
	"unicode/utf8"
)

// AppendJSON appends a value as compact JSON text: numbers as they were written,
// strings with the escapes of json-smart, the JSON library of API Gateway's
// JSONPath engine. Members keep their order.
func AppendJSON(dst []byte, v Value) []byte {
	p := printer{out: dst, max: len(dst) + 10<<20}
	p.json(v, false)
	return p.out
}

// printer writes values as text. It stops when the text is too long or the
// value too deep, and says so in err.
type printer struct {
	out   []byte
	max   int // bytes
	depth int
	steps int // of work that does not show in the text
	err   error
}

func (p *printer) full() bool {
	if p.err == nil && len(p.out) > p.max {
		p.err = ErrOutput
	}
	return p.err != nil
}

func (p *printer) enter() bool {
	p.depth++
	if p.depth > maxJSONNesting && p.err == nil {
		p.err = ErrDepth
	}
	return !p.full()
}

// value writes what Java's toString gives.
func (p *printer) value(v Value) {
	switch v.kind {
	case KindNull:
		p.out = append(p.out, "null"...)
	case KindString:
		p.out = append(p.out, v.str...)
	case KindBool:
		p.out = strconv.AppendBool(p.out, v.num != 0)
	case KindInt, KindFloat:
		p.number(v)
	case KindBig:
		p.steps += v.big().BitLen() >> 3
		p.out = v.big().Append(p.out, 10)
	case KindList:
		p.list(v.List())
	case KindMap:
		p.javaMap(v.Map())
	case KindObject:
		p.out = append(p.out, v.ref.(Object).String()...)
	case KindBlock:
		b := v.ref.(*block)
		p.out, p.err = b.render(p.out)
	}
	p.full()
}

func (p *printer) number(v Value) {
	switch {
	case v.str != "":
		p.out = append(p.out, v.str...)
	case v.kind == KindInt:
		p.out = strconv.AppendInt(p.out, int64(v.num), 10)
	default:
		p.out = appendFloat(p.out, v.Float())
	}
}

// list writes [a, b], or JSON for a list that was parsed from JSON (recorded:
// test_input_path_template_formatting).
func (p *printer) list(l *List) {
	if l.flavour == jsonList {
		p.jsonList(l, true)
		return
	}
	defer func() { p.depth-- }()
	if !p.enter() {
		return
	}
	p.steps += l.Len()
	p.out = append(p.out, '[')
	for i := range l.Len() {
		if i > 0 {
			p.out = append(p.out, ", "...)
		}
		if e := l.At(i); e.List() == l {
			p.out = append(p.out, "(this Collection)"...)
		} else {
			p.value(e)
		}
		if p.err != nil {
			return
		}
	}
	p.out = append(p.out, ']')
}

// javaMap writes {k=v, k=v}.
func (p *printer) javaMap(m *Map) {
	defer func() { p.depth-- }()
	if !p.enter() {
		return
	}
	p.steps += m.Len()
	p.out = append(p.out, '{')
	first := true
	for k, v := range m.All() {
		if !first {
			p.out = append(p.out, ", "...)
		}
		first = false
		p.out = append(append(p.out, k.text...), '=')
		if v.Map() == m {
			p.out = append(p.out, "(this Map)"...)
		} else {
			p.value(v)
		}
		if p.err != nil {
			return
		}
	}
	p.out = append(p.out, '}')
}

// json writes compact JSON. With slash, / is written \/, as json-smart does
// where a list prints itself.
func (p *printer) json(v Value, slash bool) {
	switch v.kind {
	case KindString:
		p.quote(v.str, slash)
	case KindList:
		p.jsonList(v.List(), slash)
	case KindMap:
		p.jsonMap(v.Map(), slash)
	case KindNull, KindBool, KindInt, KindBig, KindFloat:
		p.value(v)
	default:
		p.quote(v.String(), slash)
	}
	p.full()
}

func (p *printer) jsonList(l *List, slash bool) {
	if l.doc != nil {
		p.document(l.doc, l.node, slash)
		return
	}
	defer func() { p.depth-- }()
	if !p.enter() {
		return
	}
	p.out = append(p.out, '[')
	for i, e := range l.elems {
		if i > 0 {
			p.out = append(p.out, ',')
		}
		if p.json(e, slash); p.err != nil {
			return
		}
	}
	p.out = append(p.out, ']')
}

func (p *printer) jsonMap(m *Map, slash bool) {
	if m.doc != nil && m.doc.nodes[m.node].flags&duplicateKeys == 0 {
		p.document(m.doc, m.node, slash)
		return
	}
	defer func() { p.depth-- }()
	if !p.enter() {
		return
	}
	p.out = append(p.out, '{')
	first := true
	for k, v := range m.All() {
		if !first {
			p.out = append(p.out, ',')
		}
		first = false
		p.quote(k.text, slash)
		p.out = append(p.out, ':')
		if p.json(v, slash); p.err != nil {
			return
		}
	}
	p.out = append(p.out, '}')
}

// document writes the value at a node of a JSON text. What the template took
// out of the text, and perhaps changed, is written as it is now.
func (p *printer) document(d *document, i uint32, slash bool) {
	n := &d.nodes[i]
	switch n.kind {
	case jsonString:
		if n.flags&escaped == 0 {
			p.quote(d.src[n.start:n.end], slash)
		} else {
			p.quote(d.text(i), slash)
		}
	case jsonInt, jsonFraction:
		p.out = append(p.out, d.src[n.start:n.end]...)
	case jsonArray:
		l := &d.lists[n.ordinal]
		if l.used && l.doc == nil {
			p.jsonList(l, slash)
			return
		}
		p.out = append(p.out, '[')
		child := i + 1
		for k := range n.start {
			if k > 0 {
				p.out = append(p.out, ',')
			}
			p.document(d, child, slash)
			child = d.after(child)
		}
		p.out = append(p.out, ']')
	case jsonObject:
		m := &d.maps[n.ordinal]
		if m.used && m.doc == nil || n.flags&duplicateKeys != 0 {
			p.jsonMap(d.value(i).Map(), slash)
			return
		}
		p.out = append(p.out, '{')
		child := i + 1
		for k := range n.start {
			if k > 0 {
				p.out = append(p.out, ',')
			}
			p.quote(d.text(child), slash)
			p.out = append(p.out, ':')
			p.document(d, child+1, slash)
			child = d.after(child + 1)
		}
		p.out = append(p.out, '}')
	default:
		p.value(d.value(i))
	}
	p.full()
}

const upperHex = "0123456789ABCDEF"

// quote writes a JSON string. Besides what JSON wants escaped, json-smart
// escapes U+007F to U+009F and U+2000 to U+20FF.
func (p *printer) quote(s string, slash bool) {
	p.out = append(p.out, '"')
	start := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c < utf8.RuneSelf {
			if c >= 0x20 && c != '"' && c != '\\' && c != 0x7f && (c != '/' || !slash) {
				i++
				continue
			}
			p.out = append(p.out, s[start:i]...)
			p.escape(c)
			i++
			start = i
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		if r >= 0x80 && r <= 0x9f || r >= 0x2000 && r <= 0x20ff {
			p.out = append(p.out, s[start:i]...)
			p.out = appendUnicodeEscape(p.out, uint16(r))
			start = i + size
		}
		i += size
	}
	p.out = append(append(p.out, s[start:]...), '"')
}

func (p *printer) escape(c byte) {
	switch c {
	case '"', '\\', '/':
		p.out = append(p.out, '\\', c)
	case '\b':
		p.out = append(p.out, `\b`...)
	case '\f':
		p.out = append(p.out, `\f`...)
	case '\n':
		p.out = append(p.out, `\n`...)
	case '\r':
		p.out = append(p.out, `\r`...)
	case '\t':
		p.out = append(p.out, `\t`...)
	default:
		p.out = appendUnicodeEscape(p.out, uint16(c))
	}
}

func appendUnicodeEscape(dst []byte, unit uint16) []byte {
	return append(dst, '\\', 'u', upperHex[unit>>12], upperHex[unit>>8&15], upperHex[unit>>4&15], upperHex[unit&15])
}
