package dataplane

import "strings"

// A node is one segment of the resource tree.
//
// Precedence is literal, then {name}, then {name+}, and the search goes on with
// a less specific resource when a more specific one lacks the method (recorded
// from the service). Each node is looked at once at most, because its place in
// the tree fixes the part of the path it has to match.
type node struct {
	literals map[string]*node
	variable *node
	greedy   *node
	name     string // of the variable
	segment  string // the variable as it is written
	resource *resource
}

// A resource is a compiled resource: its template and methods by verb.
type resource struct {
	id      string
	path    string
	methods map[string]*method
}

// method gives the method for a verb: its own before ANY. HEAD does not fall
// back to GET.
func (r *resource) method(verb string) *method {
	if r == nil {
		return nil
	}
	if m := r.methods[verb]; m != nil {
		return m
	}
	if !anyStandsFor(verb) {
		return nil
	}
	return r.methods["ANY"]
}

// anyStandsFor reports whether ANY includes the verb: it is short for seven of
// them (developer guide, set-up-method-add-setup-method-request).
func anyStandsFor(verb string) bool {
	switch verb {
	case "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT":
		return true
	}
	return false
}

// add puts a resource into the tree. Its error has the service's words.
func (n *node) add(r *resource) error {
	for rest := strings.Trim(r.path, "/"); rest != ""; {
		var segment string
		segment, rest, _ = strings.Cut(rest, "/")
		next, err := n.child(segment)
		if err != nil {
			return err
		}
		n = next
	}
	n.resource = r
	return nil
}

func (n *node) child(segment string) (*node, error) {
	inner, isVariable := strings.CutPrefix(segment, "{")
	if !isVariable {
		if n.literals == nil {
			n.literals = map[string]*node{}
		}
		if n.literals[segment] == nil {
			n.literals[segment] = &node{}
		}
		return n.literals[segment], nil
	}
	inner = strings.TrimSuffix(inner, "}")
	name, isGreedy := strings.CutSuffix(inner, "+")
	slot := &n.variable
	if isGreedy {
		slot = &n.greedy
	}
	if *slot != nil && (*slot).name == name {
		return *slot, nil
	}
	for _, sibling := range []*node{n.variable, n.greedy} {
		if sibling != nil {
			return nil, refusal("A sibling (" + sibling.segment + ") of this resource already has a variable path part -- only one is allowed")
		}
	}
	*slot = &node{name: name, segment: segment}
	return *slot, nil
}

// A match is what a path and a verb lead to.
type match struct {
	resource *resource
	method   *method
	params   map[string]string // raw, as on the wire; nil without variables
}

// find looks for the resource and method of a path without stage. Slashes at
// the end do not count.
func (n *node) find(path, verb string) (m match, ok bool) {
	ok = n.search(strings.Trim(path, "/"), verb, &m)
	return m, ok
}

func (n *node) search(rest, verb string, m *match) bool {
	if rest == "" {
		m.method = n.resource.method(verb)
		m.resource = n.resource
		return m.method != nil
	}
	segment, after, _ := strings.Cut(rest, "/")
	if next := n.literals[segment]; next != nil && next.search(after, verb, m) {
		return true
	}
	// A variable stands for a whole segment, so an empty one matches none.
	if n.variable != nil && segment != "" && n.variable.search(after, verb, m) {
		m.set(n.variable.name, segment)
		return true
	}
	if n.greedy != nil && n.greedy.search("", verb, m) {
		m.set(n.greedy.name, rest)
		return true
	}
	return false
}

func (m *match) set(name, value string) {
	if m.params == nil {
		m.params = map[string]string{}
	}
	m.params[name] = value
}
