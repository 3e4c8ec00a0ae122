package bind

import (
	"fmt"
	"go/types"
	"reflect"
	"slices"
	"strings"

	"github.com/apigen-go/apigen/internal/generate/contract"
)

// fills writes functions that put empty slices and maps in the place of nil
// ones, so that a body has [] and {} where its schema says array and
// object. Encoding/json writes null there.
//
// The types of sealed interfaces get a wrapper by the same way, which writes the
// member that tells which type it is.
//
// There are two functions for a type: one tells whether a value lacks
// something, and nearly always says no; the other returns a copy that lacks
// nothing. The value itself stays as it is, since its owner may share it.
type fills struct {
	file   *file
	unions unions
	done   []fillType // in the order they were met
	taken  map[string]bool
}

// A fillType is a type with functions of its own.
type fillType struct {
	typ  types.Type
	name string // suffix of the functions
}

func newFills(f *file, c *contract.Contract) *fills {
	return &fills{file: f, unions: unionsOf(c), taken: map[string]bool{}}
}

// needs tells whether a value of type t can hold something that is nil and must
// not be. Types that encode themselves are left alone.
func needs(t types.Type) bool { return search(t, map[*types.Struct]bool{}) }

func search(t types.Type, seen map[*types.Struct]bool) bool {
	if encodesItself(t) {
		return false
	}
	switch u := t.Underlying().(type) {
	case *types.Slice, *types.Map:
		return true
	case *types.Interface:
		return isSealed(t) // it is put into a wrapper
	case *types.Pointer:
		return search(u.Elem(), seen)
	case *types.Array:
		return search(u.Elem(), seen)
	case *types.Struct:
		if seen[u] {
			return false // a circle; the other fields decide
		}
		seen[u] = true
		for _, m := range members(u) {
			t := m.typ
			if m.omit {
				t = inside(t)
			}
			if search(t, seen) {
				return true
			}
		}
	}
	return false
}

// inside is what a slice or map holds, and any other type itself.
func inside(t types.Type) types.Type {
	if encodesItself(t) {
		return t
	}
	switch u := t.Underlying().(type) {
	case *types.Slice:
		return u.Elem()
	case *types.Map:
		return u.Elem()
	}
	return t
}

// A member is a field of a struct that encoding/json writes.
type member struct {
	name string
	typ  types.Type
	omit bool // omitempty or omitzero
}

// members lists the fields encoding/json looks at, embedded structs as such.
func members(u *types.Struct) []member {
	var list, promoted []member
	for i := range u.NumFields() {
		f, tag := u.Field(i), reflect.StructTag(u.Tag(i)).Get("json")
		if tag == "-" || !f.Exported() && !f.Embedded() {
			continue
		}
		if !f.Exported() {
			// Go promotes the fields of an embedded struct that cannot be named.
			if inner, ok := f.Type().Underlying().(*types.Struct); ok {
				promoted = append(promoted, members(inner)...)
			}
			continue
		}
		_, options, _ := strings.Cut(tag, ",")
		omit := strings.Contains(","+options+",", ",omitempty,") || strings.Contains(","+options+",", ",omitzero,")
		list = append(list, member{f.Name(), f.Type(), omit})
	}
	for _, m := range promoted {
		if !slices.ContainsFunc(list, func(o member) bool { return o.name == m.name }) {
			list = append(list, m)
		}
	}
	return list
}

// encodesItself tells whether encoding/json asks the type how it is written.
func encodesItself(t types.Type) bool {
	for _, name := range []string{"MarshalJSON", "MarshalText"} {
		obj, _, _ := types.LookupFieldOrMethod(t, true, nil, name)
		if _, ok := obj.(*types.Func); ok {
			return true
		}
	}
	return false
}

// lacks is the condition that the variable expr of type t lacks something.
func (f *fills) lacks(expr string, t types.Type) string {
	if isLeaf(t) {
		return expr + " == nil"
	}
	return fmt.Sprintf("lacks%s(%s)", f.name(t), address(expr))
}

// address takes the address of a variable; of (*p) it is p.
func address(expr string) string {
	if p, ok := strings.CutPrefix(expr, "(*"); ok && strings.HasSuffix(p, ")") {
		return strings.TrimSuffix(p, ")")
	}
	return "&" + expr
}

// filled is the expression of expr with nothing lacking.
func (f *fills) filled(expr string, t types.Type) string {
	if isLeaf(t) {
		return f.file.typ(t) + "{}"
	}
	return fmt.Sprintf("fill%s(%s)", f.name(t), expr)
}

// isLeaf tells whether t is a slice or map of what needs no filling.
func isLeaf(t types.Type) bool {
	switch t.Underlying().(type) {
	case *types.Slice, *types.Map:
		return !needs(inside(t))
	}
	return false
}

// name is the suffix of the functions of t, which get written.
func (f *fills) name(t types.Type) string {
	for _, d := range f.done {
		if types.Identical(d.typ, t) {
			return d.name
		}
	}
	base := typeName(t)
	name := base
	for n := 2; f.taken[name]; n++ {
		name = fmt.Sprintf("%s%d", base, n)
	}
	f.taken[name] = true
	f.done = append(f.done, fillType{t, name})
	return name
}

