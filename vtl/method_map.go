package vtl

// mapMethods are those of java.util.LinkedHashMap. keySet, values and entrySet
// are copies of what the map holds; in Java they are views.
var mapMethods = []signature{
	{"get(key)", func(_ *renderer, v Value, args []Value) (Value, error) {
		m := v.Map()
		var value Value
		if key, ok := args[0].Text(); ok {
			value, _ = m.Get(key)
		} else {
			value, _ = m.lookup(keyOf(args[0]))
		}
		if m.Shallow && value.kind == KindMap {
			return Value{}, nil
		}
		return value, nil
	}},
	{"put(key, value)", func(_ *renderer, v Value, args []Value) (Value, error) {
		return v.Map().give(keyOf(args[0]), args[1])
	}},
	{"putAll(map)", func(r *renderer, v Value, args []Value) (Value, error) {
		other := args[0].Map()
		if other == nil {
			return Value{}, ErrNoMethod
		}
		if err := r.charge(other.Len()); err != nil || other == v.Map() {
			return Value{}, err
		}
		for k, value := range other.All() {
			if _, err := v.Map().give(k, value); err != nil {
				return Value{}, err
			}
		}
		return Value{}, nil
	}},
	{"putIfAbsent(key, value)", func(_ *renderer, v Value, args []Value) (Value, error) {
		old, _ := v.Map().lookup(keyOf(args[0]))
		if !old.IsNull() {
			return old, nil
		}
		_, err := v.Map().give(keyOf(args[0]), args[1])
		return old, err
	}},
	{"replace(key, value)", func(_ *renderer, v Value, args []Value) (Value, error) {
		old, ok := v.Map().lookup(keyOf(args[0]))
		if !ok {
			return old, nil
		}
		return v.Map().give(keyOf(args[0]), args[1])
	}},
	{"getOrDefault(key, default)", func(_ *renderer, v Value, args []Value) (Value, error) {
		if value, ok := v.Map().lookup(keyOf(args[0])); ok {
			return value, nil
		}
		return args[1], nil
	}},
	{"remove(key)", func(r *renderer, v Value, args []Value) (Value, error) {
		return v.Map().remove(keyOf(args[0])), r.charge(v.Map().Len() >> 6)
	}},
	{"clear()", func(_ *renderer, v Value, _ []Value) (Value, error) {
		v.Map().clear()
		return Value{}, nil
	}},
	{"containsKey(key)", func(_ *renderer, v Value, args []Value) (Value, error) {
		_, ok := v.Map().lookup(keyOf(args[0]))
		return Bool(ok), nil
	}},
	{"containsValue(value)", func(r *renderer, v Value, args []Value) (Value, error) {
		for _, value := range v.Map().All() {
			if same, err := r.equal(value, args[0]); same || err != nil {
				return Bool(same), err
			}
		}
		return Bool(false), nil
	}},
	{"size()", func(_ *renderer, v Value, _ []Value) (Value, error) {
		return Int(int64(v.Map().Len())), nil
	}},
	{"isEmpty()", func(_ *renderer, v Value, _ []Value) (Value, error) {
		return Bool(v.Map().Len() == 0), nil
	}},
	{"keySet()", mapView(setView, func(m *Map, e *mapEntry) Value { return e.key.value() })},
	{"values()", mapView(setView, func(m *Map, e *mapEntry) Value { return e.value })},
	{"entrySet()", mapView(setView, func(m *Map, e *mapEntry) Value {
		return FromObject(&entryObject{m, e.key})
	})},
}

func mapView(f flavour, element func(m *Map, e *mapEntry) Value) method {
	return func(r *renderer, v Value, _ []Value) (Value, error) {
		m := v.Map()
		m.read()
		elems := make([]Value, len(m.entries))
		for i := range m.entries {
			elems[i] = element(m, &m.entries[i])
		}
		return FromList(&List{elems: elems, flavour: f, owner: m}), r.charge(len(elems))
	}
}
