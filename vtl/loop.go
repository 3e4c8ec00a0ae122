package vtl

import "errors"

// loop is the $foreach of one #foreach.
type loop struct {
	parent *loop
	index  int
	length int // of what the loop goes over
}

func (l *loop) hasNext() bool { return l.index+1 < l.length }

// Property answers $foreach.index and the like.
func (l *loop) Property(name string) (v Value, ok bool) {
	ok = l.load(name, &v)
	return v, ok
}

// load sets v to a property, or to null.
func (l *loop) load(name string, v *Value) bool {
	switch name {
	case "index", "Index":
		*v = Int(int64(l.index))
	case "count", "Count":
		*v = Int(int64(l.index) + 1)
	case "hasNext":
		*v = Bool(l.hasNext())
	case "first", "First":
		*v = Bool(l.index == 0)
	case "last", "Last":
		*v = Bool(!l.hasNext())
	case "topmost", "Topmost":
		top := l
		for top.parent != nil {
			top = top.parent
		}
		*v = FromObject(top)
	case "parent", "Parent":
		if l.parent != nil {
			*v = FromObject(l.parent)
			return true
		}
		fallthrough
	default:
		*v = Value{}
		return false
	}
	return true
}

// Call answers $foreach.getIndex() and the like.
func (l *loop) Call(name string, args []Value) (Value, error) {
	if len(args) > 0 {
		return Value{}, ErrNoMethod
	}
	property := ""
	switch name {
	case "hasNext":
		property = "hasNext"
	case "getIndex", "getCount", "getParent", "getTopmost":
		property = name[len("get"):]
	case "isFirst", "isLast":
		property = name[len("is"):]
	case "stop":
		return Value{}, errBreak
	}
	if v, ok := l.Property(property); ok {
		return v, nil
	}
	return Value{}, ErrNoMethod
}

func (l *loop) String() string { return "{}" }

// foreach renders the body once for every element of a list or value of a map.
// The loop's variables hide outer ones of the same name until it ends.
func (r *renderer) foreach(out []byte, n *foreachNode) ([]byte, error) {
	r.pos = n.list.position()
	over, err := r.elements(n.list)
	if err != nil || over.length == 0 {
		return out, err
	}
	l := r.newLoop(over.length)
	r.hide(n.slot, r.t.foreachSlot, r.t.countSlot, r.t.hasNextSlot)
	r.loop = l
	if s := r.t.foreachSlot; s >= 0 {
		r.vars[s] = FromObject(l)
	}
	rounds := min(over.length, r.t.limits.Rounds)
	for l.index = 0; l.index < rounds; l.index++ {
		if now := over.now(); now != over.length {
			// Java's list iterator ends where the list does by now; its map
			// iterators have fetched the next entry already.
			if !over.isList() || l.index != now {
				err = errChanged
			}
			break
		}
		over.load(l.index, &r.vars[n.slot])
		if r.report != nil {
			r.event(n.position(), EventRound, "$"+r.t.names[n.slot], r.vars[n.slot])
		}
		if s := r.t.countSlot; s >= 0 {
			r.vars[s] = Int(int64(l.index) + 1)
		}
		if s := r.t.hasNextSlot; s >= 0 {
			r.vars[s] = Bool(l.hasNext())
		}
		if err = r.charge(1); err != nil {
			break
		}
		if out, err = r.nodes(out, n.body); err != nil {
			break
		}
	}
	r.endLoop(l)
	r.show(n.slot, r.t.foreachSlot, r.t.countSlot, r.t.hasNextSlot)
	if errors.Is(err, errBreak) {
		err = nil
	}
	return out, err
}

func (r *renderer) newLoop(length int) *loop {
	if n := len(r.loops); n > 0 {
		l := r.loops[n-1]
		r.loops = r.loops[:n-1]
		*l = loop{parent: r.loop, length: length}
		return l
	}
	return &loop{parent: r.loop, length: length}
}

// endLoop leaves a loop. It is used again, unless the template may have kept it.
func (r *renderer) endLoop(l *loop) {
	r.loop = l.parent
	if !r.t.keepsLoops {
		r.loops = append(r.loops, l)
	}
}

