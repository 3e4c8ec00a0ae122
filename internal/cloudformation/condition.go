package cloudformation

import (
	"slices"

	"github.com/apigen-go/apigen/internal/openapi"
)

// holds decides a condition by its name: as it is given, else as the template
// defines it. Known is false when that depends on what nobody knows.
func (r *resolver) holds(name string) (holds, known bool) {
	switch r.Given[name] {
	case "true":
		return true, true
	case "false":
		return false, true
	}
	if r.Template == nil || slices.Contains(r.condition, name) { // a condition that asks for itself
		return false, false
	}
	definition := r.Template.section("Conditions").Get(name)
	if definition == nil {
		return false, false
	}
	r.condition = append(r.condition, name)
	defer func() { r.condition = r.condition[:len(r.condition)-1] }()
	return r.decide(definition)
}

// decide evaluates the functions of conditions. See
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-conditions.html
func (r *resolver) decide(n *openapi.Node) (holds, known bool) {
	if !n.Is(openapi.Object) || len(n.Members) != 1 {
		switch scalar(n) {
		case "true":
			return true, true
		case "false":
			return false, true
		}
		return false, false
	}
	arg := n.Members[0].Value
	switch n.Members[0].Key {
	case "Condition":
		return r.holds(scalar(arg))
	case "Fn::Equals":
		return r.equal(arg)
	case "Fn::Not":
		if items := arg.ItemsOrNil(); len(items) == 1 {
			holds, known = r.decide(items[0])
			return !holds, known
		}
	case "Fn::And":
		return r.all(arg, true)
	case "Fn::Or":
		holds, known = r.all(arg, false)
		return !holds, known
	}
	return false, false
}

// all tells whether every condition of a list is as wanted. One that is not
// decides, whatever is known of the others.
func (r *resolver) all(list *openapi.Node, want bool) (holds, known bool) {
	known = len(list.ItemsOrNil()) > 0
	for _, item := range list.ItemsOrNil() {
		is, sure := r.decide(item)
		if sure && is != want {
			return false, true
		}
		known = known && sure
	}
	return true, known
}

// equal compares two values. What API Gateway replaces later is not known here.
func (r *resolver) equal(arg *openapi.Node) (holds, known bool) {
	items := arg.ItemsOrNil()
	if len(items) != 2 {
		return false, false
	}
	sides := make([]string, 2)
	for i, item := range items {
		inner := &resolver{Values: r.Values, condition: r.condition}
		v := inner.node(item, place{})
		if len(inner.left) > 0 || v == nil || variable.MatchString(brief(v)) {
			return false, false
		}
		sides[i] = brief(v)
	}
	return sides[0] == sides[1], true
}
