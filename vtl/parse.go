package vtl

import "strings"

// maxNesting bounds directives, parentheses and literals inside each other, so
// that no template exhausts the stack.
const maxNesting = 200

// parser reads a template by recursive descent. It panics with a *SyntaxError,
// which [Parse] recovers.
type parser struct {
	template *Template
	slots    map[string]int // variables seen so far
	src      string
	pos      int
	base     int  // of src in the template's text, for a string inside it
	depth    int  // of nesting
	inString bool // a lone $ or # may end a string, but not a template
	inMethod bool // see scanToken

	modifiers int // references that end with a property and touch the next one

	end    string // the name of the directive that ended the last body, or empty
	endPos int
}

func (p *parser) at(pos int) at { return at(p.base + pos) }

func (p *parser) fail(pos int, message, hint string) {
	panic(&SyntaxError{p.template.source.at(p.base + pos), message, hint})
}

func (p *parser) enter() {
	if p.depth++; p.depth > maxNesting {
		p.fail(p.pos, "template is nested too deeply", "")
	}
}

func (p *parser) leave() { p.depth-- }

// slot is the place of a variable in the renderer's table.
func (p *parser) slot(name string) int {
	if i, ok := p.slots[name]; ok {
		return i
	}
	i := len(p.template.names)
	p.slots[name] = i
	p.template.names = append(p.template.names, name)
	return i
}

// body reads text, references and directives up to the directive that ends
// them (end, else, elseif), which it takes and leaves in p.end, or up to the
// end of the source.
func (p *parser) body() []node {
	p.enter()
	defer p.leave()
	b := bodyBuilder{p: p}
	p.end = ""
	for p.pos < len(p.src) && p.end == "" {
		start := p.pos
		next := nextSpecial(p.src, start)
		if next > start {
			// Blanks between a construct and a #set are dropped with it
			// (recorded: the #set lines of every airspeed prelude).
			if next >= len(p.src) || skipBlanks(p.src, start) != next || setParen(p.src, next) == 0 {
				b.text(start, next)
			}
			p.pos = next
			continue
		}
		switch p.src[start] {
		case '$':
			p.dollar(&b)
		case '#':
			p.hash(&b)
		case '\\':
			p.backslash(&b)
		}
	}
	return b.nodes
}

// bodyBuilder collects the nodes of a body and joins pieces of text.
type bodyBuilder struct {
	p          *parser
	nodes      []node
	start, end int // in the source, of the last text node; end is -1 when it is no piece of it
}

func (b *bodyBuilder) add(n node) { b.nodes = append(b.nodes, n) }

// text adds src[start:end] as it stands. Text that goes on where the last text
// ended stays one piece of the source.
func (b *bodyBuilder) text(start, end int) {
	last := b.lastText()
	switch {
	case start == end:
	case last == nil:
		b.add(&textNode{b.p.at(start), b.p.src[start:end]})
		b.start, b.end = start, end
	case b.end == start:
		last.text = b.p.src[b.start:end]
		b.end = end
	default:
		b.literal(start, b.p.src[start:end])
	}
}

// maxJoined bounds texts that others are joined to: a template of nothing but
// such pieces takes no longer than others.
const maxJoined = 1 << 10

// literal adds text that is not a piece of the source.
func (b *bodyBuilder) literal(pos int, text string) {
	if text == "" {
		return
	}
	b.end = -1
	if last := b.lastText(); last != nil && len(last.text) < maxJoined {
		last.text += text
		return
	}
	b.add(&textNode{b.p.at(pos), text})
}

func (b *bodyBuilder) lastText() *textNode {
	if len(b.nodes) == 0 {
		return nil
	}
	last, _ := b.nodes[len(b.nodes)-1].(*textNode)
	return last
}

// dollar reads a reference, or the $ as text when none begins here.
func (p *parser) dollar(b *bodyBuilder) {
	if ref := p.reference(); ref != nil {
		b.add(ref)
		p.behind(b, ref)
		return
	}
	start := p.pos
	rest := p.src[start+1:]
	switch {
	case rest == "" && !p.inString, rest == "!" && !p.inString:
		p.fail(start, "template ends with a $", "")
	case strings.HasPrefix(rest, "![") || strings.HasPrefix(rest, "!$"):
		p.pos += 2
		b.text(start, p.pos)
	case strings.HasPrefix(rest, "!{"):
		p.pos += 3
		b.text(start, p.pos)
	case strings.HasPrefix(rest, "!"):
		// Velocity drops the exclamation mark of a $! that begins no reference.
		b.text(start, start+1)
		b.end = -1
		p.pos += 2
	case strings.HasPrefix(rest, "{"):
		p.pos += 2
		b.text(start, p.pos)
	default:
		p.pos++
		if set := skipBlanks(p.src, p.pos); set < len(p.src) && setParen(p.src, set) > 0 {
			return // Velocity takes the $ for a part of the #set
		}
		b.text(start, p.pos)
	}
}

