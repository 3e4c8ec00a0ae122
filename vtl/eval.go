package vtl

import (
	"context"
	"errors"
	"fmt"
	"strconv"
)

// Both end what they stand in and are no failures.
var (
	errStop  = errors.New("#stop")
	errBreak = errors.New("#break")
)

// renderer is one rendering. It is reused; start sets everything up.
type renderer struct {
	ctx   context.Context
	t     *Template
	vars  []Value // by slot
	args  []Value // of the method calls under way
	loop  *loop   // the innermost #foreach
	steps int
	check int // the number of steps to look at the limits at
	depth int
	max   int // bytes a text may have
	pos   int // of what is being rendered, for errors

	buffer []byte   // of Render
	free   [][]byte // for strings under way
}

func (r *renderer) start(ctx context.Context, t *Template, length int) {
	r.ctx, r.t = ctx, t
	if cap(r.vars) < len(t.names) {
		r.vars = make([]Value, len(t.names))
	}
	r.vars = r.vars[:len(t.names)]
	r.max = length + t.limits.Output
}

// release gives the renderer back without what it rendered.
func (r *renderer) release() {
	clear(r.vars)
	clear(r.args[:cap(r.args)])
	*r = renderer{vars: r.vars[:0], args: r.args[:0], buffer: r.buffer[:0], free: r.free}
	if cap(r.buffer) > 1<<20 {
		r.buffer = nil
	}
	renderers.Put(r)
}

// located gives an error the place where rendering stands.
func (r *renderer) located(err error) error {
	if errors.Is(err, errBreak) {
		return nil // a #break outside of a loop ends the template
	}
	if ctxErr := r.ctx.Err(); ctxErr != nil && errors.Is(err, ctxErr) {
		return err
	}
	return &RenderError{r.t.source.at(r.pos), err}
}

// charge counts n steps, which are not more than a text or list may have.
func (r *renderer) charge(n int) error {
	r.steps += n
	if r.steps < r.check {
		return nil
	}
	return r.checkSteps()
}

// checkSteps looks at the limits, and says when to look again.
func (r *renderer) checkSteps() error {
	if r.steps > r.t.limits.Steps {
		return ErrSteps
	}
	r.check = min(r.steps+1024, r.t.limits.Steps+1)
	return r.ctx.Err()
}

// chargeText counts the work of making a text: one step for 64 bytes.
func (r *renderer) chargeText(n int) error {
	if n < 64 {
		return nil
	}
	if n > r.max {
		return ErrOutput
	}
	return r.charge(n >> 6)
}

func (r *renderer) nodes(out []byte, body []node) ([]byte, error) {
	for _, n := range body {
		if err := r.charge(1); err != nil {
			return out, err
		}
		var err error
		switch n := n.(type) {
		case *textNode:
			out = append(out, n.text...)
		case *refNode:
			out, err = r.print(out, n)
		case *setNode:
			err = r.set(n)
		case *ifNode:
			out, err = r.branch(out, n)
		case *foreachNode:
			out, err = r.foreach(out, n)
		case *defineNode:
			if n.slot >= 0 {
				r.vars[n.slot] = Value{kind: KindBlock, ref: &block{r, n, 0}}
			}
		case *stopNode:
			err = errStop
		case *breakNode:
			err = errBreak
		}
		if err != nil {
			return out, err
		}
		if len(out) > r.max {
			return out, ErrOutput
		}
	}
	return out, nil
}

// print writes a reference: half of the backslashes before it, then what it has
// or, after an odd one, what was written. It is evaluated all the same.
func (r *renderer) print(out []byte, n *refNode) ([]byte, error) {
	r.pos = n.position()
	var v Value
	if err := r.resolve(n, &v); err != nil {
		return out, err
	}
	if n.escapes > 0 {
		for range n.escapes / 2 {
			out = append(out, '\\')
		}
		if n.escapes%2 == 1 {
			return append(out, n.source...), nil
		}
	}
	if v.kind == KindString {
		return append(out, v.str...), r.chargeText(len(v.str))
	}
	return r.append(out, v)
}

