package validate

import (
	"fmt"
	"go/token"
	"go/types"
	"slices"

	"github.com/apigen-go/apigen/internal/generate/contract"
	"github.com/apigen-go/apigen/internal/generate/schema"
)

// readOwn writes the reading of a value that encoding/json decodes: in the form
// the contract states first, when there is one and the type does not make sure of
// it by itself.
func (w *writer) readOwn(in reading) error {
	s, as := w.stated(in.s, in.t)
	if as == nil || !Ruled(s, as) && as == types.Typ[types.String] && schema.DecodesText(in.t) && !schema.DecodesItself(in.t) {
		read := "Own"
		if isOpen(in.t) || resolved(in.s).Kind == contract.Any {
			read = "Any"
		}
		w.f.Printf("%s.%s(r, %s)\n", w.check, read, address(in.to))
		return nil
	}
	w.f.Printf("%s.%s(r, %s, ", w.check, judged(in.s), address(in.to))
	if err := w.judge(in, s, as); err != nil {
		return err
	}
	w.f.Printf(")\n")
	return nil
}

// judged names the function of package check that reads a value in two forms.
func judged(s *contract.Schema) string {
	if s.Holds(s) {
		return "JudgedOnce"
	}
	return "Judged"
}

// ownValue writes what is looked at in a value that encodes itself.
func (w *writer) ownValue(in looking) error {
	s, as := w.stated(in.s, in.t)
	w.f.Printf("%s.Written(bad, %s, ", w.check, address(in.at))
	if err := w.judge(reading{t: in.t, name: in.name, depth: in.depth}, s, as); err != nil {
		return err
	}
	w.f.Printf(")\n")
	return nil
}

// judge writes the function literal that reads a value as one of type as.
func (w *writer) judge(in reading, s *contract.Schema, as types.Type) error {
	if name := w.function(reading{s: s, t: as, name: "Plain" + in.name}); name != "" {
		w.f.Printf("%s", name)
		return nil
	}
	w.f.Printf("func(r *%s.Reader, as *%s) {\n", w.check, w.f.Type(as))
	if err := w.read(reading{s: s, t: as, to: "*as", name: "Plain" + in.name, depth: in.depth}); err != nil {
		return fmt.Errorf("type %s: %w", in.t, err)
	}
	w.f.Printf("}")
	return nil
}

// isRuledOwn reports whether what a value that encodes itself is written as can
// break a rule.
func (w *writer) isRuledOwn(s *contract.Schema, t types.Type) bool {
	of, as := w.stated(s, t)
	return as != nil && (Ruled(of, as) || of.Items != nil || w.isRuled(of.Ref))
}

// stated gives the schema and the type that a value of type t is read as, which
// encoding/json decodes. They are nil when any JSON may stand there.
func (w *writer) stated(s *contract.Schema, t types.Type) (*contract.Schema, types.Type) {
	of := *s
	of.As, of.Nullable = nil, false
	switch r := resolved(s); {
	case s.As != nil:
		return &of, s.As
	case t != nil && schema.Marshals(t) != "" && formBy(r, t.Underlying(), false) != own:
		of = *r
		return &of, w.plainType(t) // its form is what its Go suggests all the same
	case r.Union != nil:
		return nil, nil
	default:
		of = *r
		of.Nullable = false
		return &of, literalType(&of)
	}
}

// plainType is t without its methods: structs, whose type another package may
// not be able to write, are declared.
func (w *writer) plainType(t types.Type) types.Type {
	if _, isStruct := t.Underlying().(*types.Struct); !isStruct {
		return t.Underlying()
	}
	full := types.TypeString(t, nil)
	i := slices.IndexFunc(w.plain, func(p plain) bool { return p.of == full })
	if i < 0 {
		i = len(w.plain)
		name := fmt.Sprintf("plain%d", i+1)
		if n, ok := types.Unalias(t).(*types.Named); ok && n.TypeArgs().Len() == 0 {
			name = "plain" + n.Obj().Name()
		}
		if slices.ContainsFunc(w.plain, func(p plain) bool { return p.name == name }) {
			name = fmt.Sprintf("%s%d", name, i+1)
		}
		w.plain = append(w.plain, plain{full, name, w.f.Type(t)})
	}
	return types.NewNamed(types.NewTypeName(token.NoPos, nil, w.plain[i].name, nil), t.Underlying(), nil)
}

// A plain is a type declared without the methods of another.
type plain struct{ of, name, typ string }

func (w *writer) plainTypes() {
	for _, p := range w.plain {
		w.f.Printf("\n// %[1]s is a %[2]s without its methods, read and judged before encoding/json has\n// the %[2]s decode itself.\ntype %[1]s %[2]s\n", p.name, p.typ)
	}
}

// literalType is a type of which nothing is lost of a value of the schema.
func literalType(s *contract.Schema) types.Type {
	switch s.Kind {
	case contract.String:
		return types.Typ[types.String]
	case contract.Boolean:
		return types.Typ[types.Bool]
	case contract.Integer, contract.Number:
		return named("encoding/json", "json", "Number", types.Typ[types.String])
	case contract.Array:
		if s.Items == nil {
			s.Items = &contract.Schema{}
		}
		item := literalType(s.Items)
		if item == nil {
			item = rawMessage()
		}
		return types.NewSlice(item)
	case contract.Object:
		if s.Values == nil {
			s.Values = &contract.Schema{}
		}
		return types.NewMap(types.Typ[types.String], rawMessage())
	}
	return nil
}

func rawMessage() types.Type {
	return named("encoding/json", "json", "RawMessage", types.NewSlice(types.Typ[types.Byte]))
}

// named is a type of a package that need not be loaded.
func named(path, pkg, name string, underlying types.Type) types.Type {
	return types.NewNamed(types.NewTypeName(token.NoPos, types.NewPackage(path, pkg), name, nil), underlying, nil)
}
