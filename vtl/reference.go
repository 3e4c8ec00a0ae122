package vtl

import (
	"errors"
	"fmt"
)

// reference is the value of a reference. One without a value, or with a null
// one, is an empty string, and so is everything that hangs on it (recorded:
// test_input_path_template_formatting[empty-body]).
func (r *renderer) reference(n *refNode) (v Value, err error) {
	err = r.resolve(n, &v)
	return v, err
}

// resolve sets v to the value of a reference.
func (r *renderer) resolve(n *refNode, v *Value) error {
	from, taken := &r.vars[n.slot], 0
	if m, ok := from.ref.(*Map); ok && len(n.path) > 0 && n.path[0].kind == stepProperty {
		taken = m.follow(n.path, v)
	} else {
		*v = *from
	}
	for i := taken; i < len(n.path); i++ {
		s := &n.path[i]
		if s.kind == stepProperty { // the most frequent step by far
			switch owner := v.ref.(type) {
			case *Map:
				owner.load(s.name, v)
				continue
			case *loop:
				owner.load(s.name, v)
				continue
			}
		}
		if v.kind == KindNull {
			break
		}
		next, err := r.follow(*v, s)
		if err != nil {
			return err
		}
		*v = next
	}
	if v.kind == KindNull {
		*v = Str("")
	}
	return nil
}

// follow takes one step from a value. What the value does not have is null.
func (r *renderer) follow(v Value, s *step) (Value, error) {
	switch s.kind {
	case stepProperty:
		return r.property(v, s)
	case stepIndex:
		i, err := r.value(s.args[0])
		if err != nil {
			return Value{}, err
		}
		r.pos = s.position()
		return r.index(v, i)
	}
	base := len(r.args)
	for _, a := range s.args {
		arg, err := r.value(a)
		if err != nil {
			return Value{}, err
		}
		r.args = append(r.args, arg)
	}
	r.pos = s.position()
	result, err := r.call(v, s, r.args[base:])
	r.args = r.args[:base]
	return result, err
}

func (r *renderer) call(v Value, s *step, args []Value) (Value, error) {
	if err := r.charge(callSteps(v, args)); err != nil {
		return Value{}, err
	}
	var result Value
	err := ErrNoMethod
	if v.kind == KindObject {
		result, err = v.ref.(Object).Call(s.name, args)
		if errors.Is(err, ErrNoMethod) {
			result, err = r.callAny(v, s.name, args)
		}
	} else if f := s.methods.find(v.kind, len(args)); f != nil {
		result, err = f(r, v, args)
	}
	switch {
	case err == nil && v.kind == KindObject:
		return result, r.charge(len(result.str) >> 4)
	case err == nil || errors.Is(err, errBreak):
		return result, err
	case errors.Is(err, ErrNoMethod):
		return Value{}, nil
	}
	return Value{}, fmt.Errorf("call %s: %w", s.name, err)
}

// callSteps is the work of a call that does not show in what it makes: methods
// of strings go through them, those of the host's objects through their
// arguments.
func callSteps(v Value, args []Value) int {
	if v.kind != KindObject {
		return 1 + len(v.str)>>5
	}
	steps := 4
	for i := range args {
		steps += len(args[i].str) >> 4
	}
	return steps
}

// callAny answers what every Java object has.
func (r *renderer) callAny(v Value, name string, args []Value) (Value, error) {
	switch {
	case name == "toString" && len(args) == 0:
		s, err := r.text(v)
		return Str(s), err
	case name == "equals" && len(args) == 1:
		return Bool(v.kind == args[0].kind && v.ref == args[0].ref), nil
	}
	return Value{}, ErrNoMethod
}

func (r *renderer) property(v Value, s *step) (Value, error) {
	switch v.kind {
	case KindMap:
		value, _ := v.ref.(*Map).Get(s.name)
		return value, nil
	case KindObject:
		value, _ := v.ref.(Object).Property(s.name)
		return value, nil
	}
	if f := s.methods.find(v.kind, 0); f != nil {
		value, err := f(r, v, nil)
		if errors.Is(err, ErrNoMethod) {
			return Value{}, nil
		}
		return value, err
	}
	return Value{}, nil
}

// index is $v[i]. An index below zero counts from the end of a list.
func (r *renderer) index(v, i Value) (Value, error) {
	i, err := fromEnd(v, i)
	if err != nil {
		return Value{}, err
	}
	switch v.kind {
	case KindMap:
		value, _ := v.ref.(*Map).lookup(keyOf(i))
		return value, nil
	case KindObject:
		if name, ok := i.Text(); ok {
			value, _ := v.ref.(Object).Property(name)
			return value, nil
		}
	case KindList:
		l := v.List()
		if i.kind != KindInt || l.flavour == setView {
			return Value{}, nil
		}
		if n := i.Int(); n < 0 || n >= int64(l.Len()) {
			return Value{}, outside(n, l)
		}
		return l.At(int(i.Int())), nil
	}
	return Value{}, nil
}

// fromEnd makes an index below zero count from the end. Even of a map; what has
// no size refuses it.
func fromEnd(v, i Value) (Value, error) {
	if i.kind != KindInt || i.Int() >= 0 {
		return i, nil
	}
	switch v.kind {
	case KindList:
		return Int(i.Int() + int64(v.List().Len())), nil
	case KindMap:
		return Int(i.Int() + int64(v.Map().Len())), nil
	}
	return i, fmt.Errorf("index %d of what has no size()", i.Int())
}

// set assigns. A null, such as the result of a division by zero, leaves the
// variable as it was; a reference is never null.
func (r *renderer) set(n *setNode) error {
	v, err := r.value(n.value)
	if err != nil || v.kind == KindNull {
		return err
	}
	path := n.target.path
	if r.report != nil {
		r.event(n.position(), EventSet, n.target.source, v)
	}
	if len(path) == 0 {
		if n.target.isPlain() {
			r.vars[n.target.slot] = v
		}
		return nil
	}
	owner := r.vars[n.target.slot]
	for i := range path[:len(path)-1] {
		if owner.kind == KindNull {
			return nil
		}
		if owner, err = r.follow(owner, &path[i]); err != nil {
			return err
		}
	}
	r.pos = n.position()
	return r.assign(owner, &path[len(path)-1], v)
}

// assign sets a member of a map, an element of a list or a property of an
// object. Other values have nothing to set, and stay as they are.
func (r *renderer) assign(owner Value, s *step, v Value) error {
	if s.kind == stepMethod {
		return nil
	}
	key := Str(s.name)
	if s.kind == stepIndex {
		var err error
		if key, err = r.value(s.args[0]); err != nil {
			return err
		}
		if key, err = fromEnd(owner, key); err != nil {
			return err
		}
	}
	switch owner.kind {
	case KindMap:
		_, err := owner.ref.(*Map).give(keyOf(key), v)
		return err
	case KindList:
		l := owner.List()
		if key.kind != KindInt || l.flavour == setView {
			return nil
		}
		if i := key.Int(); i < 0 || i >= int64(l.Len()) {
			return outside(i, l)
		}
		l.read()
		l.elems[key.Int()] = v
	case KindObject:
		if setter, ok := owner.ref.(PropertySetter); ok {
			setter.SetProperty(keyOf(key).text, v)
		}
	}
	return nil
}
