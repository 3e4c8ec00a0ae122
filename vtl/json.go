package vtl

// ParseJSON reads a JSON text (RFC 8259) as a value. Objects keep their order;
// of equal names the last one counts. Control characters inside strings are
// taken as they are. Lists and maps are taken out of the text when they are
// first used.
//
// The value holds on to the text.
func ParseJSON(text string) (Value, error) {
	p := jsonParser{src: text, nodes: make([]jsonNode, 0, len(text)/6+2)}
	p.space()
	if err := p.value(0); err != nil {
		return Value{}, err
	}
	p.space()
	if p.pos < len(text) {
		return Value{}, p.unexpected("the end")
	}
	doc := &document{src: text, nodes: p.nodes, maps: make([]Map, p.maps), lists: make([]List, p.lists)}
	return doc.value(0), nil
}

// document is a parsed JSON text: a node for every value and every name, in the
// order of the text.
type document struct {
	src   string
	nodes []jsonNode
	maps  []Map // one per object, so that an object is the same map every time
	lists []List
}

type jsonKind uint8

const (
	jsonNull jsonKind = iota
	jsonTrue
	jsonFalse
	jsonInt
	jsonFraction
	jsonString
	jsonArray
	jsonObject
)

const (
	duplicateKeys = 1 << iota // of an object
	escaped                   // of a string: it holds backslashes
)

// jsonNode is one value or name. Of strings and numbers start and end are a
// piece of the text, without quotes; of arrays and objects start is the number
// of elements and end the node after the last.
type jsonNode struct {
	start, end uint32
	ordinal    uint32 // of arrays and objects, among their kind
	kind       jsonKind
	flags      uint8
}

// after is the node after the one at i and all inside it.
func (d *document) after(i uint32) uint32 {
	if n := &d.nodes[i]; n.kind >= jsonArray {
		return n.end
	}
	return i + 1
}

func (d *document) value(i uint32) (v Value) {
	d.load(i, &v)
	return v
}

// load sets v to the value at i. Values are large: the way through a document
// writes them in place.
func (d *document) load(i uint32, v *Value) {
	n := &d.nodes[i]
	switch n.kind {
	case jsonString:
		*v = Value{kind: KindString, str: d.text(i)}
	case jsonObject:
		m := &d.maps[n.ordinal]
		if !m.used {
			m.used, m.doc, m.node = true, d, i
		}
		*v = Value{kind: KindMap, ref: m}
	case jsonArray:
		l := &d.lists[n.ordinal]
		if !l.used {
			l.used, l.doc, l.node, l.flavour = true, d, i, jsonList
		}
		*v = Value{kind: KindList, ref: l}
	case jsonInt, jsonFraction:
		text := d.src[n.start:n.end]
		if *v = number(text); v.kind != KindBig {
			v.str = text
		}
	case jsonTrue, jsonFalse:
		*v = Bool(n.kind == jsonTrue)
	default:
		*v = Value{}
	}
}

// text is the string at i with its escapes resolved.
func (d *document) text(i uint32) string {
	n := &d.nodes[i]
	s := d.src[n.start:n.end]
	if n.flags&escaped == 0 {
		return s
	}
	return unescapeJSON(s)
}

// plain reports whether members of the object at i are looked up in the text: it
// has few, and no name twice.
func (d *document) plain(i uint32) bool {
	n := &d.nodes[i]
	return n.start < indexFrom && n.flags&duplicateKeys == 0
}

// member looks a name up in the object at i, which has no name twice, and gives
// the node of its value.
func (d *document) member(i uint32, name string) (value uint32, ok bool) {
	child := i + 1
	for range d.nodes[i].start {
		n := &d.nodes[child]
		if n.flags&escaped == 0 {
			if int(n.end-n.start) == len(name) && d.src[n.start:n.end] == name {
				return child + 1, true
			}
		} else if d.text(child) == name {
			return child + 1, true
		}
		child = d.after(child + 1)
	}
	return 0, false
}
