// Package schema turns Go types into the JSON schemas of what encoding/json
// writes for them.
//
// Structs and enumerations become components of the document, everything else
// stands where it is used. Nil slices and maps count as empty ones: the
// generated binding writes [] and {} for them, so the schema says array and
// object without null. What REST API models cannot say, or what is not
// supported yet, is a diagnostic at the field.
package schema

import (
	"cmp"
	"fmt"
	"go/types"
	"regexp"
	"slices"
	"strings"

	"github.com/apigen-go/apigen/internal/diag"
	"github.com/apigen-go/apigen/internal/generate/contract"
	"github.com/apigen-go/apigen/internal/generate/load"
)

// A Builder makes the schemas of one contract. Each named type is looked at
// once, so what is wrong with it is said once.
type Builder struct {
	pkg        *load.Package
	findings   *diag.List
	components map[*types.TypeName]*component
	refused    map[*types.TypeName]bool
	extra      []*component // bodies that have no name in Go
}

// component is a schema with what its name and place depend on.
type component struct {
	schema *contract.Schema
	path   string // import path of the package
	pkg    string // name of the package
	name   string // of the Go type
}

// New makes a builder that adds its diagnostics to findings.
func New(pkg *load.Package, findings *diag.List) *Builder {
	return &Builder{
		pkg: pkg, findings: findings,
		components: map[*types.TypeName]*component{}, refused: map[*types.TypeName]bool{},
	}
}

// A Place is where a type is used: what diagnostics name, and where comments
// of fields are found.
type Place struct {
	Pos  diag.Pos
	What string // "field Person.Name"
	path string // import path and name of the declaration, for anonymous structs
	decl string
}

// At is a place that is no field.
func (b *Builder) At(pos diag.Pos, what string) Place { return Place{Pos: pos, What: what} }

func (b *Builder) errorf(pos diag.Pos, rule, hint, format string, args ...any) {
	*b.findings = append(*b.findings, diag.Diagnostic{
		Pos: pos, Severity: diag.Error, Rule: rule, Message: fmt.Sprintf(format, args...), Hint: hint,
	})
}

// Type gives the schema of a type, a reference when the type is a component. It
// is nil when the type has none, which has been reported then.
func (b *Builder) Type(t types.Type, at Place) *contract.Schema {
	s := b.unnamed(t, at)
	if s != nil {
		s.GoType, s.Pos = t, at.Pos
	}
	return s
}

func (b *Builder) unnamed(t types.Type, at Place) *contract.Schema {
	switch t := types.Unalias(t).(type) {
	case *types.Named:
		return b.named(t, at)
	case *types.Pointer:
		if _, twice := types.Unalias(t.Elem()).(*types.Pointer); twice {
			return b.unsupported(t, at, "use a single pointer")
		}
		return b.unnamed(t.Elem(), at)
	case *types.Basic:
		return b.basic(t, at)
	case *types.Slice:
		if isByte(t.Elem()) {
			return &contract.Schema{Kind: contract.String, Format: "byte"} // encoding/json writes base64
		}
		return b.array(t.Elem(), at)
	case *types.Array:
		s := b.array(t.Elem(), at)
		if s != nil {
			n := int(t.Len())
			s.Constraints.MinItems, s.Constraints.MaxItems = &n, &n
		}
		return s
	case *types.Map:
		return b.mapping(t, at)
	case *types.Struct:
		s := &contract.Schema{Kind: contract.Object}
		b.properties(s, t, at.path, at.decl)
		return s
	}
	return b.unsupported(t, at, kindHint(t))
}

func (b *Builder) array(elem types.Type, at Place) *contract.Schema {
	items := b.Type(elem, at)
	if items == nil {
		return nil
	}
	return &contract.Schema{Kind: contract.Array, Items: items}
}

func (b *Builder) mapping(t *types.Map, at Place) *contract.Schema {
	key, ok := t.Key().Underlying().(*types.Basic)
	if !ok || key.Kind() != types.String || Marshals(t.Key()) != "" {
		return b.unsupported(t, at, "use a map with string keys")
	}
	values := b.Type(t.Elem(), at)
	if values == nil {
		return nil
	}
	return &contract.Schema{Kind: contract.Object, Values: values}
}