// isLoopText reports whether a reference to $foreach asks for no more than a
// number or a boolean of it.
func isLoopText(path []step) bool {
	if len(path) != 1 || path[0].kind != stepProperty {
		return false
	}
	switch path[0].name {
	case "index", "Index", "count", "Count", "hasNext", "first", "First", "last", "Last":
		return true
	}
	return false
}

// errChanged is Java's ConcurrentModificationException.
var errChanged = errors.New("the list or map of a #foreach was changed while it was gone over")

// hide keeps the values of the slots in use on the renderer's stack, show puts
// them back.
func (r *renderer) hide(slots ...int) {
	for _, s := range slots {
		if s >= 0 {
			r.hidden = append(r.hidden, r.vars[s])
		}
	}
}

func (r *renderer) show(slots ...int) {
	for i := len(slots) - 1; i >= 0; i-- {
		if s := slots[i]; s >= 0 {
			last := len(r.hidden) - 1
			r.vars[s] = r.hidden[last]
			r.hidden = r.hidden[:last]
		}
	}
}

// sequence is what a loop goes over.
type sequence struct {
	length  int
	from    int64 // of a range
	step    int64
	list    *List
	child   uint32 // of a list in a JSON text: the node of the element whose turn it is
	entries *Map
}

// load sets v to the element at i. It is called for one after the other.
func (s *sequence) load(i int, v *Value) {
	if s.list != nil && s.list.doc != nil {
		s.list.doc.load(s.child, v)
		s.child = s.list.doc.after(s.child)
		return
	}
	*v = s.at(i)
}

func (s *sequence) at(i int) Value {
	switch {
	case s.list != nil:
		return s.list.elems[i]
	case s.entries != nil:
		return s.entries.entries[i].value
	}
	return Int(s.from + int64(i)*s.step)
}

func (s *sequence) isList() bool { return s.list != nil && s.list.owner == nil }

// now is the length as it is by now; the template may have changed it.
func (s *sequence) now() int {
	switch {
	case s.list != nil && s.list.owner != nil:
		return s.list.owner.Len()
	case s.list != nil:
		return s.list.Len()
	case s.entries != nil:
		return len(s.entries.entries)
	}
	return s.length
}

// elements is what an expression gives a loop. What is no list, map or range
// gives nothing.
func (r *renderer) elements(e expr) (sequence, error) {
	if e, ok := e.(*rangeExpr); ok {
		from, to, ok, err := r.bounds(e)
		if err != nil || !ok {
			return sequence{}, err
		}
		step := int64(1)
		if from > to {
			step = -1
		}
		length := min(uint64((to-from)*step), 1<<31) + 1
		return sequence{length: int(length), from: from, step: step}, nil
	}
	v, err := r.value(e)
	if err != nil {
		return sequence{}, err
	}
	switch v.kind {
	case KindList:
		l := v.List()
		return sequence{length: l.Len(), list: l, child: l.node + 1}, nil
	case KindMap:
		m := v.Map()
		m.read()
		return sequence{length: len(m.entries), entries: m}, nil
	}
	return sequence{}, nil
}

// block is the body of a #define. It renders wherever its variable is printed,
// with the variables as they are there.
type block struct {
	r      *renderer
	define *defineNode
	depth  int // of itself inside itself
}

// maxBlockNesting is how often a block may be inside itself; Velocity's
// directive.define has the same bound.
const maxBlockNesting = 2

func (b *block) render(out []byte) ([]byte, error) {
	if b.depth >= maxBlockNesting {
		return append(append(out, '$'), b.r.t.names[b.define.slot]...), nil
	}
	if b.r.depth >= b.r.t.limits.Depth {
		return out, ErrDepth
	}
	b.r.depth++
	b.depth++
	out, err := b.r.nodes(out, b.define.body)
	b.depth--
	b.r.depth--
	if errors.Is(err, errBreak) {
		err = nil // a #break ends the block
	}
	return out, err
}
