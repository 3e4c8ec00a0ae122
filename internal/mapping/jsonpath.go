package mapping

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/apigen-go/apigen/vtl"
)

// find is the value at a JSONPath, in the dialect of Jayway JsonPath, which is
// what API Gateway reads JSON with:
//
//   - a path that can only mean one place (names and single indexes) has the
//     value there, or nothing;
//   - any other path (.., *, slices, several names or indexes, filters) has a
//     list of what it met, which may be empty and prints as JSON;
//   - the functions length(), size(), keys(), min(), max(), avg(), sum(),
//     first(), last() and concat() end a path;
//   - a path without the leading $ begins at the root.
//
// The error is for a path that cannot be read, and for one that visits more values
// than are left of visits, which it counts down.
func find(root vtl.Value, path string, visits *int) (v vtl.Value, found bool, err error) {
	if v, found, ok := findSimple(root, path); ok {
		return v, found, nil
	}
	p, err := parsePath(path)
	if err != nil {
		return vtl.Value{}, false, fmt.Errorf("JSONPath %q: %w", path, err)
	}
	v, found, err = p.find(root, visits)
	if err != nil {
		return v, found, fmt.Errorf("JSONPath %q: %w", path, err)
	}
	return v, found, nil
}

// findSimple walks $, $.a.b and $.a[0].b without making a path of it; ok is
// false when the path holds more.
func findSimple(v vtl.Value, path string) (_ vtl.Value, found, ok bool) {
	if !strings.HasPrefix(path, "$") {
		return v, false, false
	}
	found = true
	for rest := path[1:]; rest != ""; {
		switch {
		case rest[0] == '.':
			n := plainName(rest[1:])
			if n == 0 || n+1 < len(rest) && rest[n+1] != '.' && rest[n+1] != '[' {
				return v, false, false
			}
			v, found = step(v, found, rest[1:n+1])
			rest = rest[n+1:]
		case rest[0] == '[':
			end := strings.IndexByte(rest, ']')
			if end < 2 || end > 10 {
				return v, false, false
			}
			i, err := strconv.Atoi(rest[1:end])
			if err != nil {
				return v, false, false
			}
			if found {
				v, found = element(v, i)
			}
			rest = rest[end+1:]
		default:
			return v, false, false
		}
	}
	return v, found, true
}

func step(v vtl.Value, found bool, name string) (vtl.Value, bool) {
	if m := v.Map(); found && m != nil {
		return m.Get(name)
	}
	return vtl.Value{}, false
}

// plainName is the length of the name at the start of s that has no meaning but
// itself.
func plainName(s string) int {
	for i := range len(s) {
		c := s[i]
		if !('a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '_' || c == '-' || c >= 0x80) {
			return i
		}
	}
	return len(s)
}

// element is a list's element; below zero it counts from the end.
func element(v vtl.Value, i int) (vtl.Value, bool) {
	l := v.List()
	if l == nil {
		return vtl.Value{}, false
	}
	if i < 0 {
		i += l.Len()
	}
	if i < 0 || i >= l.Len() {
		return vtl.Value{}, false
	}
	return l.At(i), true
}

// A jsonPath is a parsed path.
type jsonPath struct {
	steps    []pathStep
	function string // that ends it, or empty
	args     []vtl.Value
	relative bool // begins with @, inside a filter
}

type pathKind uint8

const (
	pathNames    pathKind = iota // .a or ['a','b']
	pathIndexes                  // [0] or [0,2]
	pathSlice                    // [a:b]
	pathWildcard                 // .* or [*]
	pathFilter                   // [?(...)]
)

type pathStep struct {
	kind     pathKind
	descend  bool // .. before it
	names    []string
	indexes  []int
	from, to *int
	filter   filter
}

// definite reports whether the path can mean one place only. Several names at
// its end are one place: the object made of them.
func (p *jsonPath) definite() bool {
	for i, s := range p.steps {
		atEnd := i == len(p.steps)-1
		if s.descend || s.kind > pathIndexes || len(s.names) > 1 && !atEnd || len(s.indexes) > 1 {
			return false
		}
	}
	return true
}

func (p *jsonPath) find(root vtl.Value, visits *int) (vtl.Value, bool, error) {
	w := walker{root: root, left: *visits}
	w.walk(root, p.steps)
	if *visits = w.left; w.left < 0 {
		return vtl.Value{}, false, errVisits
	}
	if p.definite() {
		if len(w.found) == 0 {
			return vtl.Value{}, false, nil
		}
		if p.function != "" {
			return apply(p.function, w.found[0], p.args)
		}
		return w.found[0], true, nil
	}
	list := vtl.FromList(vtl.NewJSONList(w.found...))
	if p.function != "" {
		return apply(p.function, list, p.args)
	}
	return list, true, nil
}

// maxVisits bounds the work of the paths of one rendering or of one expression:
// several .. in a path can visit a document over and over.
const maxVisits = 500_000

var errVisits = errors.New("takes too long to follow")

// walker collects what a path meets, in the order of the document.
type walker struct {
	root  vtl.Value
	found []vtl.Value
	left  int
}

