package vtl

import "strings"

// isDirective reports whether #name is a directive of the templates API Gateway
// renders. What else Velocity knows (evaluate, parse, include) is plain text
// there (recorded: test_evaluate, test_return_macro).
func isDirective(name string) bool {
	switch name {
	case "set", "if", "elseif", "else", "end", "stop", "foreach", "define", "break", "macro":
		return true
	}
	return false
}

// hash reads what begins with a #: a comment, a directive, or text.
func (p *parser) hash(b *bodyBuilder) {
	start := p.pos
	rest := p.src[start:]
	switch {
	case strings.HasPrefix(rest, "##"):
		p.lineComment()
		return
	case strings.HasPrefix(rest, "#*"):
		if end := strings.Index(rest[2:], "*#"); end >= 0 {
			p.pos += 2 + end + 2
		} else {
			p.pos = len(p.src)
		}
		return
	case strings.HasPrefix(rest, "#[["):
		end := strings.Index(rest, "]]#")
		if end < 0 {
			p.fail(start, "#[[ without ]]#", "")
		}
		b.literal(start, rest[3:end])
		p.pos += end + 3
		return
	}
	if open := setParen(p.src, start); open > 0 {
		p.pos = open
		b.add(p.set(start))
		return
	}
	name, end := directiveName(p.src, start)
	if end == 0 {
		if rest == "#" && !p.inString {
			p.fail(start, "template ends with a #", "")
		}
		p.pos++
		if set := skipBlanks(p.src, p.pos); set == p.pos || set >= len(p.src) || setParen(p.src, set) == 0 {
			b.text(start, p.pos) // else Velocity takes the # for a part of the #set
		}
		return
	}
	p.pos = end
	p.directive(b, start, name)
}

// lineComment takes a comment and the end of its line.
func (p *parser) lineComment() {
	end := strings.IndexAny(p.src[p.pos:], "\r\n")
	if end < 0 {
		p.pos = len(p.src)
		return
	}
	p.pos = skipLineEnd(p.src, p.pos+end)
}

// directive reads #name, whose name has been taken.
func (p *parser) directive(b *bodyBuilder, start int, name string) {
	switch name {
	case "end", "else":
		p.pos = skipLineEnd(p.src, p.pos)
		p.end, p.endPos = name, start
	case "elseif":
		p.end, p.endPos = name, start
	case "if":
		b.add(p.ifStatement(start))
	case "stop":
		if next := skipSpace(p.src, p.pos); next < len(p.src) && p.src[next] == '(' {
			p.fail(start, "#stop takes no arguments", "")
		}
		b.add(&stopNode{p.at(start)})
	case "break":
		b.add(&breakNode{p.at(start)})
	case "foreach":
		b.add(p.foreach(start))
	case "define":
		b.add(p.define(start))
	case "macro":
		p.macro(start)
	default:
		p.unknown(b, start, name)
	}
}

// set reads the rest of #set( and the line end behind it.
func (p *parser) set(start int) node {
	t := p.peek()
	if t.kind != tokDollar {
		p.unexpected(t, "a reference to set")
	}
	p.pos = t.start
	target := p.mustReference()
	p.expect(tokAssign, "=")
	value := p.expression(1)
	p.closeDirective("#set")
	return &setNode{p.at(start), target, value}
}

// closeDirective takes the parenthesis that ends a directive, and the line end.
func (p *parser) closeDirective(name string) {
	p.expect(tokRParen, "the ) of "+name+" or an operator")
	p.pos = skipLineEnd(p.src, p.pos)
}

func (p *parser) condition(name string) expr {
	p.expect(tokLParen, "the ( of "+name)
	cond := p.expression(1)
	p.closeDirective(name)
	return cond
}

func (p *parser) ifStatement(start int) node {
	n := &ifNode{at: p.at(start)}
	cond := p.condition("#if")
	for {
		body := p.body()
		n.branches = append(n.branches, branch{cond, body})
		switch p.end {
		case "elseif":
			cond = p.condition("#elseif")
			continue
		case "else":
			n.orElse = p.body()
			if p.end != "end" && p.end != "" {
				p.fail(p.endPos, "#"+p.end+" after #else", "")
			}
		}
		p.closeBlock(start, "#if")
		return n
	}
}

// closeBlock checks that the last body ended with #end.
func (p *parser) closeBlock(start int, name string) {
	switch p.end {
	case "end":
		p.end = ""
	case "":
		p.fail(start, name+" has no #end", "")
	default:
		p.fail(p.endPos, "#"+p.end+" inside "+name, "")
	}
}

func (p *parser) block(start int, name string) []node {
	body := p.body()
	p.closeBlock(start, name)
	return body
}

func (p *parser) foreach(start int) node {
	p.expect(tokLParen, "the ( of #foreach")
	t := p.peek()
	if t.kind != tokDollar {
		p.unexpected(t, "the variable of #foreach")
	}
	p.pos = t.start
	variable := p.mustReference()
	if in := p.expect(tokWord, "in"); p.src[in.start:in.end] != "in" {
		p.unexpected(in, "in")
	}
	list := p.operand("what #foreach goes over")
	p.closeDirective("#foreach")
	return &foreachNode{p.at(start), variable.slot, list, p.block(start, "#foreach")}
}

func (p *parser) define(start int) node {
	p.expect(tokLParen, "the ( of #define")
	t := p.peek()
	if t.kind != tokDollar {
		p.unexpected(t, "the variable of #define")
	}
	p.pos = t.start
	variable := p.mustReference()
	p.closeDirective("#define")
	slot := variable.slot
	if !variable.isPlain() {
		slot = -1
	}
	return &defineNode{p.at(start), slot, p.block(start, "#define")}
}

// macro reads a macro and forgets it: API Gateway defines none, and prints the
// calls as they stand (recorded: test_recursive_macro).
func (p *parser) macro(start int) {
	p.expect(tokLParen, "the ( of #macro")
	p.expect(tokWord, "the name of the macro")
	p.directiveArguments()
	p.pos = skipLineEnd(p.src, p.pos)
	p.block(start, "#macro")
}

// unknown reads #name, which is no directive. It is text, with its arguments
// when it has some, which must be arguments.
func (p *parser) unknown(b *bodyBuilder, start int, name string) {
	if next := skipSpace(p.src, p.pos); next < len(p.src) && p.src[next] == '(' {
		p.pos = next + 1
		p.directiveArguments()
		p.pos = skipLineEnd(p.src, p.pos) // is printed, but parts it from what follows
		if strings.HasPrefix(name, "@") { // a macro call with a body
			p.block(start, "#"+name)
		}
	}
	b.text(start, p.pos)
}

// directiveArguments reads arguments, with or without commas between them, to
// the closing parenthesis.
func (p *parser) directiveArguments() {
	for {
		t := p.peek()
		switch {
		case t.kind == tokRParen:
			p.take(t)
			return
		case t.kind == tokComma || t.kind == tokWord:
			p.take(t)
		case t.kind == tokBad && p.src[t.start] == '#':
			_, end := directiveName(p.src, t.start)
			if end == 0 {
				p.unexpected(t, "an argument or )")
			}
			p.pos = end
		default:
			p.operand("an argument or )")
		}
	}
}
