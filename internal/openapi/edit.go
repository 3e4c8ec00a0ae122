package openapi

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/apigen-go/apigen/internal/diag"
)

// ErrNoEdit is given for a change that cannot be written into the text with
// certainty, because of its notation: somebody has to make it by hand.
var ErrNoEdit = errors.New("change cannot be written into the text")

// Edits gives the edits of the text that make the change. The text is the one
// the document was read from. Comments, order and everything else stay.
func (d *Document) Edits(text []byte, c Change) ([]diag.Edit, error) {
	e := &editor{doc: d, text: newText(text)}
	var made span
	var err error
	if c.Kind != AddMember {
		p, err := e.find(c)
		if err != nil {
			return nil, err
		}
		if e.text.offset(p.key) >= len(text) { // an absent value at the end of the file
			return nil, c.noPlace()
		}
	}
	switch d.Format {
	case JSON:
		made, err = e.json(c)
	default:
		made, err = e.yaml(c)
	}
	if err != nil {
		return nil, err
	}
	return []diag.Edit{{Start: e.text.pos(d.File, made.start), End: e.text.pos(d.File, made.end), Text: made.text}}, nil
}

// Edit makes the changes in the text the document was read from. It gives the
// new text and whether each change was made: a change that has no place, that
// overlaps an earlier one, or whose result would not read as the changed
// document, is left out.
func (d *Document) Edit(text []byte, changes []Change) ([]byte, []bool) {
	made := make([]bool, len(changes))
	for i := range made {
		made[i] = true
	}
	if out, ok := d.edit(text, changes, made); ok {
		return out, made
	}
	// Something does not fit: find out what, one change after the other.
	for i := range made {
		made[i] = false
	}
	out := text
	for i := range changes {
		made[i] = true
		next, ok := d.edit(text, changes, made)
		if made[i] = ok; ok {
			out = next
		}
	}
	return out, made
}

// edit makes the changes that are asked for, and reports whether the new text
// reads as the changed tree.
func (d *Document) edit(text []byte, changes []Change, wanted []bool) ([]byte, bool) {
	want := d.Root.Clone()
	var edits []diag.Edit
	for i := len(changes) - 1; i >= 0; i-- { // from the end, so that removed items leave the others' indexes
		if !wanted[i] {
			continue
		}
		some, err := d.Edits(text, changes[i])
		if err != nil || changes[i].apply(want) != nil {
			return nil, false
		}
		edits = append(edits, some...)
	}
	out, err := Apply(text, edits)
	if err != nil {
		return nil, false
	}
	again, err := Parse(d.File, out)
	return out, err == nil && same(want, again.Root)
}

// Apply makes edits in a text. It fails when two of them overlap.
func Apply(text []byte, edits []diag.Edit) ([]byte, error) {
	t := newText(text)
	edits = slices.Clone(edits)
	slices.SortStableFunc(edits, func(a, b diag.Edit) int {
		return cmp.Or(cmp.Compare(a.Start.Line, b.Start.Line), cmp.Compare(a.Start.Col, b.Start.Col))
	})
	var out bytes.Buffer
	last := 0
	for _, e := range edits {
		start, end := t.offset(e.Start), t.offset(e.End)
		if start < last || end < start {
			return nil, fmt.Errorf("%w: two edits overlap at %s", ErrNoEdit, e.Start)
		}
		out.Write(t.data[last:start])
		out.WriteString(e.Text)
		last = end
	}
	out.Write(t.data[last:])
	return out.Bytes(), nil
}

// A text is a file with its lines. A byte-order mark is before the first line.
type text struct {
	data  []byte
	lines []int // offset of each line's first byte
}

func newText(data []byte) *text {
	t := &text{data: data, lines: []int{len(data) - len(bytes.TrimPrefix(data, []byte("\ufeff")))}}
	for i, c := range data {
		if c == '\n' {
			t.lines = append(t.lines, i+1)
		}
	}
	return t
}

// offset gives the byte a position names; columns count characters.
func (t *text) offset(p diag.Pos) int {
	if p.Line < 1 || p.Line > len(t.lines) {
		return len(t.data)
	}
	at := t.lines[p.Line-1]
	for range p.Col - 1 {
		if at >= len(t.data) {
			break
		}
		_, size := utf8.DecodeRune(t.data[at:])
		at += size
	}
	return at
}

// pos gives the position of a byte.
func (t *text) pos(file string, offset int) diag.Pos {
	line, found := slices.BinarySearch(t.lines, offset)
	if !found {
		line--
	}
	line = max(line, 0)
	return diag.Pos{File: file, Line: line + 1, Col: utf8.RuneCount(t.data[t.lines[line]:offset]) + 1}
}

