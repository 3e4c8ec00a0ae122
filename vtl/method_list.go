package vtl

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// listMethods are those of java.util.ArrayList, and of the sets and arrays that
// other methods return. Of arrays Velocity 1.7 itself gives size, get, set,
// isEmpty and contains.
var listMethods = []signature{
	{"size()", func(_ *renderer, v Value, _ []Value) (Value, error) {
		return Int(int64(v.List().Len())), nil
	}},
	{"isEmpty()", func(_ *renderer, v Value, _ []Value) (Value, error) {
		return Bool(v.List().Len() == 0), nil
	}},
	{"get(index)", indexed(func(_ *renderer, l *List, i int, _ []Value) Value { return l.At(i) })},
	{"set(index, value)", indexed(func(_ *renderer, l *List, i int, args []Value) Value {
		old := l.At(i)
		l.elems[i] = args[1]
		return old
	})},
	{"add(value)", growing(func(l *List, args []Value) (Value, error) {
		l.Add(args[0])
		return Bool(true), nil
	})},
	{"add(index, value)", growing(func(l *List, args []Value) (Value, error) {
		if args[0].kind != KindInt {
			return Value{}, ErrNoMethod
		}
		i := args[0].Int()
		if i < 0 || i > int64(l.Len()) {
			return Value{}, outside(i, l)
		}
		l.read()
		l.elems = slices.Insert(l.elems, int(i), args[1])
		return Value{}, nil
	})},
	{"addAll(values)", growing(func(l *List, args []Value) (Value, error) {
		other := args[0].List()
		if other == nil {
			return Value{}, ErrNoMethod
		}
		l.read()
		other.read()
		l.elems = append(l.elems, other.elems...)
		return Bool(len(other.elems) > 0), nil
	})},
	{"remove(indexOrValue)", growing(removeFromList)},
	{"clear()", growing(func(l *List, _ []Value) (Value, error) {
		l.read()
		l.elems = nil
		return Value{}, nil
	})},
	{"contains(value)", func(r *renderer, v Value, args []Value) (Value, error) {
		i, err := r.indexOf(v.List(), args[0])
		return Bool(i >= 0), err
	}},
	{"containsAll(values)", func(r *renderer, v Value, args []Value) (Value, error) {
		other := args[0].List()
		if other == nil {
			return Value{}, ErrNoMethod
		}
		for i := range other.Len() {
			if at, err := r.indexOf(v.List(), other.At(i)); at < 0 || err != nil {
				return Bool(false), err
			}
		}
		return Bool(true), nil
	}},
	{"indexOf(value)", func(r *renderer, v Value, args []Value) (Value, error) {
		i, err := r.indexOf(v.List(), args[0])
		return Int(int64(i)), errors.Join(onlyLists(v), err)
	}},
	{"lastIndexOf(value)", func(r *renderer, v Value, args []Value) (Value, error) {
		l := v.List()
		for i := l.Len() - 1; i >= 0; i-- {
			if same, err := r.equal(l.At(i), args[0]); same || err != nil {
				return Int(int64(i)), err
			}
		}
		return Int(-1), onlyLists(v)
	}},
	{"removeAll(values)", keepIf(false)},
	{"retainAll(values)", keepIf(true)},
	{"subList(from, to)", subList},
	{"sort(null)", sortList},
	{"toArray()", func(r *renderer, v Value, _ []Value) (Value, error) {
		l := v.List()
		l.read()
		return FromList(&List{elems: slices.Clone(l.elems), flavour: javaArray}), r.charge(len(l.elems))
	}},
	{"iterator()", func(_ *renderer, v Value, _ []Value) (Value, error) {
		v.List().read()
		return FromObject(&iterator{elems: v.List().elems}), nil
	}},
	{"toJSONString()", func(r *renderer, v Value, _ []Value) (Value, error) { // of json-smart's lists
		if v.List().flavour != jsonList {
			return Value{}, ErrNoMethod
		}
		s, err := r.text(v)
		return Str(s), err
	}},
}

func outside(i int64, l *List) error {
	return fmt.Errorf("index %d is outside of a list of %d", i, l.Len())
}

// onlyLists refuses what sets do not have.
func onlyLists(v Value) error {
	if v.List().flavour == setView {
		return ErrNoMethod
	}
	return nil
}

func indexed(f func(r *renderer, l *List, i int, args []Value) Value) method {
	return func(r *renderer, v Value, args []Value) (Value, error) {
		l := v.List()
		if args[0].kind != KindInt || l.flavour == setView {
			return Value{}, ErrNoMethod
		}
		i := args[0].Int()
		if i < 0 || i >= int64(l.Len()) {
			return Value{}, outside(i, l)
		}
		l.read()
		return f(r, l, int(i), args), nil
	}
}

