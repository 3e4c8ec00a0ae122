package openapi

import (
	"bytes"
	"strings"
)

// yaml writes a change into a YAML text. What it makes of a rare notation may be
// wrong: [Document.Edit] reads the result again before it is believed.
func (e *editor) yaml(c Change) (span, error) {
	if c.Kind == AddMember {
		return e.yamlAdd(c)
	}
	p, err := e.find(c)
	if err != nil {
		return span{}, err
	}
	flow := e.inFlow(p.parent)
	switch c.Kind {
	case SetScalar:
		start := e.text.offset(p.value.Pos)
		if p.value.Kind == Array || p.value.Kind == Object {
			return e.noEdit("the value is no scalar")
		}
		return span{start, e.yamlEnd(p.value, p.key.Col, flow), flowText(c.Value, flow)}, nil
	case RenameKey:
		start := e.text.offset(p.key)
		return span{start, e.keyEnd(start), flowText(Str(c.Key), true)}, nil
	}
	if flow {
		return e.cutFrom(p, func(i int) int { return e.memberEnd(p.parent, i, true) }), nil
	}
	return e.yamlCut(p)
}

// yamlCut takes a member or item of a block collection away with its lines.
func (e *editor) yamlCut(p place) (span, error) {
	if p.parent.size() == 1 {
		return e.noEdit("nothing would be left of the collection")
	}
	start, end := e.text.offset(p.key), e.memberEnd(p.parent, p.index, false)
	lineStart := e.text.lines[p.key.Line-1]
	before := strings.TrimSpace(string(e.text.data[lineStart:start]))
	switch {
	case before == "" && p.parent.Kind == Object, before == "-" && p.parent.Kind == Array:
		// The whole lines go, with a comment at the end of the last one.
		after := e.text.lineEnd(end)
		if rest := bytes.TrimSpace(e.text.data[end:after]); len(rest) > 0 && rest[0] != '#' {
			return e.noEdit("something else stands on the line")
		}
		if i := bytes.IndexByte(e.text.data[after:], '\n'); i >= 0 {
			after += i + 1
		}
		return span{lineStart, after, ""}, nil
	case p.index+1 < p.parent.size():
		// The first member behind a dash: the next one takes its place.
		next := e.start(p.parent, p.index+1)
		if len(bytes.TrimSpace(e.text.data[end:next])) > 0 {
			return e.noEdit("a comment stands between")
		}
		return span{start, next, ""}, nil
	}
	return e.noEdit("the notation is unusual")
}

// yamlAdd puts a member into an object: behind its first member of one line, or
// before all of them.
func (e *editor) yamlAdd(c Change) (span, error) {
	n := e.doc.Root.Lookup(c.Pointer)
	if !n.Is(Object) {
		return span{}, c.noPlace()
	}
	if e.inFlow(n) {
		open := e.text.offset(n.Pos) + 1
		member := flowText(Str(c.Key), true) + ": " + flowText(c.Value, true)
		if len(n.Members) > 0 {
			member += ", "
		}
		return span{open, open, member}, nil
	}
	if len(n.Members) == 0 {
		return e.noEdit("the object is written in an unusual way")
	}
	col := n.Members[0].Pos.Col
	indent := strings.Repeat(" ", col-1)
	member := flowText(Str(c.Key), false) + ": " + flowText(c.Value, false)
	for i, m := range n.Members {
		if m.Value.size() == 0 && m.Value.Pos.Line == m.Pos.Line && m.Pos.Col == col {
			end := e.memberEnd(n, i, false)
			if e.text.pos("", end).Line == m.Pos.Line {
				at := e.text.lineEnd(end)
				return span{at, at, e.text.lineBreak() + indent + member}, nil
			}
		}
	}
	at := e.text.offset(n.Members[0].Pos)
	return span{at, at, member + e.text.lineBreak() + indent}, nil
}

// inFlow reports whether a collection is written in braces or brackets.
func (e *editor) inFlow(n *Node) bool {
	at := e.text.offset(n.Pos)
	return at < len(e.text.data) && (e.text.data[at] == '{' || e.text.data[at] == '[')
}

