package openapi

import (
	"errors"
	"fmt"
)

// A ChangeKind says what a [Change] does.
type ChangeKind uint8

const (
	SetScalar ChangeKind = iota // the value at Pointer becomes Value
	RenameKey                   // the member at Pointer is called Key
	Remove                      // the member or item at Pointer goes away
	AddMember                   // the object at Pointer gets a member Key with Value
)

// A Change is one small change of a document, which [Document.Edit] writes into
// its text without touching anything else.
type Change struct {
	Kind    ChangeKind
	Pointer string
	Key     string
	Value   *Node // a scalar; AddMember also takes arrays and objects, written on one line
}

// ErrNoPlace is given for a change whose pointer leads nowhere, or that the
// object at it forbids: a name that is taken, a value of the wrong kind.
var ErrNoPlace = errors.New("change has no place in the document")

// apply makes the change in the tree.
func (c Change) apply(root *Node) error {
	path, err := SplitPointer(c.Pointer)
	if err != nil {
		return err
	}
	if c.Kind == AddMember {
		n := root.Lookup(c.Pointer)
		if !n.Is(Object) || n.Get(c.Key) != nil {
			return c.noPlace()
		}
		n.Members = append([]Member{M(c.Key, c.Value)}, n.Members...)
		return nil
	}
	if len(path) == 0 {
		return c.noPlace()
	}
	parent, last := root.Lookup(Pointer(path[:len(path)-1]...)), path[len(path)-1]
	switch {
	case parent.Is(Array) && c.Kind != RenameKey:
		return c.applyItem(parent, last)
	case parent.Is(Object):
		return c.applyMember(parent, last)
	}
	return c.noPlace()
}

func (c Change) noPlace() error { return fmt.Errorf("%w: %s", ErrNoPlace, c.Pointer) }

func (c Change) applyItem(parent *Node, index string) error {
	for i := range parent.Items {
		if Pointer(index) != Pointer(fmt.Sprint(i)) {
			continue
		}
		if c.Kind == Remove {
			parent.Items = append(parent.Items[:i:i], parent.Items[i+1:]...)
		} else {
			parent.Items[i] = c.Value
		}
		return nil
	}
	return c.noPlace()
}

func (c Change) applyMember(parent *Node, key string) error {
	for i := range parent.Members {
		m := &parent.Members[i]
		if m.Key != key {
			continue
		}
		switch c.Kind {
		case SetScalar:
			m.Value = c.Value
		case RenameKey:
			if parent.Get(c.Key) != nil {
				return c.noPlace()
			}
			m.Key = c.Key
		case Remove:
			parent.Delete(key)
		}
		return nil
	}
	return c.noPlace()
}

// same reports whether two trees hold the same values, whatever the order of
// members.
func same(a, b *Node) bool {
	if a == nil || b == nil {
		return (a == nil || a.Kind == Null) && (b == nil || b.Kind == Null)
	}
	if a.Kind != b.Kind || len(a.Items) != len(b.Items) || len(a.Members) != len(b.Members) {
		return false
	}
	if a.Kind != Null && a.Text != b.Text {
		return false
	}
	for i := range a.Items {
		if !same(a.Items[i], b.Items[i]) {
			return false
		}
	}
	for i := range a.Members {
		m, other := a.Members[i], b.Members[i]
		value := other.Value
		if other.Key != m.Key {
			if value = b.Get(m.Key); value == nil {
				return false
			}
		}
		if !same(m.Value, value) {
			return false
		}
	}
	return true
}
