package bind

import (
	"fmt"
	"go/types"
	"reflect"
	"strconv"
	"strings"

	"github.com/apigen-go/apigen/internal/generate/contract"
)

const sealedPackage = "github.com/apigen-go/apigen/sealed"

// unions are the sealed interfaces of a contract, by type.
type unions map[string]*contract.Schema

func unionsOf(c *contract.Contract) unions {
	u := unions{}
	for _, s := range c.Schemas {
		if s.Union != nil {
			u[types.TypeString(s.GoType, nil)] = s
		}
	}
	return u
}

// isSealed reports whether a type is an interface with a method that is not
// exported.
func isSealed(t types.Type) bool {
	i, ok := t.Underlying().(*types.Interface)
	if !ok {
		return false
	}
	for m := range i.Methods() {
		if !m.Exported() {
			return true
		}
	}
	return false
}

// isStruct reports whether a variant is held by value; both the type and the
// pointer to it may stand in the interface then.
func goType(f *file, v *contract.Variant) string {
	if v.Pointer {
		return "*" + f.typ(v.GoType)
	}
	return f.typ(v.GoType)
}

// wrapBody is the body of the function that puts the types of a sealed interface
// into wrappers, which write the member that tells which one it is. A wrapper
// embeds the type, so it has the methods of the interface.
func (f *fills) wrapBody(t types.Type) string {
	s := f.unions[types.TypeString(t, nil)]
	if s == nil {
		return "\treturn v\n"
	}
	var b strings.Builder
	b.WriteString("\tswitch v := v.(type) {\n")
	for _, v := range s.Union.Variants {
		wrapper := lowerFirst(s.Name) + v.GoType.(*types.Named).Obj().Name()
		value := f.file.typ(v.GoType)
		fill := func(expr string) string {
			if !needs(v.GoType) {
				return ""
			}
			return fmt.Sprintf("\t\tif %s {\n\t\t\t%s = %s\n\t\t}\n", f.lacks(expr, v.GoType), expr, f.filled(expr, v.GoType))
		}
		if !v.Pointer {
			fmt.Fprintf(&b, "\tcase %s:\n%s\t\treturn %s{v}\n", value, fill("v"), wrapper)
		}
		fmt.Fprintf(&b, "\tcase *%s:\n\t\tif v == nil {\n\t\t\treturn nil\n\t\t}\n", value)
		if v.Pointer {
			if body := fill("out"); body != "" {
				fmt.Fprintf(&b, "\t\tout := *v\n%s\t\treturn %s{&out}\n", body, wrapper)
			} else {
				fmt.Fprintf(&b, "\t\treturn %s{v}\n", wrapper)
			}
		} else {
			fmt.Fprintf(&b, "\t\tout := *v\n%s\t\treturn %s{out}\n", fill("out"), wrapper)
		}
	}
	b.WriteString("\t}\n\treturn v\n")
	return b.String()
}

// writeWrappers writes the types that stand for those of a sealed interface
// while they are encoded.
func (f *fills) writeWrappers(t types.Type) {
	s := f.unions[types.TypeString(t, nil)]
	if s == nil {
		return
	}
	for _, v := range s.Union.Variants {
		name := v.GoType.(*types.Named).Obj().Name()
		wrapper := lowerFirst(s.Name) + name
		f.file.printf("\n// %s is a %s as a %s.\ntype %s struct{ %s }\n", wrapper, name, s.Name, wrapper, goType(f.file, v))
		f.file.printf("\n// MarshalJSON implements json.Marshaler.\nfunc (v %s) MarshalJSON() ([]byte, error) {\n\treturn %s.Marshal(%q, %q, v.%s)\n}\n",
			wrapper, f.file.use(sealedPackage, "sealed"), s.Union.Discriminator, v.Value, name)
	}
}

// readers writes what reads values that hold sealed interfaces: for each type
// on the way to one, a type of the same JSON without the interface, and a
// function that makes the contract's type of it.
type readers struct {
	file   *file
	unions unions
	done   []fillType
	taken  map[string]bool
}

func newReaders(f *file, c *contract.Contract) *readers {
	r := &readers{file: f, unions: unionsOf(c), taken: map[string]bool{}}
	for _, s := range c.Schemas {
		r.taken[s.Name] = true
	}
	return r
}

