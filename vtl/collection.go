package vtl

import (
	"fmt"
	"iter"
)

// flavour is which Java class a list stands for; it decides how the list prints
// and what it can do.
type flavour uint8

const (
	arrayList flavour = iota // made by a template; prints [a, b]
	jsonList                 // made by parsing JSON; prints as JSON
	setView                  // keySet or entrySet: no order to index by
	javaArray                // what split returns
)

// A List is a Java list. The zero List is empty.
type List struct {
	doc     *document // while the elements are still in the JSON text
	node    uint32    // of the list in doc
	flavour flavour
	used    bool // of a list in a JSON text: something has looked at it
	elems   []Value
	owner   *Map // of a map's keys, values or entries
}

// NewList is a list of values.
func NewList(elems ...Value) *List { return &List{elems: elems} }

// NewJSONList is a list that prints as JSON, like those from a JSON text.
func NewJSONList(elems ...Value) *List { return &List{elems: elems, flavour: jsonList} }

// Len is the number of elements.
func (l *List) Len() int {
	if l.doc != nil {
		return int(l.doc.nodes[l.node].start)
	}
	return len(l.elems)
}

// At is the element at i, which must be within the list.
func (l *List) At(i int) Value {
	l.read()
	return l.elems[i]
}

// Add appends a value.
func (l *List) Add(v Value) {
	l.read()
	l.elems = append(l.elems, v)
}

// read takes the elements out of the JSON text. Lists and maps in it stay there.
func (l *List) read() {
	if l.doc == nil {
		return
	}
	doc := l.doc
	l.doc = nil
	n := &doc.nodes[l.node]
	l.elems = make([]Value, n.start)
	child := l.node + 1
	for i := range l.elems {
		l.elems[i] = doc.value(child)
		child = doc.after(child)
	}
}

func (l *List) indexOf(v Value) int {
	l.read()
	for i, e := range l.elems {
		if equal(e, v) {
			return i
		}
	}
	return -1
}

// A mapKey is a key as Java compares it: 1 and "1" are two keys.
type mapKey struct {
	text string
	kind Kind
}

func keyOf(v Value) mapKey {
	if v.kind == KindString {
		return mapKey{v.str, KindString}
	}
	p := printer{max: 1 << 12} // a longer key is cut
	p.value(v)
	return mapKey{string(p.out), v.kind}
}

func (k mapKey) value() Value {
	switch k.kind {
	case KindString:
		return Str(k.text)
	case KindNull:
		return Value{}
	case KindBool:
		return Bool(k.text == "true")
	case KindInt, KindBig, KindFloat:
		return number(k.text)
	}
	return Str(k.text)
}

// A Map is a Java LinkedHashMap: it keeps the order in which keys were first
// put. The zero Map is empty.
type Map struct {
	doc   *document // while the members are still in the JSON text
	node  uint32    // of the object in doc
	used  bool      // of an object in a JSON text: something has looked at it
	maker Maker     // while the members have not been made

	// Shallow makes the method get answer null where the value is a map; such
	// values are then reached as properties only. API Gateway's $context is so.
	Shallow bool

	// Final makes a template's second value for a key an error, until
	// [Map.Forget]. API Gateway's overrides are so.
	Final bool
	given map[mapKey]bool // keys a template gave a value to

	entries []mapEntry
	index   map[mapKey]int // of entries, once there are many
}

type mapEntry struct {
	key   mapKey
	value Value
}

// indexFrom is the number of entries from which a map has an index.
const indexFrom = 33

// NewMap is an empty map.
func NewMap() *Map { return new(Map) }

// NewMapSize makes an empty map with room for n entries.
func NewMapSize(n int) *Map { return &Map{entries: make([]mapEntry, 0, n)} }

// A Maker makes the members of a map when a template wants them: of $context most
// templates want one or two.
type Maker interface {
	// One gives the value of a key without making the others. It is false where
	// it cannot, also when there is no such key.
	One(key string) (v Value, ok bool)
	// All makes all members, once.
	All() *Map
}

// NewMadeMap is a map whose members are made when something wants them.
func NewMadeMap(m Maker) *Map { return &Map{maker: m} }

// Made is false for a map of a [Maker] whose members have not been made.
func (m *Map) Made() bool { return m.maker == nil }

// Len is the number of entries.
func (m *Map) Len() int {
	if m.doc != nil && m.doc.nodes[m.node].flags&duplicateKeys == 0 {
		return int(m.doc.nodes[m.node].start)
	}
	m.read()
	return len(m.entries)
}

// Get is the value of a string key.
func (m *Map) Get(key string) (v Value, ok bool) {
	ok = m.load(key, &v)
	return v, ok
}