// isByte reports whether slices of the type are written as base64: elements are
// bytes that do not marshal themselves.
func isByte(t types.Type) bool {
	basic, ok := t.Underlying().(*types.Basic)
	return ok && basic.Kind() == types.Uint8 && Marshals(t) == ""
}

func (b *Builder) unsupported(t types.Type, at Place, hint string) *contract.Schema {
	b.errorf(at.Pos, "unsupported-type", hint, "%s has type %s, which is not supported yet", at.What, b.TypeString(t))
	return nil
}

// TypeString writes a type as the contract's package does.
func (b *Builder) TypeString(t types.Type) string {
	return types.TypeString(t, func(p *types.Package) string {
		if p.Path() == b.pkg.Path {
			return ""
		}
		return p.Name()
	})
}

func kindHint(t types.Type) string {
	switch t.Underlying().(type) {
	case *types.Interface:
		return "give the field a struct type, or a map with string keys and a known element type"
	case *types.Signature, *types.Chan:
		return `encoding/json cannot write it: take the field out, or tag it json:"-"`
	}
	return `use a type that encoding/json writes by itself, or tag the field json:"-"`
}

// named looks at a declared type: the few of the standard library that have a
// JSON form of their own, components, and scalars.
func (b *Builder) named(n *types.Named, at Place) *contract.Schema {
	o := n.Obj()
	if b.refused[o] {
		return nil
	}
	if c := b.components[o]; c != nil {
		return &contract.Schema{Ref: c.schema}
	}
	if o.Pkg() != nil && o.Pkg().Path() == "time" && o.Name() == "Time" {
		return &contract.Schema{Kind: contract.String, Format: "date-time"} // RFC 3339
	}
	if hint := b.refusal(n); hint != "" {
		if !o.Exported() && o.Pkg() != nil {
			b.errorf(at.Pos, "unexported-type", hint, "%s has the unexported type %s", at.What, o.Name())
			return nil
		}
		return b.unsupported(n, at, hint)
	}
	switch u := n.Underlying().(type) {
	case *types.Struct:
		return b.component(n, func(s *contract.Schema) bool {
			s.Kind = contract.Object
			b.properties(s, u, o.Pkg().Path(), o.Name())
			return true
		})
	case *types.Basic:
		return b.namedScalar(n, u, at)
	default:
		if s, ok := u.(*types.Slice); ok && isByte(s.Elem()) {
			return b.unnamed(u, at)
		}
		return b.component(n, func(s *contract.Schema) bool {
			of := b.unnamed(u, b.TypePlace(o))
			if of != nil {
				s.Kind, s.Items, s.Values, s.Constraints = of.Kind, of.Items, of.Values, of.Constraints
			}
			return of != nil
		})
	}
}

// refusal says what to do instead of using a named type; empty when the type
// may be used.
func (b *Builder) refusal(n *types.Named) string {
	o := n.Obj()
	switch {
	case o.Pkg() == nil || types.IsInterface(n):
		return kindHint(n)
	case n.TypeArgs().Len() > 0 || n.TypeParams().Len() > 0:
		return "generic types are not supported yet: declare a struct with the fields of this instance"
	case !o.Exported():
		return fmt.Sprintf("export it: generated code and clients need its name, e.g. %s", exported(o.Name()))
	case b.pkg.Standard(o.Pkg().Path()):
		return "of the standard library only time.Time is supported yet: use a string or a number, or a struct of your own"
	}
	if method := Marshals(n); method != "" {
		return fmt.Sprintf("it has the method %s, so its JSON form is not known: types with their own marshaling are not supported yet", method)
	}
	return ""
}

func exported(name string) string {
	name = strings.TrimLeft(name, "_")
	if name == "" {
		return "Name"
	}
	return strings.ToUpper(name[:1]) + name[1:]
}

// Marshals gives the method by which a type writes or reads its own JSON, or
// nothing.
func Marshals(t types.Type) string {
	if t.Underlying() == nil || types.IsInterface(t) {
		return ""
	}
	set := types.NewMethodSet(types.NewPointer(t))
	for _, name := range []string{"MarshalJSON", "UnmarshalJSON", "MarshalText", "UnmarshalText", "MarshalJSONTo", "UnmarshalJSONFrom"} {
		if set.Lookup(nil, name) != nil {
			return name
		}
	}
	return ""
}

