package validate

import (
	"fmt"
	"go/types"

	"github.com/apigen-go/apigen/internal/generate/contract"
)

// fromValue is where violations go in functions that look at values.
var fromValue = Sink{Variable: "bad", Pointer: "bad"}

// valueFunc writes the function that looks at a component, or at a struct
// without a name.
func (w *writer) valueFunc(base string, s *contract.Schema, t types.Type) error {
	w.f.Printf("\nfunc %s(bad *%s.Violations, v *%s) {\n", valueFunc(base), w.check, w.f.Type(t))
	var err error
	switch writtenForm(s, t) {
	case call:
		err = w.fields(base, s, t)
	case union:
		w.unionValue(s)
	default:
		err = w.value(looking{s: s, t: t, at: "*v", name: base})
	}
	w.f.Printf("}\n")
	return err
}

// fields writes what is looked at in a struct.
func (w *writer) fields(base string, s *contract.Schema, t types.Type) error {
	first := true
	for _, p := range s.Properties {
		f, err := fieldOf(t, p.Field, s.Form)
		if err != nil {
			return fmt.Errorf("member %s: %w", p.Name, err)
		}
		if f.quoted || !w.isRuled(p.Schema) {
			continue
		}
		assign := "="
		if first {
			first, assign = false, ":="
		}
		w.f.Printf("n %s bad.Count()\n", assign)
		conditions := 0
		for _, e := range f.embedded {
			w.f.Printf("if v.%s != nil {\n", e.path)
			conditions++
		}
		at := "v." + f.path
		if present := w.present(f, at); present != "" {
			w.f.Printf("if %s {\n", present)
			conditions++
		}
		if isPointer(f.t) {
			f.t, at = elem(f.t), "(*"+at+")"
		}
		if err := w.value(looking{s: p.Schema, t: f.t, at: at, name: base + last(f.path)}); err != nil {
			return fmt.Errorf("member %s: %w", p.Name, err)
		}
		for range conditions {
			w.f.Printf("}\n")
		}
		w.f.Printf("bad.Under(%q, n)\n", p.Name)
	}
	return nil
}

// present is the condition under which encoding/json writes a field; empty when
// it always does.
func (w *writer) present(f field, at string) string {
	if isPointer(f.t) {
		return at + " != nil"
	}
	if !f.omitEmpty && !f.omitZero {
		return ""
	}
	switch u := f.t.Underlying().(type) {
	case *types.Slice, *types.Map:
		if f.omitZero {
			return at + " != nil"
		}
		return "len(" + at + ") > 0"
	case *types.Interface:
		return at + " != nil"
	case *types.Basic:
		switch {
		case u.Info()&types.IsString != 0:
			return at + ` != ""`
		case u.Info()&types.IsNumeric != 0:
			return at + " != 0"
		}
	case *types.Struct:
		if f.omitZero && types.Comparable(f.t) && !isTime(f.t) {
			return fmt.Sprintf("%s != (%s{})", at, w.f.Type(f.t))
		}
	}
	return ""
}

// looking is one value that is looked at.
type looking struct {
	s     *contract.Schema
	t     types.Type // not a pointer
	at    string     // the expression
	name  string     // that a struct without a name gets
	depth int        // of lists and maps around it
}

// value writes what is looked at in a value.
func (w *writer) value(in looking) error {
	if !w.isRuled(in.s) {
		return nil
	}
	s := resolved(in.s)
	kind := writtenForm(s, in.t)
	switch {
	case kind == own:
		return w.ownValue(in)
	case kind == scalar:
		return w.rules.Scalar(fromValue, s, in.t, in.at)
	case kind == call || in.s.Ref != nil:
		name := s.Name
		if in.s.Ref == nil {
			name = in.name
			w.inner = append(w.inner, inner{in.name, s, in.t, false})
		}
		w.f.Printf("%s(bad, %s)\n", valueFunc(name), address(in.at))
		return nil
	}
	length := "len(" + in.at + ")"
	w.rules.Length(fromValue, s, length)
	of := s.Items
	if kind == mapping {
		of = s.Values
	} else {
		list := in.at
		if kind == array {
			list = indexed(in.at) + "[:]"
		}
		w.rules.Unique(fromValue, s, element(in.t), list)
	}
	return w.items(in, kind, of)
}

// items writes what is looked at in each item of a list or a map.
func (w *writer) items(in looking, kind form, of *contract.Schema) error {
	item := element(in.t)
	if !w.isRuled(of) && !isPointer(item) {
		return nil
	}
	d := in.depth
	w.f.Printf("for i%[1]d, item%[1]d := range %[2]s {\nn%[1]d := bad.Count()\n", d, in.at)
	at := fmt.Sprintf("item%d", d)
	if isPointer(item) {
		w.f.Printf("if %s == nil {\nbad.Add(\"is null\")\n} else {\n", at)
		item, at = elem(item), "(*"+at+")"
	}
	next := looking{s: of, t: item, at: at, name: in.name + "Item", depth: d + 1}
	if kind == mapping {
		next.name = in.name + "Value"
	}
	if err := w.value(next); err != nil {
		return err
	}
	if isPointer(element(in.t)) {
		w.f.Printf("}\n")
	}
	if kind == mapping {
		key := in.t.Underlying().(*types.Map).Key()
		if read, _ := keyReader(key); read == "" {
			name := fmt.Sprintf("i%d", d)
			if _, isNamed := types.Unalias(key).(*types.Named); isNamed {
				name = "string(" + name + ")"
			}
			w.f.Printf("bad.Under(%s, n%d)\n}\n", name, d)
		} else {
			w.f.Printf("%[2]s.UnderKey(bad, i%[1]d, n%[1]d)\n}\n", d, w.check)
		}
	} else {
		w.f.Printf("bad.At(i%[1]d, n%[1]d)\n}\n", d)
	}
	return nil
}