// append writes a value to the output.
func (r *renderer) append(out []byte, v Value) ([]byte, error) {
	switch {
	case v.kind == KindString:
		return append(out, v.str...), r.chargeText(len(v.str))
	case v.kind == KindInt && v.str == "":
		return strconv.AppendInt(out, int64(v.num), 10), nil
	}
	p := printer{out: out, max: r.max}
	p.value(v)
	if p.err != nil {
		return p.out, p.err
	}
	return p.out, r.chargeText(len(p.out) - len(out))
}

// text is what a value prints.
func (r *renderer) text(v Value) (string, error) {
	if v.kind == KindString {
		return v.str, nil
	}
	buf := r.take()
	buf, err := r.append(buf, v)
	s := string(buf)
	r.give(buf)
	return s, err
}

// take and give manage buffers for texts inside texts.
func (r *renderer) take() []byte {
	if n := len(r.free); n > 0 {
		buf := r.free[n-1]
		r.free = r.free[:n-1]
		return buf[:0]
	}
	return nil
}

func (r *renderer) give(buf []byte) {
	if cap(buf) > 0 && cap(buf) < 1<<16 && len(r.free) < 8 {
		r.free = append(r.free, buf)
	}
}

func (r *renderer) branch(out []byte, n *ifNode) ([]byte, error) {
	for i := range n.branches {
		r.pos = n.branches[i].cond.position()
		ok, err := r.holds(n.branches[i].cond)
		if err != nil {
			return out, err
		}
		if ok {
			return r.nodes(out, n.branches[i].body)
		}
	}
	return r.nodes(out, n.orElse)
}

// holds is what a condition makes of an expression. Only references, true,
// false, comparisons and what is built of them can be true: #if("x") is not.
func (r *renderer) holds(e expr) (bool, error) {
	switch e := e.(type) {
	case *refNode:
		var v Value
		err := r.resolve(e, &v)
		return v.truth(), err
	case *constExpr:
		return e.value.Bool(), nil
	case *parenExpr:
		return r.holds(e.inner)
	case *notExpr:
		ok, err := r.holds(e.operand)
		return !ok, err
	case *binaryExpr:
		return r.compare(e)
	}
	return false, nil
}

func (r *renderer) compare(e *binaryExpr) (bool, error) {
	switch e.op {
	case tokAnd, tokOr:
		left, err := r.holds(e.left)
		if err != nil || left == (e.op == tokOr) {
			return left, err
		}
		return r.holds(e.right)
	case tokAdd, tokSub, tokMul, tokDiv, tokMod:
		return false, nil
	}
	a, err := r.value(e.left)
	if err != nil {
		return false, err
	}
	b, err := r.value(e.right)
	if err != nil {
		return false, err
	}
	switch e.op {
	case tokEq:
		return r.looseEqual(a, b)
	case tokNe:
		same, err := r.looseEqual(a, b)
		return !same, err
	}
	return compareOrder(e.op, a, b), nil
}

// looseEqual is the == of templates: numbers by their value, values of one type
// by equals, all others by the text they print.
func (r *renderer) looseEqual(a, b Value) (bool, error) {
	switch {
	case a.kind == KindString && b.kind == KindString:
		return a.str == b.str, nil
	case a.isNumber() && b.isNumber():
		return compareNumbers(a, b) == 0, nil
	case a.kind == KindNull || b.kind == KindNull:
		return a.kind == b.kind, nil
	case a.kind == b.kind && a.kind != KindBlock:
		return r.equal(a, b)
	}
	x, err := r.text(a)
	if err != nil {
		return false, err
	}
	y, err := r.text(b)
	return x == y, err
}

