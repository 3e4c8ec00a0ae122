package vtl

import (
	"context"
	"errors"
	"strconv"
	"time"
)

// Both end what they stand in and are no failures.
var (
	errStop  = errors.New("#stop")
	errBreak = errors.New("#break")
)

// renderer is one rendering. It is reused; start sets everything up.
type renderer struct {
	ctx    context.Context
	t      *Template
	vars   []Value // by slot
	args   []Value // of the method calls under way
	hidden []Value // what loops will put back
	loop   *loop   // the innermost #foreach
	loops  []*loop // that have ended, to be used again
	steps  int
	check  int // the number of steps to look at the limits at
	depth  int
	max    int // bytes a text may have
	pos    int // of what is being rendered, for errors

	report func(Event) // of RenderTraced

	patternTime time.Duration // that the backtracking engine has taken

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
	clear(r.hidden[:cap(r.hidden)])
	*r = renderer{vars: r.vars[:0], args: r.args[:0], hidden: r.hidden[:0], buffer: r.buffer[:0], free: r.free, loops: r.loops}
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
	if r.report != nil {
		r.event(n.position(), EventPrint, n.source, v)
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
	if err := r.charge(p.steps); err != nil {
		return p.out, err
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