// load sets v to the value of a string key, or to null.
func (m *Map) load(key string, v *Value) bool {
	if m.maker != nil {
		var ok bool
		if *v, ok = m.maker.One(key); ok {
			return true
		}
	}
	if m.doc != nil {
		if m.doc.plain(m.node) {
			i, ok := m.doc.member(m.node, key)
			if ok {
				m.doc.load(i, v)
			} else {
				*v = Value{}
			}
			return ok
		}
	}
	i := m.find(mapKey{key, KindString})
	if i < 0 {
		*v = Value{}
		return false
	}
	*v = m.entries[i].value
	return true
}

// follow takes the steps of a path, which begins with a property, as far as they
// are properties of objects in one JSON text, sets v to what the last of them
// has and tells how many it took. Objects on the way stay in the text.
func (m *Map) follow(path []step, v *Value) (taken int) {
	doc, at := m.doc, m.node
	if doc == nil {
		m.load(path[0].name, v)
		return 1
	}
	for i := range path {
		if !doc.plain(at) {
			if i == 0 {
				m.load(path[0].name, v)
				return 1
			}
			doc.load(at, v)
			return i
		}
		child, ok := doc.member(at, path[i].name)
		if !ok {
			*v = Value{}
			return i + 1
		}
		n := &doc.nodes[child]
		if n.kind != jsonObject || i+1 == len(path) || path[i+1].kind != stepProperty || doc.maps[n.ordinal].used {
			doc.load(child, v)
			return i + 1
		}
		at = child
	}
	return len(path)
}

func (m *Map) lookup(key mapKey) (Value, bool) {
	if i := m.find(key); i >= 0 {
		return m.entries[i].value, true
	}
	return Value{}, false
}

func (m *Map) find(key mapKey) int {
	m.read()
	if len(m.entries) < indexFrom {
		for i := range m.entries {
			if m.entries[i].key == key {
				return i
			}
		}
		return -1
	}
	if m.index == nil {
		m.index = make(map[mapKey]int, 2*len(m.entries))
		for i := range m.entries {
			m.index[m.entries[i].key] = i
		}
	}
	if i, ok := m.index[key]; ok {
		return i
	}
	return -1
}

// Put sets the value of a string key and returns the one it had, or null.
func (m *Map) Put(key string, v Value) Value { return m.put(mapKey{key, KindString}, v) }

func (m *Map) put(key mapKey, v Value) Value {
	if i := m.find(key); i >= 0 {
		old := m.entries[i].value
		m.entries[i].value = v
		return old
	}
	if m.index != nil {
		m.index[key] = len(m.entries)
	}
	m.entries = append(m.entries, mapEntry{key, v})
	return Value{}
}

// remove takes an entry away and returns its value, or null.
func (m *Map) remove(key mapKey) Value {
	i := m.find(key)
	if i < 0 {
		return Value{}
	}
	old := m.entries[i].value
	m.entries = append(m.entries[:i], m.entries[i+1:]...)
	m.index = nil
	return old
}

func (m *Map) clear() { *m = Map{Shallow: m.Shallow, Final: m.Final, given: m.given, used: m.used} }

// Forget lets templates give the keys of a final map values again. The values
// stay.
func (m *Map) Forget() { m.given = nil }

// give puts a value for a template.
func (m *Map) give(key mapKey, v Value) (old Value, err error) {
	if m.Final {
		if m.given[key] {
			return Value{}, fmt.Errorf("%s has been set before: it can be set once", key.text)
		}
		if m.given == nil {
			m.given = map[mapKey]bool{}
		}
		m.given[key] = true
	}
	return m.put(key, v), nil
}

// All goes over the entries in order.
func (m *Map) All() iter.Seq2[mapKey, Value] {
	m.read()
	return func(yield func(mapKey, Value) bool) {
		for i := range m.entries {
			if !yield(m.entries[i].key, m.entries[i].value) {
				return
			}
		}
	}
}

// Entries goes over the entries in order, with keys as they print.
func (m *Map) Entries() iter.Seq2[string, Value] {
	return func(yield func(string, Value) bool) {
		for k, v := range m.All() {
			if !yield(k.text, v) {
				return
			}
		}
	}
}

// read takes the members out of the JSON text, or has them made. Lists and maps in
// it stay there.
func (m *Map) read() {
	if m.maker != nil {
		all := m.maker.All()
		all.read()
		m.maker, m.entries, m.index = nil, all.entries, all.index
		m.Shallow, m.Final = m.Shallow || all.Shallow, m.Final || all.Final
	}
	if m.doc == nil {
		return
	}
	doc := m.doc
	m.doc = nil
	n := doc.nodes[m.node]
	m.entries = make([]mapEntry, 0, n.start)
	child := m.node + 1
	for range n.start {
		key := mapKey{doc.text(child), KindString}
		value := doc.value(child + 1)
		if n.flags&duplicateKeys != 0 {
			m.put(key, value)
		} else {
			m.entries = append(m.entries, mapEntry{key, value})
		}
		child = doc.after(child + 1)
	}
}
