package declare

import (
	"fmt"
	"go/constant"
	"go/types"
	"reflect"
	"strconv"
	"strings"

	"github.com/apigen-go/apigen/internal/generate/load"
	"github.com/apigen-go/apigen/internal/openapi"
)

// node reads a value of the contract as a value of the document: constants,
// slices, maps, and structs of package gen, whose tags name the members of the
// extension they stand for. It gives nil when the value cannot be read, which has
// been reported then.
//
// Members that are not mentioned in the source are left out, those that are
// written as 0 or false are not.
func (r *reader) node(v load.Value) *openapi.Node {
	resolved, err := r.pkg.Resolve(v)
	if !r.check(err) {
		return nil
	}
	if c := resolved.Constant(); c != nil {
		switch c.Kind() {
		case constant.Bool:
			return openapi.Boolean(constant.BoolVal(c))
		case constant.Int:
			return openapi.Num(c.ExactString())
		case constant.Float:
			f, _ := constant.Float64Val(c)
			return openapi.Num(strconv.FormatFloat(f, 'g', -1, 64))
		}
	}
	switch u := resolved.Type().Underlying().(type) {
	case *types.Slice, *types.Array:
		return r.arrayNode(resolved)
	case *types.Map:
		return r.mapNode(resolved)
	case *types.Struct:
		return r.structNode(resolved, u)
	}
	s, err := r.pkg.String(resolved)
	if !r.check(err) {
		return nil
	}
	return openapi.Str(s)
}

func (r *reader) arrayNode(v load.Value) *openapi.Node {
	list, err := r.pkg.List(v)
	if !r.check(err) {
		return nil
	}
	n := openapi.Arr()
	for _, item := range list {
		if value := r.node(item); value != nil {
			n.Items = append(n.Items, value)
		}
	}
	return n
}

func (r *reader) mapNode(v load.Value) *openapi.Node {
	pairs, err := r.pkg.Map(v)
	if !r.check(err) {
		return nil
	}
	n := openapi.Obj()
	for _, pair := range pairs {
		key, err := r.pkg.String(pair.Key)
		if !r.check(err) {
			continue
		}
		if value := r.node(pair.Value); value != nil {
			n.Set(key, value)
		}
	}
	return n
}

// structNode reads a struct of package gen. Fields without a tag have a meaning
// of their own and are not the node's, but for embedded ones.
func (r *reader) structNode(v load.Value, t *types.Struct) *openapi.Node {
	fields, err := r.pkg.Struct(v)
	if !r.check(err) {
		return nil
	}
	n := openapi.Obj()
	for i := range t.NumFields() {
		f, tag := t.Field(i), reflect.StructTag(t.Tag(i))
		value, ok := fields[f.Name()]
		if !ok || !r.applies(value, f.Name()+" of "+r.schemas.TypeString(v.Type()), tag.Get("only")) {
			continue
		}
		if f.Embedded() {
			if inner := r.node(value); inner != nil {
				n.Members = append(n.Members, inner.Members...)
			}
			continue
		}
		name := tag.Get("ext")
		if name == "" {
			continue
		}
		member := r.node(value)
		if member == nil {
			continue
		}
		limits := tag.Get("limits")
		if member.Is(openapi.String) && member.Text == "" || limits != "" && !strings.HasPrefix(limits, "0,") && r.isZero(value) {
			continue // absent
		}
		r.checkLimits(value, f.Name(), member, limits)
		if tag.Get("text") != "" {
			member = openapi.Str(member.Text)
		}
		n.Set(name, member)
	}
	return n
}

// applies refuses fields that mean nothing to the kind of API.
func (r *reader) applies(value load.Value, field, only string) bool {
	target := "rest"
	if r.c.HTTP != nil {
		target = "http"
	}
	if only == "" || only == target || r.isZero(value) {
		return true
	}
	r.errorf(r.at(value), "target", "take it out", "%s means nothing in %s", field, r.kind())
	return false
}

// isZero reports whether a value is written as the zero value of its type, as in
// literals without names of fields.
func (r *reader) isZero(v load.Value) bool {
	c := v.Constant()
	if c == nil {
		return v.IsNil()
	}
	switch c.Kind() {
	case constant.Bool:
		return !constant.BoolVal(c)
	case constant.String:
		return constant.StringVal(c) == ""
	}
	return constant.Sign(c) == 0
}

// kind names the kind of API that is built.
func (r *reader) kind() string {
	if r.c.HTTP != nil {
		return "an HTTP API"
	}
	return "a REST API"
}

// checkLimits holds a number against the limits of its tag.
func (r *reader) checkLimits(v load.Value, field string, n *openapi.Node, limits string) {
	low, high, ok := strings.Cut(limits, ",")
	if !ok {
		return
	}
	value, err := strconv.Atoi(n.Text)
	least, _ := strconv.Atoi(low) // tags of package gen, held by a test
	most, _ := strconv.Atoi(high)
	if err != nil || value < least || value > most {
		r.errorf(r.at(v), "limit", fmt.Sprintf("give %s to %s", low, high), "%s is %s, want %s to %s", field, n.Text, low, high)
	}
}
