package vtl

import (
	"math/big"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// peek reads the next token without taking it.
func (p *parser) peek() token { return scanToken(p.src, p.pos, p.inMethod) }

// take moves past a token.
func (p *parser) take(t token) { p.pos = t.end }

// accept takes the next token when it is of kind k.
func (p *parser) accept(k kind) bool {
	t := p.peek()
	if t.kind != k {
		return false
	}
	p.take(t)
	return true
}

// expect takes the next token, which must be of kind k.
func (p *parser) expect(k kind, want string) token {
	t := p.peek()
	if t.kind != k {
		p.unexpected(t, want)
	}
	p.take(t)
	return t
}

func (p *parser) unexpected(t token, want string) {
	got := strconv.Quote(p.src[t.start:min(t.end, t.start+20)])
	hint := ""
	const doubled = "a quote inside a string is written twice, a backslash does not escape it"
	switch {
	case t.kind == tokEOF:
		got = "end of template"
	case t.kind == tokBad && (p.src[t.start] == '"' || p.src[t.start] == '\''):
		p.fail(t.start, "string is not closed", doubled)
	case p.src[t.start] == '\\', strings.HasSuffix(p.src[:t.start], `\"`), strings.HasSuffix(p.src[:t.start], `\'`):
		hint = doubled
	case (t.kind == tokInt || t.kind == tokFloat) && p.src[t.start] == '-':
		hint = "a minus before a digit belongs to the number: put a blank after it to subtract"
	case t.kind == tokWord:
		hint = "strings need quotes and variables a $"
	}
	p.fail(t.start, "got "+got+", want "+want, hint)
}

// expression reads operators of at least the given precedence, by precedence
// climbing. All of them group to the left.
func (p *parser) expression(least int) expr {
	p.enter()
	defer p.leave()
	left := p.unary()
	for {
		t := p.peek()
		level := t.kind.precedence()
		if level == 0 || level < least {
			return left
		}
		p.take(t)
		right := p.expression(level + 1)
		source := p.src[t.end:skipSpace(p.src, p.pos)]
		left = &binaryExpr{p.at(t.start), t.kind, left, right, source}
	}
}

func (p *parser) unary() expr {
	t := p.peek()
	if t.kind == tokNot {
		p.take(t)
		p.enter()
		defer p.leave()
		return &notExpr{p.at(t.start), p.unary()}
	}
	if t.kind == tokLParen {
		p.take(t)
		inner := p.expression(1)
		end := p.expect(tokRParen, ") or an operator")
		return &parenExpr{p.at(t.start), inner, p.src[t.end:end.start]}
	}
	return p.operand("a value")
}

// operand reads what may stand in a list, a map or a method's arguments:
// operators may not. A bare word there is a null (the recorded put_null_in_map).
func (p *parser) operand(want string) expr {
	t := p.peek()
	switch t.kind {
	case tokString:
		p.take(t)
		return p.stringLiteral(t)
	case tokInt, tokFloat:
		p.take(t)
		return &constExpr{p.at(t.start), number(p.src[t.start:t.end])}
	case tokTrue, tokFalse:
		p.take(t)
		return &constExpr{p.at(t.start), Bool(t.kind == tokTrue)}
	case tokDollar:
		p.pos = t.start
		return p.mustReference()
	case tokLBracket:
		p.take(t)
		return p.list(t)
	case tokLCurly:
		p.take(t)
		return p.mapLiteral(t)
	case tokWord:
		if p.inMethod {
			p.take(t)
			return &constExpr{p.at(t.start), Value{}}
		}
	}
	p.unexpected(t, want)
	return nil
}

// list reads a list or a range after its bracket.
func (p *parser) list(open token) expr {
	p.enter()
	defer p.leave()
	if p.pos < len(p.src) && p.src[p.pos] == ']' {
		p.pos++
		return &listExpr{at: p.at(open.start)}
	}
	first := p.operand("a value")
	if t := p.peek(); t.kind == tokRange && isRangeEnd(first) {
		p.take(t)
		end := p.peek()
		to := p.operand("the end of the range")
		if !isRangeEnd(to) {
			p.unexpected(end, "the end of the range: an integer or a reference")
		}
		p.expect(tokRBracket, "]")
		return &rangeExpr{p.at(open.start), first, to, p.src[open.start:p.pos]}
	}
	list := &listExpr{p.at(open.start), []expr{first}}
	for p.accept(tokComma) {
		list.elems = append(list.elems, p.operand("a value"))
	}
	p.expect(tokRBracket, "] or a comma")
	return list
}

func isRangeEnd(e expr) bool {
	switch e := e.(type) {
	case *refNode:
		return true
	case *constExpr:
		return e.value.kind == KindInt
	}
	return false
}

func (p *parser) mapLiteral(open token) expr {
	p.enter()
	defer p.leave()
	m := &mapExpr{at: p.at(open.start)}
	if p.accept(tokRCurly) {
		return m
	}
	for {
		m.keys = append(m.keys, p.operand("a key"))
		p.expect(tokColon, "a colon")
		m.values = append(m.values, p.operand("a value"))
		if !p.accept(tokComma) {
			break
		}
	}
	p.expect(tokRCurly, "} or a comma")
	return m
}

// stringLiteral reads what a string token means. In double quotes the text is a
// template of its own, and \uXXXX stands for a character.
func (p *parser) stringLiteral(t token) expr {
	quote := p.src[t.start : t.start+1]
	text := p.src[t.start+1 : t.end-1]
	if strings.Contains(text, quote) {
		text = strings.ReplaceAll(text, quote+quote, quote)
	}
	if quote == `"` {
		text = unescapeUnicode(text)
		if strings.ContainsAny(text, "$#") {
			return p.interpolate(t, text)
		}
	}
	return &constExpr{p.at(t.start), Str(text)}
}

// interpolate parses the template inside a string. Places in it are those of
// the characters of the source, or near them when quotes were doubled before.
func (p *parser) interpolate(t token, text string) expr {
	sub := parser{
		src: text, template: p.template, slots: p.slots, base: p.base + t.start + 1,
		inString: true, depth: p.depth,
	}
	sub.enter()
	body := sub.body()
	if sub.end != "" {
		sub.fail(sub.endPos, "#"+sub.end+" without its directive", "")
	}
	if len(body) == 0 {
		return &constExpr{p.at(t.start), Str("")}
	}
	if text, ok := body[0].(*textNode); ok && len(body) == 1 {
		return &constExpr{p.at(t.start), Str(text.text)}
	}
	return &interpolated{p.at(t.start), body}
}

// unescapeUnicode replaces \uXXXX. Every other backslash stays as it is.
func unescapeUnicode(s string) string {
	if !strings.Contains(s, `\u`) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); {
		unit, ok := hexEscape(s, i)
		if !ok {
			b.WriteByte(s[i])
			i++
			continue
		}
		i += 6
		r := rune(unit)
		if utf16.IsSurrogate(r) {
			if low, ok := hexEscape(s, i); ok {
				if pair := utf16.DecodeRune(r, rune(low)); pair != utf8.RuneError {
					r = pair
					i += 6
				}
			}
		}
		b.WriteRune(r)
	}
	return b.String()
}

func hexEscape(s string, i int) (uint64, bool) {
	if i+6 > len(s) || s[i] != '\\' || s[i+1] != 'u' {
		return 0, false
	}
	unit, err := strconv.ParseUint(s[i+2:i+6], 16, 16)
	return unit, err == nil
}

// number reads a number as Java does: an integer of any size, or a double.
func number(text string) Value {
	if n, err := strconv.ParseInt(text, 10, 64); err == nil {
		return Int(n)
	}
	if !strings.ContainsAny(text, ".eE") {
		if n, ok := new(big.Int).SetString(text, 10); ok {
			return Big(n)
		}
	}
	f, _ := strconv.ParseFloat(text, 64) // out of range gives infinity, as in Java
	return Float(f)
}
