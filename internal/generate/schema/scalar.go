package schema

import (
	"cmp"
	"go/constant"
	"go/types"
	"slices"

	"github.com/apigen-go/apigen/internal/diag"
	"github.com/apigen-go/apigen/internal/generate/contract"
)

// scalarForms are the JSON forms of Go's basic types. Ranges stand where no
// format of OpenAPI says them.
var scalarForms = map[types.BasicKind]struct {
	kind             contract.Kind
	format, min, max string
}{
	types.Bool:    {kind: contract.Boolean},
	types.String:  {kind: contract.String},
	types.Int:     {kind: contract.Integer, format: "int64"},
	types.Int8:    {kind: contract.Integer, min: "-128", max: "127"},
	types.Int16:   {kind: contract.Integer, min: "-32768", max: "32767"},
	types.Int32:   {kind: contract.Integer, format: "int32"},
	types.Int64:   {kind: contract.Integer, format: "int64"},
	types.Uint:    {kind: contract.Integer, min: "0"},
	types.Uint8:   {kind: contract.Integer, min: "0", max: "255"},
	types.Uint16:  {kind: contract.Integer, min: "0", max: "65535"},
	types.Uint32:  {kind: contract.Integer, min: "0", max: "4294967295"},
	types.Uint64:  {kind: contract.Integer, min: "0"},
	types.Uintptr: {kind: contract.Integer, min: "0"},
	types.Float32: {kind: contract.Number, format: "float"},
	types.Float64: {kind: contract.Number, format: "double"},
}

func (b *Builder) basic(t *types.Basic, at Place) *contract.Schema {
	if t.Kind() == types.Invalid {
		return nil // the type checker has said so
	}
	form, ok := scalarForms[t.Kind()]
	if !ok {
		return b.unsupported(t, at, kindHint(t))
	}
	s := &contract.Schema{Kind: form.kind, Format: form.format}
	if form.min != "" {
		s.Constraints.Minimum = &contract.Value{Kind: contract.Integer, Text: form.min}
	}
	if form.max != "" {
		s.Constraints.Maximum = &contract.Value{Kind: contract.Integer, Text: form.max}
	}
	return s
}

// namedScalar makes a component of a type whose constants are its values, and
// leaves other named scalars where they are used, so that each use may have its
// own constraints.
func (b *Builder) namedScalar(n *types.Named, u *types.Basic, at Place) *contract.Schema {
	enum := b.enum(n, u)
	if len(enum) == 0 {
		s := b.basic(u, at)
		if s != nil {
			s.Doc = Describe(b.pkg.Decl(n.Obj().Pkg().Path(), n.Obj().Name()).Doc, "", "")
		}
		return s
	}
	return b.component(n, func(s *contract.Schema) bool {
		of := b.basic(u, at)
		s.Kind, s.Format, s.Enum = of.Kind, of.Format, enum
		return true
	})
}

// enum finds the constants of a named string or integer type in its own
// package, in the order of the source. Exported constants count; when there are
// none, the unexported ones do. A value that has two names is listed once,
// because JSON schemas take no duplicates.
func (b *Builder) enum(n *types.Named, u *types.Basic) []contract.EnumValue {
	if u.Info()&(types.IsString|types.IsInteger) == 0 {
		return nil
	}
	scope := n.Obj().Pkg().Scope()
	var exported, unexported []*types.Const
	for _, name := range scope.Names() {
		c, ok := scope.Lookup(name).(*types.Const)
		switch {
		case !ok || !types.Identical(c.Type(), n) || c.Val().Kind() == constant.Unknown:
		case c.Exported():
			exported = append(exported, c)
		default:
			unexported = append(unexported, c)
		}
	}
	constants := exported
	if len(constants) == 0 {
		constants = unexported
	}
	path := n.Obj().Pkg().Path()
	slices.SortFunc(constants, func(x, y *types.Const) int {
		return comparePos(b.pkg.Position(b.pkg.Decl(path, x.Name()).Pos), b.pkg.Position(b.pkg.Decl(path, y.Name()).Pos))
	})
	var values []contract.EnumValue
	seen := map[string]bool{}
	for _, c := range constants {
		v := constantValue(c.Val())
		if seen[v.Text] {
			continue
		}
		seen[v.Text] = true
		values = append(values, contract.EnumValue{GoName: c.Name(), Value: v, Doc: Describe(b.pkg.Decl(path, c.Name()).Doc, "", "")})
	}
	return values
}

func comparePos(x, y diag.Pos) int {
	return cmp.Or(cmp.Compare(x.File, y.File), cmp.Compare(x.Line, y.Line), cmp.Compare(x.Col, y.Col))
}

func constantValue(v constant.Value) contract.Value {
	if v.Kind() == constant.String {
		return contract.Value{Kind: contract.String, Text: constant.StringVal(v)}
	}
	return contract.Value{Kind: contract.Integer, Text: v.ExactString()}
}