func (w *walker) walk(v vtl.Value, steps []pathStep) {
	if w.left--; w.left < 0 {
		return
	}
	if len(steps) == 0 {
		w.found = append(w.found, v)
		return
	}
	s := &steps[0]
	w.match(v, s, steps[1:])
	if s.descend {
		for child := range children(v) {
			if child.Map() != nil || child.List() != nil {
				w.walk(child, steps)
			}
		}
	}
}

// match applies one step to one value.
func (w *walker) match(v vtl.Value, s *pathStep, rest []pathStep) {
	switch s.kind {
	case pathNames:
		w.names(v, s, rest)
	case pathIndexes:
		for _, i := range s.indexes {
			if e, ok := element(v, i); ok {
				w.walk(e, rest)
			}
		}
	case pathSlice:
		if l := v.List(); l != nil {
			from, to := bounds(s, l.Len())
			for i := from; i < to; i++ {
				w.walk(l.At(i), rest)
			}
		}
	case pathWildcard:
		for child := range children(v) {
			w.walk(child, rest)
		}
	case pathFilter:
		w.filter(v, s, rest)
	}
}

// names takes members of an object. Several names at the end of a path give one
// object with those that are there.
func (w *walker) names(v vtl.Value, s *pathStep, rest []pathStep) {
	m := v.Map()
	switch {
	case m == nil:
	case len(s.names) > 1 && len(rest) == 0:
		some := vtl.NewMap()
		for _, name := range s.names {
			if member, ok := m.Get(name); ok {
				some.Put(name, member)
			}
		}
		w.found = append(w.found, vtl.FromMap(some))
	default:
		for _, name := range s.names {
			if member, ok := m.Get(name); ok {
				w.walk(member, rest)
			}
		}
	}
}

// filter keeps the elements of a list, or an object itself, that the filter
// holds for.
func (w *walker) filter(v vtl.Value, s *pathStep, rest []pathStep) {
	if l := v.List(); l != nil {
		for i := range l.Len() {
			if e := l.At(i); s.filter.holds(w, e) {
				w.walk(e, rest)
			}
		}
		return
	}
	if v.Map() != nil && s.filter.holds(w, v) {
		w.walk(v, rest)
	}
}

// bounds are the ends of a slice of a list of n elements.
func bounds(s *pathStep, n int) (from, to int) {
	to = n
	if s.from != nil {
		from = *s.from
	}
	if s.to != nil {
		to = *s.to
	}
	if from < 0 {
		from += n
	}
	if to < 0 {
		to += n
	}
	return max(from, 0), min(to, n)
}

// children goes over the elements of a list or the members of an object.
func children(v vtl.Value) func(yield func(vtl.Value) bool) {
	return func(yield func(vtl.Value) bool) {
		if l := v.List(); l != nil {
			for i := range l.Len() {
				if !yield(l.At(i)) {
					return
				}
			}
		}
		if m := v.Map(); m != nil {
			for _, member := range m.Entries() {
				if !yield(member) {
					return
				}
			}
		}
	}
}

// apply computes the function at the end of a path.
func apply(name string, v vtl.Value, args []vtl.Value) (vtl.Value, bool, error) {
	l, m := v.List(), v.Map()
	switch name {
	case "length", "size":
		switch s, isText := v.Text(); {
		case l != nil:
			return vtl.Int(int64(l.Len())), true, nil
		case m != nil:
			return vtl.Int(int64(m.Len())), true, nil
		case isText:
			return vtl.Int(int64(len([]rune(s)))), true, nil
		}
	case "keys":
		if m != nil {
			keys := vtl.NewJSONList()
			for name := range m.Entries() {
				keys.Add(vtl.Str(name))
			}
			return vtl.FromList(keys), true, nil
		}
	case "first", "last":
		if l != nil {
			e, ok := element(v, map[string]int{"first": 0, "last": -1}[name])
			return e, ok, nil
		}
	case "concat":
		var b strings.Builder
		for _, arg := range args {
			b.WriteString(text(arg))
		}
		return vtl.Str(text(v) + b.String()), true, nil
	default:
		return aggregate(name, l)
	}
	return vtl.Value{}, false, nil
}

// aggregate computes min, max, avg or sum of the numbers in a list, as a double.
func aggregate(name string, l *vtl.List) (vtl.Value, bool, error) {
	if l == nil {
		return vtl.Value{}, false, nil
	}
	var numbers []float64
	for i := range l.Len() {
		if k := l.At(i).Kind(); k >= vtl.KindInt && k <= vtl.KindFloat {
			numbers = append(numbers, l.At(i).Float())
		}
	}
	if len(numbers) == 0 {
		return vtl.Value{}, false, fmt.Errorf("function %s() has no numbers", name)
	}
	result, sum := numbers[0], 0.0
	for _, n := range numbers {
		sum += n
		switch name {
		case "min":
			result = min(result, n)
		case "max":
			result = max(result, n)
		}
	}
	switch name {
	case "sum":
		result = sum
	case "avg":
		result = sum / float64(len(numbers))
	}
	return vtl.Float(result), true, nil
}
