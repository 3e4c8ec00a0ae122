package mapping

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/apigen-go/apigen/internal/javaregexp"
	"github.com/apigen-go/apigen/vtl"
)

// A filter is the condition of [?(...)].
type filter interface {
	holds(w *walker, element vtl.Value) bool
}

type (
	filterOr  []filter
	filterAnd []filter
	filterNot struct{ inner filter }
	// comparison holds when left op right does. Without an operator it holds
	// when the path on the left is there.
	comparison struct {
		left, right operand
		op          string
		pattern     textPattern // of =~
	}
	// operand is a path or a literal.
	operand struct {
		path  *jsonPath
		value vtl.Value
	}
)

func (f filterOr) holds(w *walker, e vtl.Value) bool {
	for _, part := range f {
		if part.holds(w, e) {
			return true
		}
	}
	return false
}

func (f filterAnd) holds(w *walker, e vtl.Value) bool {
	for _, part := range f {
		if !part.holds(w, e) {
			return false
		}
	}
	return true
}

func (f filterNot) holds(w *walker, e vtl.Value) bool { return !f.inner.holds(w, e) }

// value is what an operand has for an element; ok is false for a path to
// nothing.
func (o *operand) evaluate(w *walker, element vtl.Value) (v vtl.Value, ok bool) {
	if o.path == nil {
		return o.value, true
	}
	root := w.root
	if o.path.relative {
		root = element
	}
	inner := walker{root: w.root, left: w.left}
	inner.walk(root, o.path.steps)
	w.left = inner.left
	if !o.path.definite() {
		v, ok = vtl.FromList(vtl.NewJSONList(inner.found...)), true
	} else if len(inner.found) > 0 {
		v, ok = inner.found[0], true
	}
	if ok && o.path.function != "" {
		var err error
		v, ok, err = apply(o.path.function, v, o.path.args)
		ok = ok && err == nil
	}
	return v, ok
}

func (c *comparison) holds(w *walker, element vtl.Value) bool {
	if w.left--; w.left < 0 {
		return false
	}
	left, ok := c.left.evaluate(w, element)
	if c.op == "" {
		return ok
	}
	if c.op == "exists" {
		want, _ := c.right.evaluate(w, element)
		return ok == want.Bool()
	}
	right, rightOK := c.right.evaluate(w, element)
	if !ok || !rightOK {
		return c.op == "!=" && ok != rightOK
	}
	switch c.op {
	case "==":
		return same(left, right)
	case "!=":
		return !same(left, right)
	case "<", "<=", ">", ">=":
		return ordered(c.op, left, right)
	case "=~":
		s, isText := left.Text()
		return isText && c.pattern.matches(w, s)
	case "in":
		return contains(right, left)
	case "nin":
		return !contains(right, left)
	case "contains":
		if s, isText := left.Text(); isText {
			part, ok := right.Text()
			return ok && strings.Contains(s, part)
		}
		return contains(left, right)
	case "size":
		n, ok, _ := apply("size", left, nil)
		return ok && same(n, right)
	case "empty":
		n, ok, _ := apply("size", left, nil)
		return ok && (n.Int() == 0) == right.Bool()
	}
	return false
}

func isNumber(v vtl.Value) bool { return v.Kind() >= vtl.KindInt && v.Kind() <= vtl.KindFloat }

// same compares as Jayway does: by type and value, numbers by value.
func same(a, b vtl.Value) bool {
	switch {
	case isNumber(a) && isNumber(b):
		return a.Float() == b.Float()
	case a.Kind() != b.Kind():
		return false
	case a.Map() != nil || a.List() != nil:
		return string(vtl.AppendJSON(nil, a)) == string(vtl.AppendJSON(nil, b))
	}
	return a.String() == b.String()
}

func ordered(op string, a, b vtl.Value) bool {
	var order int
	switch {
	case isNumber(a) && isNumber(b):
		switch x, y := a.Float(), b.Float(); {
		case x < y:
			order = -1
		case x > y:
			order = 1
		}
	case a.Kind() == vtl.KindString && b.Kind() == vtl.KindString:
		order = strings.Compare(a.String(), b.String())
	default:
		return false
	}
	switch op {
	case "<":
		return order < 0
	case "<=":
		return order <= 0
	case ">":
		return order > 0
	}
	return order >= 0
}