// component registers a component before its content is built, so that types
// may refer to themselves.
func (b *Builder) component(n *types.Named, build func(*contract.Schema) bool) *contract.Schema {
	o := n.Obj()
	decl := b.pkg.Decl(o.Pkg().Path(), o.Name())
	s := &contract.Schema{GoType: n, Pos: b.pkg.Position(decl.Pos), Doc: Describe(decl.Doc, "", "")}
	b.components[o] = &component{schema: s, path: o.Pkg().Path(), pkg: o.Pkg().Name(), name: o.Name()}
	if !build(s) {
		delete(b.components, o)
		b.refused[o] = true
		return nil
	}
	return &contract.Schema{Ref: s}
}

// TypePlace is the place of a type's own declaration.
func (b *Builder) TypePlace(o *types.TypeName) Place {
	decl := b.pkg.Decl(o.Pkg().Path(), o.Name())
	return Place{Pos: b.pkg.Position(decl.Pos), What: "type " + o.Name(), path: o.Pkg().Path(), decl: o.Name()}
}

// Body gives the schema of a JSON body. API Gateway takes models by reference
// only, so a body that has no name in Go becomes a component called name.
func (b *Builder) Body(t types.Type, at Place, name string) *contract.Schema {
	s := b.Type(t, at)
	switch {
	case s == nil:
		return nil
	case s.Ref != nil && (s.Ref.Kind == contract.Object || s.Ref.Kind == contract.Array):
		return s
	case s.Ref == nil && (s.Kind == contract.Array || s.Values != nil):
		s.Name = name
		c := &component{schema: s, path: b.pkg.Path, pkg: b.pkg.Name, name: name}
		b.extra = append(b.extra, c)
		return &contract.Schema{Ref: s, GoType: t, Pos: at.Pos}
	case s.Kind == contract.Object:
		b.errorf(at.Pos, "unsupported-type", "declare the struct as a type with a name", "%s is an anonymous struct", at.What)
	default:
		b.errorf(at.Pos, "unsupported-type", `use a struct, a slice or a map; bytes that are not JSON need a contentType tag`,
			"%s has type %s, which is no JSON object or array", at.What, b.TypeString(t))
	}
	return nil
}

var modelName = regexp.MustCompile(`^[A-Za-z0-9]+$`)

// Components gives every component, names filled in, in the order of the
// source: the contract's package first, then by import path, file and line.
//
// A component is called like its Go type. When types of two packages share a
// name, all of them get their package's name in front, so that no name depends
// on which was met first.
func (b *Builder) Components() []*contract.Schema {
	list := slices.Clone(b.extra)
	for _, c := range b.components {
		list = append(list, c)
	}
	slices.SortFunc(list, func(x, y *component) int {
		return cmp.Or(
			boolCompare(x.path != b.pkg.Path, y.path != b.pkg.Path),
			cmp.Compare(x.path, y.path),
			cmp.Compare(x.schema.Pos.File, y.schema.Pos.File),
			cmp.Compare(x.schema.Pos.Line, y.schema.Pos.Line),
			cmp.Compare(x.schema.Pos.Col, y.schema.Pos.Col),
			cmp.Compare(x.name, y.name),
		)
	})
	count := map[string]int{}
	for _, c := range list {
		count[c.name]++
	}
	taken := map[string]*component{}
	var schemas []*contract.Schema
	for _, c := range list {
		c.schema.Name = c.name
		if count[c.name] > 1 {
			c.schema.Name = exported(strings.ReplaceAll(c.pkg, "_", "")) + c.name
		}
		b.checkName(c, taken)
		taken[c.schema.Name] = c
		schemas = append(schemas, c.schema)
	}
	return schemas
}

// checkName holds the name of a model against what API Gateway takes; one bad
// name fails the whole import (developer guide, "known issues").
func (b *Builder) checkName(c *component, taken map[string]*component) {
	if !modelName.MatchString(c.schema.Name) {
		b.errorf(c.schema.Pos, "model-name", "rename the type with letters and digits only",
			"model name %q is not alphanumeric, so the import fails", c.schema.Name)
	}
	if other := taken[c.schema.Name]; other != nil {
		b.errorf(c.schema.Pos, "model-name", "rename one of the types",
			"%s and %s would both be the model %s", c.path+"."+c.name, other.path+"."+other.name, c.schema.Name)
	}
}

func boolCompare(x, y bool) int {
	switch {
	case x == y:
		return 0
	case y:
		return -1
	}
	return 1
}
