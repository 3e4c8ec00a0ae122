package vtl

import "fmt"

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
