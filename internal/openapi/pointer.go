package openapi

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/apigen-go/apigen/internal/diag"
)

var (
	pointerEscape   = strings.NewReplacer("~", "~0", "/", "~1")
	pointerUnescape = strings.NewReplacer("~1", "/", "~0", "~")
)

// Pointer writes a path of member names and indexes as a JSON pointer
// (RFC 6901): Pointer("paths", "/pets") is "/paths/~1pets".
func Pointer(path ...string) string {
	var b strings.Builder
	for _, key := range path {
		b.WriteByte('/')
		b.WriteString(pointerEscape.Replace(key))
	}
	return b.String()
}

// SplitPointer reads a JSON pointer. The empty pointer is the empty path.
func SplitPointer(pointer string) ([]string, error) {
	if pointer == "" {
		return nil, nil
	}
	if pointer[0] != '/' {
		return nil, fmt.Errorf("JSON pointer %q does not begin with a slash", pointer)
	}
	path := strings.Split(pointer[1:], "/")
	for i, key := range path {
		path[i] = pointerUnescape.Replace(key)
	}
	return path, nil
}

// Lookup gives the value at a JSON pointer below n, or nil.
func (n *Node) Lookup(pointer string) *Node {
	path, err := SplitPointer(pointer)
	if err != nil {
		return nil
	}
	for _, key := range path {
		if n.Is(Array) {
			i, err := strconv.Atoi(key)
			if err != nil || i < 0 || i >= len(n.Items) || key != strconv.Itoa(i) {
				return nil
			}
			n = n.Items[i]
			continue
		}
		n = n.Get(key)
	}
	return n
}

// Walk calls visit for n and all below it, parents first, with the path from n.
// The path is only valid during the call. When visit returns false, Walk leaves
// out what is below that value.
func (n *Node) Walk(visit func(path []string, n *Node) bool) {
	var walk func(path []string, n *Node)
	walk = func(path []string, n *Node) {
		if n == nil || !visit(path, n) {
			return
		}
		for i, item := range n.Items {
			walk(append(path, strconv.Itoa(i)), item)
		}
		for _, m := range n.Members {
			walk(append(path, m.Key), m.Value)
		}
	}
	walk(nil, n)
}

// PointerOf gives the JSON pointer of a value of the document. Ok is false when
// the document does not hold the value.
func (d *Document) PointerOf(target *Node) (pointer string, ok bool) {
	d.Root.Walk(func(path []string, n *Node) bool {
		if n == target && !ok {
			pointer, ok = Pointer(path...), true
		}
		return !ok
	})
	return pointer, ok
}

// Reasons why a $ref cannot be followed.
var (
	ErrExternalRef = errors.New("$ref leads out of the document")
	ErrMissingRef  = errors.New("$ref leads nowhere")
	ErrCyclicRef   = errors.New("$ref leads back to itself")
)

// Resolve follows n's $ref, and those it leads to, within the document. It
// gives the value with its JSON pointer; for a value without $ref these are n
// and the pointer that was passed in.
func (d *Document) Resolve(n *Node, pointer string) (*Node, string, error) {
	seen := map[string]bool{}
	for {
		ref := n.Get("$ref")
		if !ref.Is(String) {
			return n, pointer, nil
		}
		local, ok := strings.CutPrefix(ref.Text, "#")
		if !ok {
			return nil, "", fmt.Errorf("%w: %s", ErrExternalRef, ref.Text)
		}
		if seen[local] {
			return nil, "", fmt.Errorf("%w: %s", ErrCyclicRef, ref.Text)
		}
		seen[local] = true
		target := d.Root.Lookup(local)
		if target == nil {
			return nil, "", fmt.Errorf("%w: %s", ErrMissingRef, ref.Text)
		}
		n, pointer = target, local
	}
}

// PosOf gives the position of the key, or the item, at a JSON pointer; when
// there is none, that of the nearest value above it.
func (d *Document) PosOf(pointer string) diag.Pos {
	pos := diag.Pos{File: d.File, Line: 1, Col: 1}
	path, err := SplitPointer(pointer)
	if err != nil {
		return pos
	}
	n := d.Root
	for i, key := range path {
		next := n.Lookup(Pointer(key))
		if next == nil {
			return pos
		}
		pos = next.Pos
		if n.Is(Object) {
			for _, m := range n.Members {
				if m.Key == path[i] {
					pos = m.Pos
				}
			}
		}
		n = next
	}
	return pos
}