// holds reports whether values of a type may hold a sealed interface that
// encoding/json would have to read.
func holds(t types.Type, seen map[types.Type]bool) bool {
	if seen[t] {
		return false
	}
	seen[t] = true
	if _, pointer := t.Underlying().(*types.Pointer); !pointer && !types.IsInterface(t) {
		if obj, _, _ := types.LookupFieldOrMethod(types.NewPointer(t), true, nil, "UnmarshalJSON"); obj != nil {
			return false // it reads itself
		}
	}
	switch u := t.Underlying().(type) {
	case *types.Interface:
		return isSealed(t)
	case *types.Pointer:
		return holds(u.Elem(), seen)
	case *types.Slice:
		return holds(u.Elem(), seen)
	case *types.Array:
		return holds(u.Elem(), seen)
	case *types.Map:
		return holds(u.Elem(), seen)
	case *types.Struct:
		for f := range u.Fields() {
			if holds(f.Type(), seen) {
				return true
			}
		}
	}
	return false
}

// typ is the type a value of t is read into.
func (r *readers) typ(t types.Type) string {
	if !holds(t, map[types.Type]bool{}) {
		return r.file.typ(t)
	}
	if _, named := types.Unalias(t).(*types.Named); !named {
		switch u := t.Underlying().(type) {
		case *types.Pointer:
			return "*" + r.typ(u.Elem())
		case *types.Slice:
			return "[]" + r.typ(u.Elem())
		case *types.Array:
			return "[" + strconv.FormatInt(u.Len(), 10) + "]" + r.typ(u.Elem())
		case *types.Map:
			return "map[" + r.file.typ(u.Key()) + "]" + r.typ(u.Elem())
		}
	}
	return "Wire" + r.name(t)
}

// name is the suffix of what is written for t.
func (r *readers) name(t types.Type) string {
	for _, d := range r.done {
		if types.Identical(d.typ, t) {
			return d.name
		}
	}
	base := typeName(t)
	name := base
	for n := 2; r.taken["Wire"+name]; n++ {
		name = fmt.Sprintf("%s%d", base, n)
	}
	r.taken["Wire"+name] = true
	r.done = append(r.done, fillType{t, name})
	return name
}

// value is the expression of the contract's value that expr was read for.
func (r *readers) value(expr string, t types.Type) string {
	if !holds(t, map[types.Type]bool{}) {
		return expr
	}
	return fmt.Sprintf("from%s(%s)", r.name(t), expr)
}

// write writes what was asked for, and what that asks for.
func (r *readers) write() error {
	for i := 0; i < len(r.done); i++ {
		t, name := r.done[i].typ, r.done[i].name
		_, named := types.Unalias(t).(*types.Named)
		_, isStruct := t.Underlying().(*types.Struct)
		var body string
		switch u := t.Underlying().(type) {
		case *types.Interface:
			r.union(t, name)
			body = "\treturn in.v\n"
		case *types.Struct:
			fields, assigns, err := r.fields(u)
			if err != nil {
				return fmt.Errorf("type %s: %w", name, err)
			}
			r.file.printf("\n// Wire%s is what %s is read from.\ntype Wire%s struct {\n%s}\n", name, r.file.typ(t), name, fields)
			body = fmt.Sprintf("\tvar out %s\n%s\treturn out\n", r.file.typ(t), assigns)
		default:
			if named && !isStruct {
				r.file.printf("\n// Wire%s is what %s is read from.\ntype Wire%s %s\n", name, r.file.typ(t), name, r.typ(t.Underlying()))
			}
			body = r.container(t)
		}
		r.file.printf("\nfunc from%s(in %s) %s {\n%s}\n", name, r.typ(t), r.file.typ(t), body)
	}
	return nil
}

