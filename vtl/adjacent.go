package vtl

import "strings"

// behind reads on after a reference. A #set there leaves Velocity's scanner as
// it is within the reference, and so does a reference that ends with a property
// when another one follows at once.
func (p *parser) behind(b *bodyBuilder, ref *refNode) {
	formal := strings.HasSuffix(ref.source, "}")
	for !formal {
		p.tail(b)
		hash := skipBlanks(p.src, p.pos)
		if hash >= len(p.src) {
			return
		}
		open := setParen(p.src, hash)
		if open == 0 {
			break
		}
		p.pos = open
		b.add(p.set(hash))
		p.refuseBracket("[")
	}
	if !formal && ref.endsWithProperty() {
		if strings.HasSuffix(ref.source, "]") {
			p.refuseBracket("(")
		}
		if strings.HasPrefix(p.src[p.pos:], "##") { // begins no comment there
			b.text(p.pos, p.pos+2)
			p.pos += 2
		}
	}
	switch {
	case !formal && p.pos < len(p.src) && p.src[p.pos] == '}':
		b.text(p.pos, p.pos+1) // for itself, so that blanks behind it may belong to a #set
		p.pos++
	case p.pos < len(p.src) && p.src[p.pos] == '$':
		if !formal && ref.endsWithProperty() {
			p.modifiers++
		}
		return
	case p.pos < len(p.src) && p.src[p.pos] == '#':
		p.modifiers = 0
	}
	for ; p.modifiers > 0; p.modifiers-- {
		p.refuseBracket("[(")
		p.tail(b)
	}
}

// refuseBracket fails when one of the brackets follows: Velocity's grammar has
// no place for it behind some references.
func (p *parser) refuseBracket(brackets string) {
	if p.pos < len(p.src) && strings.IndexByte(brackets, p.src[p.pos]) >= 0 {
		p.fail(p.pos, "got "+p.src[p.pos:p.pos+1]+" right behind references", "write references that touch each other in braces")
	}
}

// tail reads what Velocity still takes for a part of a reference that was written
// without braces, right behind it. A name after a ) or ], or a {name}, is to it a
// variable without a $: the name or the opening brace is printed, and a path
// behind it is lost. A reader who means text writes the reference in braces.
func (p *parser) tail(b *bodyBuilder) {
	for p.pos < len(p.src) {
		start := p.pos
		name := start
		if p.src[start] == '{' {
			name++
		}
		end := identifierEnd(p.src, name)
		if end == name {
			return
		}
		p.checkIdentifier(name, p.src[name:end])
		p.pos = end
		p.path(&refNode{})
		if p.src[start] != '{' {
			b.literal(start, p.src[start:end])
			continue
		}
		if p.pos >= len(p.src) || p.src[p.pos] != '}' {
			p.fail(start, "{ and a name right after a reference", "write the reference in braces")
		}
		b.literal(start, "{")
		p.pos++
		return
	}
}