// typeName is an identifier for t: OrderSlice for []Order.
func typeName(t types.Type) string {
	switch t := types.Unalias(t).(type) {
	case *types.Named:
		return t.Obj().Name()
	case *types.Slice:
		return typeName(t.Elem()) + "Slice"
	case *types.Array:
		return typeName(t.Elem()) + "Array"
	case *types.Map:
		return typeName(t.Elem()) + "Map"
	case *types.Pointer:
		return typeName(t.Elem()) + "Pointer"
	case *types.Basic:
		return strings.ToUpper(t.Name()[:1]) + t.Name()[1:]
	}
	return "Struct"
}

// write writes the functions that were asked for, and those they ask for.
func (f *fills) write() {
	for i := 0; i < len(f.done); i++ {
		t, name := f.done[i].typ, f.done[i].name
		typ := f.file.typ(t)
		if isSealed(t) {
			f.writeWrappers(t)
		}
		f.file.printf("\n// lacks%s tells whether v holds a nil that JSON must not show.\n", name)
		f.file.printf("func lacks%s(v *%s) bool {\n%s}\n", name, typ, f.lacksBody(t))
		f.file.printf("\n// fill%s returns v with empty slices and maps in place of nil ones.\n", name)
		f.file.printf("func fill%s(v %s) %s {\n%s}\n", name, typ, typ, f.fillBody(t))
	}
}

func (f *fills) lacksBody(t types.Type) string {
	switch u := t.Underlying().(type) {
	case *types.Interface:
		return "\treturn *v != nil\n"
	case *types.Pointer:
		return fmt.Sprintf("\treturn *v != nil && %s\n", f.lacks("(**v)", u.Elem()))
	case *types.Slice:
		return fmt.Sprintf("\tif *v == nil {\n\t\treturn true\n\t}\n\tfor i := range *v {\n\t\tif %s {\n\t\t\treturn true\n\t\t}\n\t}\n\treturn false\n",
			f.lacks("(*v)[i]", u.Elem()))
	case *types.Array:
		return fmt.Sprintf("\tfor i := range v {\n\t\tif %s {\n\t\t\treturn true\n\t\t}\n\t}\n\treturn false\n", f.lacks("v[i]", u.Elem()))
	case *types.Map:
		return fmt.Sprintf("\tif *v == nil {\n\t\treturn true\n\t}\n\tfor _, item := range *v {\n\t\tif %s {\n\t\t\treturn true\n\t\t}\n\t}\n\treturn false\n",
			f.lacks("item", u.Elem()))
	case *types.Struct:
		var conds []string
		for _, m := range needy(u) {
			conds = append(conds, f.memberLacks(m))
		}
		return "\treturn " + strings.Join(conds, " ||\n\t\t") + "\n"
	}
	return ""
}

func (f *fills) fillBody(t types.Type) string {
	switch u := t.Underlying().(type) {
	case *types.Interface:
		return f.wrapBody(t)
	case *types.Pointer:
		return fmt.Sprintf("\tout := %s\n\treturn &out\n", f.filled("*v", u.Elem()))
	case *types.Slice:
		return fmt.Sprintf("\tout := make(%s, len(v))\n\tfor i, item := range v {\n\t\tif %s {\n\t\t\titem = %s\n\t\t}\n\t\tout[i] = item\n\t}\n\treturn out\n",
			f.file.typ(t), f.lacks("item", u.Elem()), f.filled("item", u.Elem()))
	case *types.Array:
		return fmt.Sprintf("\tfor i, item := range v {\n\t\tif %s {\n\t\t\tv[i] = %s\n\t\t}\n\t}\n\treturn v\n", f.lacks("item", u.Elem()), f.filled("item", u.Elem()))
	case *types.Map:
		return fmt.Sprintf("\tout := make(%s, len(v))\n\tfor key, item := range v {\n\t\tif %s {\n\t\t\titem = %s\n\t\t}\n\t\tout[key] = item\n\t}\n\treturn out\n",
			f.file.typ(t), f.lacks("item", u.Elem()), f.filled("item", u.Elem()))
	case *types.Struct:
		var b strings.Builder
		for _, m := range needy(u) {
			fmt.Fprintf(&b, "\tif %s {\n\t\tv.%s = %s\n\t}\n", f.memberLacks(m), m.name, f.filled("v."+m.name, m.typ))
		}
		return b.String() + "\treturn v\n"
	}
	return ""
}

// memberLacks is the condition that a member of v lacks something. A nil that
// is omitted lacks nothing.
func (f *fills) memberLacks(m member) string {
	cond := f.lacks("v."+m.name, m.typ)
	switch m.typ.Underlying().(type) {
	case *types.Slice, *types.Map:
		if m.omit {
			return fmt.Sprintf("v.%s != nil && %s", m.name, cond)
		}
	}
	return cond
}

// needy lists the members of u that may lack something.
func needy(u *types.Struct) []member {
	var list []member
	for _, m := range members(u) {
		if t := m.typ; m.omit && !needs(inside(t)) || !needs(t) {
			continue
		}
		list = append(list, m)
	}
	return list
}