// memberEnd gives the offset after the i-th member or item.
func (e *editor) memberEnd(n *Node, i int, flow bool) int {
	if n.Kind == Array {
		return e.yamlEnd(n.Items[i], n.Items[i].Pos.Col-1, flow)
	}
	m := n.Members[i]
	if m.Value.Kind == Null && m.Value.Text == "" && m.Value.Pos.Line != m.Pos.Line {
		return e.keyEnd(e.text.offset(m.Pos)) + 1
	}
	return e.yamlEnd(m.Value, m.Pos.Col, flow)
}

// yamlEnd gives the offset after a value. col is the column of its key: lines
// that are indented more belong to it.
func (e *editor) yamlEnd(n *Node, col int, flow bool) int {
	at := e.text.offset(n.Pos)
	if at >= len(e.text.data) {
		return at
	}
	switch c := e.text.data[at]; {
	case n.Kind == Array || n.Kind == Object:
		if c == '{' || c == '[' {
			return e.bracketEnd(at)
		}
		if n.size() == 0 {
			return at
		}
		last := n.size() - 1
		if n.Kind == Object {
			return e.memberEnd(n, last, false)
		}
		return e.yamlEnd(n.Items[last], n.Items[last].Pos.Col-1, false)
	case c == '"' || c == '\'':
		return e.quoteEnd(at)
	case c == '|' || c == '>':
		return e.continued(e.text.lineEnd(at), col)
	case flow:
		return e.plainEnd(at, ",]}\n")
	}
	return e.continued(e.plainEnd(at, "\n"), col)
}

// plainEnd gives the end of a plain scalar on its line.
func (e *editor) plainEnd(at int, stops string) int {
	end := at
	for end < len(e.text.data) && !strings.ContainsRune(stops, rune(e.text.data[end])) {
		if e.text.data[end] == '#' && end > at && (e.text.data[end-1] == ' ' || e.text.data[end-1] == '\t') {
			break
		}
		end++
	}
	return at + len(bytes.TrimRight(e.text.data[at:end], " \t\r"))
}

// continued takes in the lines after an offset that are indented more than the
// key at the column; blank lines at the end stay out.
func (e *editor) continued(end, col int) int {
	next := end
	for {
		i := bytes.IndexByte(e.text.data[next:], '\n')
		if i < 0 {
			return end
		}
		start := next + i + 1
		line := e.text.data[start:e.text.lineEnd(start)]
		blank := len(bytes.TrimSpace(line)) == 0
		if !blank && len(line)-len(bytes.TrimLeft(line, " ")) < col {
			return end
		}
		next = start + len(line)
		if !blank {
			end = next
		}
		if next >= len(e.text.data) {
			return end
		}
	}
}

// quoteEnd gives the offset after a quoted scalar.
func (e *editor) quoteEnd(at int) int {
	mark := e.text.data[at]
	for i := at + 1; i < len(e.text.data); i++ {
		switch {
		case mark == '"' && e.text.data[i] == '\\':
			i++
		case e.text.data[i] == mark && mark == '\'' && i+1 < len(e.text.data) && e.text.data[i+1] == mark:
			i++
		case e.text.data[i] == mark:
			return i + 1
		}
	}
	return len(e.text.data)
}

// bracketEnd gives the offset after a flow collection. A quote begins a scalar
// only where a value may begin.
func (e *editor) bracketEnd(at int) int {
	depth, fresh := 0, true
	for i := at; i < len(e.text.data); i++ {
		switch c := e.text.data[i]; {
		case (c == '"' || c == '\'') && fresh:
			i = e.quoteEnd(i) - 1
			fresh = false
		case c == '{' || c == '[':
			depth, fresh = depth+1, true
		case c == '}' || c == ']':
			if depth--; depth == 0 {
				return i + 1
			}
			fresh = false
		case c == ',' || c == ':':
			fresh = true
		case c != ' ' && c != '\n' && c != '\r' && c != '\t':
			fresh = false
		}
	}
	return len(e.text.data)
}

// keyEnd gives the offset after a key.
func (e *editor) keyEnd(at int) int {
	if at < len(e.text.data) && (e.text.data[at] == '"' || e.text.data[at] == '\'') {
		return e.quoteEnd(at)
	}
	for i := at; i < len(e.text.data); i++ {
		if e.text.data[i] == ':' && (i+1 == len(e.text.data) || strings.ContainsRune(" \t\r\n", rune(e.text.data[i+1]))) {
			return i
		}
	}
	return at
}
