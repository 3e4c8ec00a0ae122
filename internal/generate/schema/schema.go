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
	components map[string]*component // by type, with the path of its package
	refused    map[string]bool
	extra      []*component          // bodies that have no name in Go
	forms      map[string]*component // of forms, by type
	mapped     map[string]*mapping
	keys       map[*types.Named]string

	discriminators map[string]string // of sealed interfaces, by type
}

// component is a schema with what its name and place depend on.
type component struct {
	schema *contract.Schema
	path   string // import path of the package
	pkg    string // name of the package
	name   string // of the Go type
	long   string // name with that of the package in front, for types of one name
}

// New makes a builder that adds its diagnostics to findings.
func New(pkg *load.Package, findings *diag.List) *Builder {
	return &Builder{
		pkg: pkg, findings: findings,
		components: map[string]*component{}, forms: map[string]*component{}, refused: map[string]bool{},
		mapped: map[string]*mapping{}, keys: map[*types.Named]string{}, discriminators: map[string]string{},
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
		s := b.unnamed(t.Elem(), at)
		if _, twice := types.Unalias(t.Elem()).Underlying().(*types.Pointer); twice && s != nil {
			s.Nullable = true // the outer one may point to nil
		}
		return s
	case *types.Interface:
		if t.Empty() {
			return &contract.Schema{Kind: contract.Any}
		}
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
		return b.mapType(t, at)
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

func (b *Builder) mapType(t *types.Map, at Place) *contract.Schema {
	if !isKey(t.Key()) {
		return b.unsupported(t, at, "use keys of a string or integer type, or of one with MarshalText")
	}
	if n := lostByValue(t.Elem(), map[*types.Named]bool{}); n != nil {
		return b.unsupported(t, at, fmt.Sprintf("encoding/json does not call %s of %s, whose receiver is a pointer, for values of a map: use pointers as values",
			writer(n), b.TypeString(n)))
	}
	values := b.Type(t.Elem(), at)
	if values == nil {
		return nil
	}
	return &contract.Schema{Kind: contract.Object, Values: values}
}

func (b *Builder) unsupported(t types.Type, at Place, hint string) *contract.Schema {
	b.errorf(at.Pos, "unsupported-type", hint, "%s has type %s, which has no schema", at.What, b.TypeString(t))
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

// key names a type with the paths of its package and of its type arguments.
func (b *Builder) key(n *types.Named) string {
	k, ok := b.keys[n]
	if !ok {
		k = types.TypeString(n, nil)
		b.keys[n] = k
	}
	return k
}

// named looks at a declared type: those whose JSON form is known or stated,
// components, and scalars.
func (b *Builder) named(n *types.Named, at Place) *contract.Schema {
	o, key := n.Obj(), b.key(n)
	if b.refused[key] {
		return nil
	}
	if c := b.components[key]; c != nil {
		return &contract.Schema{Ref: c.schema}
	}
	if m := b.mapped[key]; m != nil {
		return b.stated(m, at)
	}
	if s := wellKnown(key); s != nil {
		return s
	}
	if union(n) {
		return b.union(n, at)
	}
	if hint := b.refusal(n); hint != "" {
		if !o.Exported() && o.Pkg() != nil {
			b.errorf(at.Pos, "unexported-type", hint, "%s has the unexported type %s", at.What, o.Name())
			return nil
		}
		return b.unsupported(n, at, hint)
	}
	if writer(n) == "MarshalText" {
		return &contract.Schema{Kind: contract.String, Doc: b.docOf(n)}
	}
	if n.TypeArgs().Len() > 0 && hasAnonymous(n) {
		return b.unsupported(n, at, "declare the struct among its type arguments as a type with a name")
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
	case *types.Interface: // an empty one; others are refused
		return &contract.Schema{Kind: contract.Any, Doc: b.docOf(n)}
	default:
		if s, ok := u.(*types.Slice); ok && isByte(s.Elem()) {
			return b.unnamed(u, at)
		}
		if _, ok := u.(*types.Pointer); ok {
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

func (b *Builder) docOf(n *types.Named) string {
	if n.Obj().Pkg() == nil || b.pkg.Standard(n.Obj().Pkg().Path()) {
		return ""
	}
	return Describe(b.pkg.Decl(n.Obj().Pkg().Path(), n.Obj().Name()).Doc, "", "")
}

// refusal says what to do instead of using a named type; empty when the type
// may be used.
func (b *Builder) refusal(n *types.Named) string {
	o := n.Obj()
	if i, ok := n.Underlying().(*types.Interface); o.Pkg() == nil || ok && !i.Empty() {
		return kindHint(n)
	}
	switch method := writer(n); {
	case n.TypeArgs().Len() == 0 && n.TypeParams().Len() > 0:
		return "give it its type arguments"
	case method == "MarshalText":
		return "" // it is a string, wherever the type comes from
	case method != "":
		return fmt.Sprintf("its method %s writes JSON of its own: say which in the gen.API literal, Types: []gen.Type{gen.As[%s, string]()}", method, b.TypeString(n))
	case has(n, "UnmarshalText", true):
		return "it has the method UnmarshalText without MarshalText, so it reads another form than it writes: add MarshalText"
	case !o.Exported():
		return fmt.Sprintf("export it: generated code and clients need its name, e.g. %s", exported(o.Name()))
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

// component registers a component before its content is built, so that types
// may refer to themselves.
func (b *Builder) component(n *types.Named, build func(*contract.Schema) bool) *contract.Schema {
	o, key := n.Obj(), b.key(n)
	decl := b.pkg.Decl(o.Pkg().Path(), o.Name())
	s := &contract.Schema{GoType: n, Pos: b.pkg.Position(decl.Pos), Doc: Describe(decl.Doc, "", ""), Deprecated: IsDeprecated(decl.Doc)}
	b.components[key] = &component{
		schema: s, path: o.Pkg().Path(), pkg: o.Pkg().Name(),
		name: instanceName(n, ""), long: instanceName(n, "qualified"),
	}
	if !build(s) {
		delete(b.components, key)
		b.refused[key] = true
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
	case s.Ref != nil:
		return s
	case hasAnonymous(t):
		b.errorf(at.Pos, "unsupported-type", "declare the struct as a type with a name", "%s is, or holds, an anonymous struct", at.What)
		return nil
	}
	s.Name = name
	c := &component{schema: s, path: b.pkg.Path, pkg: b.pkg.Name, name: name, long: exported(b.pkg.Name) + name}
	b.extra = append(b.extra, c)
	return &contract.Schema{Ref: s, GoType: t, Pos: at.Pos}
}

// hasAnonymous reports whether a type is spelled with a struct that has tags,
// which the types of generated code cannot be.
func hasAnonymous(t types.Type) bool {
	return strings.Contains(types.TypeString(t, nil), "struct{")
}

var modelName = regexp.MustCompile(`^[A-Za-z0-9]+$`)

// Components gives every component, names filled in, in the order of the
// source: the contract's package first, then by import path, file and line.
//
// A component is called like its Go type. When types of two packages share a
// name, all of them get their package's name in front, so that no name depends
// on which was met first. The type arguments of a generic type follow its name:
// Page[Person] is PagePerson.
func (b *Builder) Components() []*contract.Schema {
	b.finishUnions()
	list := slices.Clone(b.extra)
	for _, c := range b.components {
		list = append(list, c)
	}
	for key, c := range b.forms {
		form := *c
		if b.components[key] != nil { // its JSON has the name
			form.name, form.long = c.name+"Form", c.long+"Form"
		}
		list = append(list, &form)
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
			c.schema.Name = c.long
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