func contains(list, v vtl.Value) bool {
	l := list.List()
	if l == nil {
		return false
	}
	for i := range l.Len() {
		if same(l.At(i), v) {
			return true
		}
	}
	return false
}

const (
	maxFilterNesting = 50

	// patternTimeout is for one text. All texts of a path together have as much
	// time as the visits that are left: so many for a microsecond.
	patternTimeout       = 50 * time.Millisecond
	visitsPerMicrosecond = 5
)

// filterExpression reads (a && b || !(c)).
func (p *pathParser) filterExpression() (filter, error) {
	if p.depth++; p.depth > maxFilterNesting {
		return nil, errors.New("is nested too deeply")
	}
	defer func() { p.depth-- }()
	p.space()
	if !p.accept("(") {
		return nil, p.unexpected("(")
	}
	var or filterOr
	for {
		and, err := p.conjunction()
		if err != nil {
			return nil, err
		}
		or = append(or, and)
		p.space()
		if !p.accept("||") {
			break
		}
	}
	if !p.accept(")") {
		return nil, p.unexpected(")")
	}
	return or, nil
}

func (p *pathParser) conjunction() (filter, error) {
	var and filterAnd
	for {
		f, err := p.condition()
		if err != nil {
			return nil, err
		}
		and = append(and, f)
		p.space()
		if !p.accept("&&") {
			return and, nil
		}
	}
}

func (p *pathParser) condition() (filter, error) {
	p.space()
	switch {
	case p.peek() == '(':
		return p.filterExpression()
	case p.peek() == '!' && !strings.HasPrefix(p.src[p.pos:], "!="):
		p.pos++
		if p.depth++; p.depth > maxFilterNesting {
			return nil, errors.New("is nested too deeply")
		}
		defer func() { p.depth-- }()
		inner, err := p.condition()
		return filterNot{inner}, err
	}
	left, err := p.operand()
	if err != nil {
		return nil, err
	}
	c := &comparison{left: left}
	p.space()
	for _, op := range []string{"==", "!=", "<=", ">=", "<", ">", "=~", "in ", "in[", "nin ", "nin[", "contains ", "size ", "empty ", "exists "} {
		if p.accept(op) {
			if strings.HasSuffix(op, "[") {
				p.pos--
			}
			c.op = strings.TrimRight(op, " [")
			break
		}
	}
	if c.op == "" {
		if left.path == nil {
			return nil, p.unexpected("an operator")
		}
		return c, nil
	}
	p.space()
	if c.op == "=~" {
		c.pattern, err = p.pattern()
		return c, err
	}
	c.right, err = p.operand()
	return c, err
}

func (p *pathParser) operand() (operand, error) {
	if c := p.peek(); c == '@' || c == '$' {
		path, err := p.path()
		return operand{path: path}, err
	}
	v, err := p.literal()
	return operand{value: v}, err
}

// pattern reads /regex/i. It must match the whole text, as in Jayway.
func (p *pathParser) pattern() (textPattern, error) {
	if !p.accept("/") {
		return textPattern{}, p.unexpected("a pattern between slashes")
	}
	end := strings.IndexByte(p.src[p.pos:], '/')
	if end < 0 {
		return textPattern{}, errors.New("has a pattern that does not end")
	}
	text := p.src[p.pos : p.pos+end]
	p.pos += end + 1
	flags := ""
	for i := p.pos; p.pos < len(p.src) && strings.IndexByte("idmsuxU", p.src[p.pos]) >= 0; p.pos++ {
		flags = "(?" + p.src[i:p.pos+1] + ")"
	}
	re, err := javaregexp.CompileWhole(flags+text, patternTimeout)
	if err != nil {
		return textPattern{}, fmt.Errorf("has a bad pattern: %w", err)
	}
	return textPattern{re}, nil
}

// A textPattern is a pattern that a whole text must match.
type textPattern struct{ *javaregexp.Regexp }

// matches judges a text and counts the work as visits.
func (p textPattern) matches(w *walker, s string) bool {
	if p.IsLinear(s) {
		w.left -= len(s) >> 3
		found, _ := p.MatchString(s)
		return found
	}
	began := time.Now()
	found, err := p.MatchString(s)
	w.left -= visitsPerMicrosecond * int(time.Since(began)/time.Microsecond)
	if err != nil {
		w.left = -1 // it backtracked for too long, and would again
	}
	return found
}