// growing is a method that changes a list, which costs a step for every element
// that comes or is moved. Arrays have none of them, sets refuse them.
func growing(f func(l *List, args []Value) (Value, error)) method {
	return func(r *renderer, v Value, args []Value) (Value, error) {
		l := v.List()
		switch l.flavour {
		case javaArray:
			return Value{}, ErrNoMethod
		case setView:
			return Value{}, errors.New("a set of a map's keys or entries cannot be changed")
		}
		before := l.Len()
		if other := args; len(other) == 1 && other[0].List() != nil {
			if err := r.charge(other[0].List().Len()); err != nil {
				return Value{}, err
			}
		}
		if len(args) == 2 {
			if err := r.charge(before >> 6); err != nil {
				return Value{}, err
			}
		}
		return f(l, args)
	}
}

// removeFromList removes by index when given an integer, else by value.
func removeFromList(l *List, args []Value) (Value, error) {
	l.read()
	if args[0].kind != KindInt {
		i := l.indexOf(args[0])
		if i >= 0 {
			l.elems = slices.Delete(l.elems, i, i+1)
		}
		return Bool(i >= 0), nil
	}
	i := args[0].Int()
	if i < 0 || i >= int64(len(l.elems)) {
		return Value{}, outside(i, l)
	}
	old := l.elems[i]
	l.elems = slices.Delete(l.elems, int(i), int(i)+1)
	return old, nil
}

func (r *renderer) indexOf(l *List, v Value) (int, error) {
	for i := range l.Len() {
		if same, err := r.equal(l.At(i), v); same || err != nil {
			return i, err
		}
	}
	return -1, nil
}

func keepIf(keep bool) method {
	return func(r *renderer, v Value, args []Value) (Value, error) {
		l, other := v.List(), args[0].List()
		if other == nil || l.flavour == javaArray || l.flavour == setView {
			return Value{}, ErrNoMethod
		}
		l.read()
		var kept []Value
		for _, e := range l.elems {
			i, err := r.indexOf(other, e)
			if err != nil {
				return Value{}, err
			}
			if (i >= 0) == keep {
				kept = append(kept, e)
			}
		}
		changed := len(kept) != len(l.elems)
		l.elems = kept
		return Bool(changed), nil
	}
}

// subList gives a copy; in Java it is a view, which no template is known to use.
func subList(r *renderer, v Value, args []Value) (Value, error) {
	l := v.List()
	if err := onlyInts(args); err != nil || l.flavour == setView || l.flavour == javaArray {
		return Value{}, ErrNoMethod
	}
	from, to := args[0].Int(), args[1].Int()
	if from < 0 || to > int64(l.Len()) || from > to {
		return Value{}, fmt.Errorf("elements %d to %d of a list of %d", from, to, l.Len())
	}
	l.read()
	return FromList(NewList(slices.Clone(l.elems[from:to])...)), r.charge(int(to - from))
}

// sortList sorts numbers or strings in their natural order.
func sortList(r *renderer, v Value, args []Value) (Value, error) {
	l := v.List()
	if args[0].kind != KindNull || l.flavour == setView || l.flavour == javaArray {
		return Value{}, ErrNoMethod
	}
	l.read()
	if err := r.charge(10 * len(l.elems)); err != nil {
		return Value{}, err
	}
	for _, e := range l.elems {
		if e.kind != l.elems[0].kind || !e.isNumber() && e.kind != KindString {
			return Value{}, errors.New("elements of different types cannot be sorted")
		}
	}
	slices.SortStableFunc(l.elems, func(a, b Value) int {
		if a.kind == KindString {
			return cmp.Compare(compareJava(a.str, b.str), 0)
		}
		return compareNumbers(a, b)
	})
	return Value{}, nil
}

// iterator is a java.util.Iterator.
type iterator struct {
	elems []Value
	next  int
}

func (it *iterator) Property(string) (Value, bool) { return Value{}, false }

func (it *iterator) Call(name string, args []Value) (Value, error) {
	switch {
	case len(args) > 0:
	case name == "hasNext":
		return Bool(it.next < len(it.elems)), nil
	case name == "next":
		if it.next >= len(it.elems) {
			return Value{}, errors.New("no such element")
		}
		it.next++
		return it.elems[it.next-1], nil
	}
	return Value{}, ErrNoMethod
}

func (it *iterator) String() string { return "java.util.Iterator" }

// entryObject is a java.util.Map.Entry.
type entryObject struct {
	owner *Map
	key   mapKey
}

func (e *entryObject) value() Value { v, _ := e.owner.lookup(e.key); return v }

func (e *entryObject) Property(name string) (Value, bool) {
	switch name {
	case "key", "Key":
		return e.key.value(), true
	case "value", "Value":
		return e.value(), true
	}
	return Value{}, false
}

func (e *entryObject) Call(name string, args []Value) (Value, error) {
	switch {
	case len(args) == 0 && strings.HasPrefix(name, "get"):
		if v, ok := e.Property(name[len("get"):]); ok {
			return v, nil
		}
	case len(args) == 1 && name == "equals":
		other, ok := args[0].ref.(*entryObject)
		return Bool(ok && e.key == other.key && equal(e.value(), other.value())), nil
	case len(args) == 1 && name == "setValue":
		return e.owner.put(e.key, args[0]), nil
	}
	return Value{}, ErrNoMethod
}

func (e *entryObject) String() string {
	p := printer{max: 10 << 20}
	p.out = append(append(p.out, e.key.text...), '=')
	p.value(e.value())
	return string(p.out)
}