// backslash reads a run of backslashes. Before a reference or a known directive
// two of them stand for one, and an odd one keeps what follows as text; anywhere
// else they are text.
func (p *parser) backslash(b *bodyBuilder) {
	start := p.pos
	end := start
	for end < len(p.src) && p.src[end] == '\\' {
		end++
	}
	n := end - start
	p.pos = end
	switch {
	case end < len(p.src) && p.src[end] == '$':
		if ref := p.reference(); ref != nil {
			ref.escapes = n
			ref.at = p.at(start)
			b.add(ref)
			p.behind(b, ref)
			return
		}
	case end < len(p.src) && p.src[end] == '#':
		name, nameEnd := directiveName(p.src, end)
		switch {
		case nameEnd == 0 || !isDirective(name):
		case n%2 == 1:
			b.literal(start, p.src[start:start+n/2]+p.src[end:nameEnd])
			p.pos = nameEnd
			return
		case name != "set":
			b.literal(start, p.src[start:start+n/2])
			return
		}
	}
	b.text(start, end)
}

// mustReference reads a reference inside an expression.
func (p *parser) mustReference() *refNode {
	ref := p.reference()
	if ref == nil {
		p.fail(p.pos, "got $ without a variable's name", "")
	}
	return ref
}

// reference reads $name, ${name}, $!name or $!{name} and what follows it. It
// returns nil and stays where it is when no reference begins here.
func (p *parser) reference() *refNode {
	start := p.pos
	i := start + 1
	for i < len(p.src) && p.src[i] == '\\' { // $\!x is $!x
		i++
	}
	switch {
	case i < len(p.src) && p.src[i] == '!':
		i++
	case i > start+1:
		return nil
	}
	bang := p.src[start+1 : i]
	formal := i < len(p.src) && p.src[i] == '{'
	if formal {
		i++
	}
	end := identifierEnd(p.src, i)
	if end == i {
		return nil
	}
	name := p.src[i:end]
	p.checkIdentifier(i, name)
	slotName := name
	if len(bang) > 1 {
		slotName = bang + name // which no variable has: Velocity finds nothing
	}
	ref := &refNode{at: p.at(start), name: name, slot: p.slot(slotName)}
	p.pos = end
	p.path(ref)
	if name == "foreach" && !isLoopText(ref.path) {
		p.template.keepsLoops = true
	}
	if formal {
		if p.pos >= len(p.src) || p.src[p.pos] != '}' {
			p.fail(start, "${"+name+" is not closed", "")
		}
		p.pos++
	}
	ref.source = p.src[start:p.pos]
	return ref
}

// checkIdentifier refuses $true and $x.false, which are no references in
// Velocity's grammar.
func (p *parser) checkIdentifier(pos int, name string) {
	if name == "true" || name == "false" {
		p.fail(pos, "a reference cannot be called "+name, "")
	}
}

// path reads .name, .name(args) and [index], as many as follow without a blank.
func (p *parser) path(ref *refNode) {
	for p.pos < len(p.src) {
		start := p.pos
		switch {
		case p.src[start] == '[':
			p.pos++
			ref.path = append(ref.path, step{at: p.at(start), kind: stepIndex, args: []expr{p.index()}})
		case p.src[start] == '.' && start+1 < len(p.src) && isAlpha(p.src[start+1]):
			end := identifierEnd(p.src, start+1)
			name := p.src[start+1 : end]
			p.checkIdentifier(start, name)
			s := step{at: p.at(start), name: name}
			p.pos = end
			if end < len(p.src) && p.src[end] == '(' {
				s.kind = stepMethod
				s.methods = methods[name]
				s.args = p.arguments()
			} else {
				s.methods = properties[name]
			}
			ref.path = append(ref.path, s)
		default:
			return
		}
	}
}

// inArguments reads with f under the rules of a method's arguments.
func (p *parser) inArguments(f func()) {
	outer := p.inMethod
	p.inMethod = true
	p.enter()
	f()
	p.leave()
	p.inMethod = outer
}

func (p *parser) index() (e expr) {
	p.inArguments(func() {
		switch t := p.peek(); t.kind {
		case tokString, tokInt, tokTrue, tokFalse, tokDollar:
			e = p.operand("an index")
		default:
			p.unexpected(t, "an index: a number, a string or a reference")
		}
		p.expect(tokRBracket, "]")
	})
	return e
}

func (p *parser) arguments() (args []expr) {
	p.pos++ // the parenthesis
	if p.pos < len(p.src) && p.src[p.pos] == ')' {
		p.pos++
		return nil
	}
	p.inArguments(func() {
		for {
			args = append(args, p.operand("an argument"))
			if !p.accept(tokComma) {
				break
			}
		}
		p.expect(tokRParen, ") or a comma")
	})
	return args
}