// lineEnd gives the offset of the line break, or the end, after an offset.
func (t *text) lineEnd(offset int) int {
	if i := bytes.IndexByte(t.data[offset:], '\n'); i >= 0 {
		end := offset + i
		if end > offset && t.data[end-1] == '\r' {
			end--
		}
		return end
	}
	return len(t.data)
}

// lineBreak is how the text ends its lines.
func (t *text) lineBreak() string {
	if bytes.Contains(t.data, []byte("\r\n")) {
		return "\r\n"
	}
	return "\n"
}

// A span is a part of the text with what stands there afterwards.
type span struct {
	start, end int
	text       string
}

// An editor writes changes into the text of a document.
type editor struct {
	doc  *Document
	text *text
}

// A place is a member or an item with its surroundings.
type place struct {
	parent *Node
	index  int // among the parent's members or items
	key    diag.Pos
	value  *Node
}

func (e *editor) find(c Change) (place, error) {
	path, err := SplitPointer(c.Pointer)
	if err != nil || len(path) == 0 {
		return place{}, c.noPlace()
	}
	parent, last := e.doc.Root.Lookup(Pointer(path[:len(path)-1]...)), path[len(path)-1]
	switch {
	case parent.Is(Object):
		for i, m := range parent.Members {
			if m.Key == last {
				return place{parent, i, m.Pos, m.Value}, nil
			}
		}
	case parent.Is(Array) && c.Kind != RenameKey:
		for i, item := range parent.Items {
			if fmt.Sprint(i) == last {
				return place{parent, i, item.Pos, item}, nil
			}
		}
	}
	return place{}, c.noPlace()
}

func (e *editor) noEdit(why string) (span, error) {
	return span{}, fmt.Errorf("%w: %s", ErrNoEdit, why)
}

// start gives the offset of the n-th member's key or item of a collection.
func (e *editor) start(n *Node, i int) int {
	if n.Kind == Object {
		return e.text.offset(n.Members[i].Pos)
	}
	return e.text.offset(n.Items[i].Pos)
}

func (n *Node) size() int { return len(n.Members) + len(n.Items) }

// json writes a change into a JSON text.
func (e *editor) json(c Change) (span, error) {
	if c.Kind == AddMember {
		n := e.doc.Root.Lookup(c.Pointer)
		if !n.Is(Object) {
			return span{}, c.noPlace()
		}
		member := string(appendString(nil, c.Key)) + ": " + string(c.Value.appendJSON(nil))
		open := e.text.offset(n.Pos) + 1
		if len(n.Members) == 0 {
			return span{open, open, member}, nil
		}
		first := e.start(n, 0)
		return span{first, first, member + "," + string(e.text.data[open:first])}, nil
	}
	p, err := e.find(c)
	if err != nil {
		return span{}, err
	}
	switch c.Kind {
	case SetScalar:
		start := e.text.offset(p.value.Pos)
		return span{start, e.jsonEnd(p.value), string(c.Value.appendJSON(nil))}, nil
	case RenameKey:
		start := e.text.offset(p.key)
		s := &scanner{doc: &Document{}, data: e.text.data, off: start}
		s.text()
		return span{start, s.off, string(appendString(nil, c.Key))}, nil
	}
	return e.cutFrom(p, func(i int) int {
		if p.parent.Kind == Object {
			return e.jsonEnd(p.parent.Members[i].Value)
		}
		return e.jsonEnd(p.parent.Items[i])
	}), nil
}

// cutFrom takes a member or item away together with one of the commas beside it.
// end gives where the i-th ends.
func (e *editor) cutFrom(p place, end func(i int) int) span {
	start := e.start(p.parent, p.index)
	switch {
	case p.index+1 < p.parent.size():
		return span{start, e.start(p.parent, p.index+1), ""}
	case p.index > 0:
		return span{end(p.index - 1), end(p.index), ""}
	}
	return span{start, end(p.index), ""}
}

// jsonEnd gives the offset after a value.
func (e *editor) jsonEnd(n *Node) int {
	s := &scanner{doc: &Document{}, data: e.text.data, off: e.text.offset(n.Pos)}
	s.value(0)
	return s.off
}

// flowText writes a value on one line of YAML.
func flowText(n *Node, flow bool) string {
	switch {
	case !n.Is(String):
		return string(n.appendJSON(nil))
	case !flow && !strings.Contains(n.Text, "\n"):
		return quote(n.Text, 0, false)
	case isPlain(n.Text) && !strings.ContainsAny(n.Text, ",[]{}:"):
		return n.Text
	}
	return doubleQuote(n.Text)
}
