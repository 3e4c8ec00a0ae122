// Package openapi holds an OpenAPI or Swagger document as it is written: an
// ordered tree in which every value knows its place in the file.
//
// The tree knows JSON and YAML, JSON pointers and $refs, and nothing of what a
// document means; package apigw reads the meaning. It takes any document that
// is well-formed, because users' documents hold what no schema of OpenAPI
// allows: placeholders of other tools, vendor extensions, misplaced members.
package openapi

import (
	"strconv"

	"github.com/apigen-go/apigen/internal/diag"
)

// Kind is the JSON kind of a node.
type Kind uint8

const (
	Null Kind = iota
	Bool
	Number
	String
	Array
	Object
)

// String gives the JSON word for the kind.
func (k Kind) String() string {
	return [...]string{"null", "boolean", "number", "string", "array", "object"}[k]
}

// A Node is one value of a document. A nil *Node stands for an absent value: all
// methods that read take it.
type Node struct {
	Kind    Kind
	Pos     diag.Pos
	Comment string   // written above the node's key or item, without the comment mark
	Text    string   // of a scalar: true, 12.50, hello
	Items   []*Node  // of an array
	Members []Member // of an object, in the order of the file
}

// A Member is a key of an object with its value.
type Member struct {
	Key   string
	Pos   diag.Pos // of the key
	Value *Node
}

// Str makes a string node.
func Str(s string) *Node { return &Node{Kind: String, Text: s} }

// Int makes a number node.
func Int(n int) *Node { return &Node{Kind: Number, Text: strconv.Itoa(n)} }

// Num makes a number node from its JSON text.
func Num(text string) *Node { return &Node{Kind: Number, Text: text} }

// Boolean makes a boolean node.
func Boolean(b bool) *Node { return &Node{Kind: Bool, Text: strconv.FormatBool(b)} }

// Arr makes an array node.
func Arr(items ...*Node) *Node { return &Node{Kind: Array, Items: items} }

// Strs makes an array of strings.
func Strs(texts ...string) *Node {
	n := &Node{Kind: Array}
	for _, t := range texts {
		n.Items = append(n.Items, Str(t))
	}
	return n
}

// Obj makes an object node. Members whose value is nil are left out.
func Obj(members ...Member) *Node {
	n := &Node{Kind: Object}
	for _, m := range members {
		if m.Value != nil {
			n.Members = append(n.Members, m)
		}
	}
	return n
}

// M makes a member.
func M(key string, value *Node) Member { return Member{Key: key, Value: value} }

// Get gives the value of a member, or nil when n has none of that name.
func (n *Node) Get(key string) *Node {
	if n == nil || n.Kind != Object {
		return nil
	}
	for i := range n.Members {
		if n.Members[i].Key == key {
			return n.Members[i].Value
		}
	}
	return nil
}

// At gives the value at a path of member names, or nil.
func (n *Node) At(path ...string) *Node {
	for _, key := range path {
		n = n.Get(key)
	}
	return n
}

// Set replaces the value of a member or adds the member at the end.
func (n *Node) Set(key string, value *Node) {
	for i := range n.Members {
		if n.Members[i].Key == key {
			n.Members[i].Value = value
			return
		}
	}
	n.Members = append(n.Members, M(key, value))
}

// Delete takes a member away.
func (n *Node) Delete(key string) {
	for i := range n.Members {
		if n.Members[i].Key == key {
			n.Members = append(n.Members[:i:i], n.Members[i+1:]...)
			return
		}
	}
}

// StringOr gives the text of a string node, or other.
func (n *Node) StringOr(other string) string {
	if n == nil || n.Kind != String {
		return other
	}
	return n.Text
}

// Is reports whether n is there and of the kind.
func (n *Node) Is(k Kind) bool { return n != nil && n.Kind == k }

// True reports whether n is the boolean true.
func (n *Node) True() bool { return n != nil && n.Kind == Bool && n.Text == "true" }

// MembersOrNil gives the members of an object, and none of anything else.
func (n *Node) MembersOrNil() []Member {
	if !n.Is(Object) {
		return nil
	}
	return n.Members
}

// ItemsOrNil gives the items of an array, and none of anything else.
func (n *Node) ItemsOrNil() []*Node {
	if !n.Is(Array) {
		return nil
	}
	return n.Items
}

// Clone copies the tree.
func (n *Node) Clone() *Node {
	if n == nil {
		return nil
	}
	c := *n
	c.Items, c.Members = nil, nil
	for _, item := range n.Items {
		c.Items = append(c.Items, item.Clone())
	}
	for _, m := range n.Members {
		c.Members = append(c.Members, Member{m.Key, m.Pos, m.Value.Clone()})
	}
	return &c
}