// value computes an expression.
func (r *renderer) value(e expr) (Value, error) {
	switch e := e.(type) {
	case *constExpr:
		return e.value, nil
	case *refNode:
		return r.reference(e)
	case *interpolated:
		return r.interpolate(e)
	case *parenExpr:
		return r.value(e.inner)
	case *listExpr:
		return r.list(e)
	case *mapExpr:
		return r.mapLiteral(e)
	case *rangeExpr:
		return r.rangeList(e)
	case *notExpr:
		ok, err := r.holds(e)
		return Bool(ok), err
	case *binaryExpr:
		switch e.op {
		case tokAdd, tokSub, tokMul, tokDiv, tokMod:
			return r.arithmetic(e)
		}
		ok, err := r.compare(e)
		return Bool(ok), err
	}
	return Value{}, fmt.Errorf("expression of type %T", e)
}

func (r *renderer) arithmetic(e *binaryExpr) (Value, error) {
	a, err := r.value(e.left)
	if err != nil {
		return Value{}, err
	}
	b, err := r.value(e.right)
	if err != nil {
		return Value{}, err
	}
	if e.op == tokAdd && (a.kind == KindString || b.kind == KindString) {
		// What has no value joins as it was written.
		if a.kind == KindNull {
			a = Str(written(e.left))
		}
		if b.kind == KindNull {
			b = Str(written(e.right))
		}
	}
	v, err := arithmetic(e.op, a, b, r.max)
	if err != nil {
		return Value{}, err
	}
	return v, r.charge(1 + len(v.str)>>6)
}

// written is the part of the source that Velocity keeps of an expression: of an
// operation its right side.
func written(e expr) string {
	switch e := e.(type) {
	case *binaryExpr:
		return e.source
	case *parenExpr:
		return e.source
	case *rangeExpr:
		return e.source
	}
	return "null"
}

func (r *renderer) interpolate(e *interpolated) (Value, error) {
	if len(e.body) == 1 { // "$x" needs no buffer when x is a string
		if ref, ok := e.body[0].(*refNode); ok && ref.escapes == 0 {
			v, err := r.reference(ref)
			if err != nil {
				return Value{}, err
			}
			s, err := r.text(v)
			return Str(s), err
		}
	}
	buf, err := r.nodes(r.take(), e.body)
	s := string(buf)
	r.give(buf)
	if err != nil {
		return Value{}, err
	}
	return Str(s), r.chargeText(len(s))
}

func (r *renderer) list(e *listExpr) (Value, error) {
	elems := make([]Value, len(e.elems))
	for i, x := range e.elems {
		v, err := r.value(x)
		if err != nil {
			return Value{}, err
		}
		elems[i] = v
	}
	return FromList(&List{elems: elems}), r.charge(len(elems))
}

func (r *renderer) mapLiteral(e *mapExpr) (Value, error) {
	m := &Map{entries: make([]mapEntry, 0, len(e.keys))}
	for i := range e.keys {
		k, err := r.value(e.keys[i])
		if err != nil {
			return Value{}, err
		}
		v, err := r.value(e.values[i])
		if err != nil {
			return Value{}, err
		}
		m.put(keyOf(k), v)
	}
	return FromMap(m), r.charge(len(e.keys))
}

// bounds computes the ends of a range, without their fractions; ok is false when
// one is no number, and the range is then null.
func (r *renderer) bounds(e *rangeExpr) (from, to int64, ok bool, err error) {
	a, err := r.value(e.from)
	if err != nil {
		return 0, 0, false, err
	}
	b, err := r.value(e.to)
	return int64(int32(truncate(a))), int64(int32(truncate(b))), a.isNumber() && b.isNumber(), err
}

func (r *renderer) rangeList(e *rangeExpr) (Value, error) {
	from, to, ok, err := r.bounds(e)
	if err != nil || !ok {
		return Value{}, err
	}
	step := int64(1)
	if from > to {
		step = -1
	}
	n := uint64((to - from) * step)
	if n > uint64(r.t.limits.Steps) {
		return Value{}, ErrSteps
	}
	if err := r.charge(int(n) + 1); err != nil {
		return Value{}, err
	}
	elems := make([]Value, n+1)
	for i := range elems {
		elems[i] = Int(from + int64(i)*step)
	}
	return FromList(&List{elems: elems}), nil
}