func (r *readers) container(t types.Type) string {
	switch u := t.Underlying().(type) {
	case *types.Pointer:
		return fmt.Sprintf("\tif in == nil {\n\t\treturn nil\n\t}\n\tout := %s\n\treturn &out\n", r.value("*in", u.Elem()))
	case *types.Array:
		return fmt.Sprintf("\tvar out %s\n\tfor i, item := range in {\n\t\tout[i] = %s\n\t}\n\treturn out\n", r.file.typ(t), r.value("item", u.Elem()))
	case *types.Slice:
		return fmt.Sprintf("\tif in == nil {\n\t\treturn nil\n\t}\n\tout := make(%s, len(in))\n\tfor i, item := range in {\n\t\tout[i] = %s\n\t}\n\treturn out\n",
			r.file.typ(t), r.value("item", u.Elem()))
	case *types.Map:
		return fmt.Sprintf("\tif in == nil {\n\t\treturn nil\n\t}\n\tout := make(%s, len(in))\n\tfor key, item := range in {\n\t\tout[key] = %s\n\t}\n\treturn out\n",
			r.file.typ(t), r.value("item", u.Elem()))
	}
	return ""
}

// fields gives the fields of what a struct is read from, with the tags of the
// struct, and the statements that copy them.
func (r *readers) fields(u *types.Struct) (fields, assigns string, err error) {
	var decl, copies strings.Builder
	for i := range u.NumFields() {
		f, tag := u.Field(i), u.Tag(i)
		if reflect.StructTag(tag).Get("json") == "-" || !f.Exported() && !f.Embedded() {
			continue
		}
		inner, isStruct := f.Type().Underlying().(*types.Struct)
		if !f.Exported() {
			if !isStruct {
				continue
			}
			// Its name cannot be said here, but its fields are promoted.
			fields, assigns, err := r.fields(inner)
			if err != nil {
				return "", "", err
			}
			decl.WriteString(fields)
			copies.WriteString(assigns)
			continue
		}
		typ, name := r.typ(f.Type()), f.Name()
		if f.Embedded() {
			name = strings.TrimPrefix(typ, "*")
			name = name[strings.LastIndexByte(name, '.')+1:]
			name, _, _ = strings.Cut(name, "[")
			fmt.Fprintf(&decl, "\t%s", typ)
		} else {
			fmt.Fprintf(&decl, "\t%s %s", name, typ)
		}
		if tag != "" {
			if strings.Contains(tag, "`") {
				fmt.Fprintf(&decl, " %q", tag)
			} else {
				fmt.Fprintf(&decl, " `%s`", tag)
			}
		}
		decl.WriteString("\n")
		fmt.Fprintf(&copies, "\tout.%s = %s\n", f.Name(), r.value("in."+name, f.Type()))
	}
	return decl.String(), copies.String(), nil
}

// union writes the type that reads a sealed interface.
func (r *readers) union(t types.Type, name string) {
	s := r.unions[types.TypeString(t, nil)]
	f := r.file
	f.printf("\n// Wire%[1]s reads a %[2]s.\ntype Wire%[1]s struct{ v %[2]s }\n", name, f.typ(t))
	f.printf("\n// UnmarshalJSON implements json.Unmarshaler.\nfunc (w *Wire%s) UnmarshalJSON(data []byte) error {\n", name)
	if s == nil {
		f.printf("\treturn %s.Unmarshal(data, &w.v)\n}\n", f.std("encoding/json"))
		return
	}
	sealed := f.use(sealedPackage, "sealed")
	f.printf("\tif %s.IsNull(data) {\n\t\treturn nil\n\t}\n", sealed)
	f.printf("\tvalue, err := %s.Value(%q, data)\n\tif err != nil {\n\t\treturn err\n\t}\n\tswitch value {\n", sealed, s.Union.Discriminator)
	var values []string
	for _, v := range s.Union.Variants {
		values = append(values, strconv.Quote(v.Value))
		f.printf("\tcase %q:\n\t\tvar in %s\n", v.Value, r.typ(v.GoType))
		f.printf("\t\tif err := %s.Unmarshal(data, &in); err != nil {\n\t\t\treturn err\n\t\t}\n", f.std("encoding/json"))
		if v.Pointer {
			f.printf("\t\tout := %s\n\t\tw.v = &out\n", r.value("in", v.GoType))
		} else {
			f.printf("\t\tw.v = %s\n", r.value("in", v.GoType))
		}
	}
	f.printf("\tdefault:\n\t\treturn &%s.Error{Member: %q, Got: value, Want: []string{%s}}\n\t}\n\treturn nil\n}\n",
		sealed, s.Union.Discriminator, strings.Join(values, ", "))
}
