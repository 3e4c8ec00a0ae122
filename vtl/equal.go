package vtl

// comparison bounds how much an equals may look at: two values that share parts
// can take for ever to compare.
type comparison struct{ left, depth int }

// equal is Java's equals, as part of a rendering.
func (r *renderer) equal(a, b Value) (bool, error) {
	c := comparison{left: r.t.limits.Steps - r.steps}
	before := c.left
	same := c.equal(a, b)
	return same, r.charge(before - c.left)
}

// equal is Java's equals: numbers of different types differ, lists and maps
// are compared by what they hold.
func equal(a, b Value) bool {
	c := comparison{left: 100_000}
	return c.equal(a, b)
}

func (c *comparison) equal(a, b Value) bool {
	if c.left--; c.left < 0 || a.kind != b.kind {
		return false
	}
	switch a.kind {
	case KindNull:
		return true
	case KindString:
		return a.str == b.str
	case KindBool, KindInt, KindFloat:
		return a.num == b.num
	case KindBig:
		return a.big().Cmp(b.big()) == 0
	case KindList, KindMap:
		if c.depth > maxJSONNesting {
			return false
		}
		c.depth++
		defer func() { c.depth-- }()
		if a.kind == KindList {
			return c.lists(a.List(), b.List())
		}
		return c.maps(a.Map(), b.Map())
	}
	return a.ref == b.ref
}

func (c *comparison) lists(x, y *List) bool {
	if x == y {
		return true
	}
	if x.Len() != y.Len() {
		return false
	}
	for i := range x.Len() {
		if !c.equal(x.At(i), y.At(i)) {
			return false
		}
	}
	return true
}

func (c *comparison) maps(x, y *Map) bool {
	if x == y {
		return true
	}
	if x.Len() != y.Len() {
		return false
	}
	for k, v := range x.All() {
		other, ok := y.lookup(k)
		if !ok || !c.equal(v, other) {
			return false
		}
	}
	return true
}
