package schema

import (
	"cmp"
	"go/types"
	"slices"
	"strings"
	"unicode"

	"github.com/apigen-go/apigen/internal/generate/contract"
)

// union reports whether a type is a sealed interface: one with a method that is
// not exported, so that only its own package has types for it.
func union(n *types.Named) bool {
	i, ok := n.Underlying().(*types.Interface)
	if !ok || n.Obj().Pkg() == nil {
		return false
	}
	for m := range i.Methods() {
		if !m.Exported() {
			return true
		}
	}
	return false
}

// defaultDiscriminator is the member that tells the types of a union apart
// unless the contract says otherwise.
const defaultDiscriminator = "type"

// union makes the component of a sealed interface: one of the structs of its
// package that implement it, each with a member that tells which one it is.
func (b *Builder) union(n *types.Named, at Place) *contract.Schema {
	if !n.Obj().Exported() {
		b.errorf(at.Pos, "unexported-type", "export it: generated code and clients need its name", "%s has the unexported type %s", at.What, n.Obj().Name())
		return nil
	}
	return b.component(n, func(s *contract.Schema) bool {
		place := b.TypePlace(n.Obj())
		u := &contract.Union{Discriminator: cmp.Or(b.discriminators[b.key(n)], defaultDiscriminator)}
		s.Union = u
		values := map[string]*types.Named{}
		for _, v := range b.variants(n) {
			named := v.GoType.(*types.Named)
			if other := values[v.Value]; other != nil {
				b.errorf(place.Pos, "union", "rename one of them", "%s and %s would both be %s %q of %s",
					other.Obj().Name(), named.Obj().Name(), u.Discriminator, v.Value, n.Obj().Name())
			}
			values[v.Value] = named
			if v.Schema = b.variant(n, named, u); v.Schema == nil {
				return false
			}
			v.Model = b.variantModel(n, v, u.Discriminator)
			u.Variants = append(u.Variants, v)
		}
		if len(u.Variants) == 0 {
			b.errorf(place.Pos, "union", "declare a struct with the methods of the interface in the same package",
				"no type implements the sealed interface %s", n.Obj().Name())
		}
		return len(u.Variants) > 0
	})
}

// variants lists the exported types of the interface's package that implement
// it, in the order of the source.
func (b *Builder) variants(n *types.Named) []*contract.Variant {
	i := n.Underlying().(*types.Interface)
	scope := n.Obj().Pkg().Scope()
	var list []*contract.Variant
	for _, name := range scope.Names() {
		o, ok := scope.Lookup(name).(*types.TypeName)
		if !ok || o.IsAlias() || types.IsInterface(o.Type()) {
			continue
		}
		named := o.Type().(*types.Named)
		if named.TypeParams().Len() > 0 {
			continue
		}
		value := types.Implements(named, i)
		if !value && !types.Implements(types.NewPointer(named), i) {
			continue
		}
		list = append(list, &contract.Variant{Value: variantValue(name), GoType: named, Pointer: !value})
	}
	path := n.Obj().Pkg().Path()
	at := func(v *contract.Variant) types.Object { return v.GoType.(*types.Named).Obj() }
	slices.SortFunc(list, func(x, y *contract.Variant) int {
		return comparePos(b.pkg.Position(b.pkg.Decl(path, at(x).Name()).Pos), b.pkg.Position(b.pkg.Decl(path, at(y).Name()).Pos))
	})
	return list
}

// variantValue is the name of a type with a small first word: Circle is circle.
func variantValue(name string) string {
	letters := []rune(name)
	for i, r := range letters {
		if !unicode.IsUpper(r) || i > 0 && i+1 < len(letters) && unicode.IsLower(letters[i+1]) {
			break
		}
		letters[i] = unicode.ToLower(r)
	}
	return string(letters)
}

// variant gives the schema of a type that may stand for a union.
func (b *Builder) variant(of, n *types.Named, u *contract.Union) *contract.Schema {
	place := b.TypePlace(n.Obj())
	if !n.Obj().Exported() {
		b.errorf(place.Pos, "union", "export it: generated code needs its name", "%s implements %s and is not exported", n.Obj().Name(), of.Obj().Name())
		return nil
	}
	if _, ok := n.Underlying().(*types.Struct); !ok || writer(n) != "" {
		b.errorf(place.Pos, "union", "make it a struct that encoding/json writes by itself, so that it can have the member "+u.Discriminator,
			"%s implements %s and is not written as an object", n.Obj().Name(), of.Obj().Name())
		return nil
	}
	if lost := lostByValue(n, map[*types.Named]bool{}); lost != nil {
		b.errorf(place.Pos, "union", "use a pointer to it", "%s holds a %s, whose %s has a pointer receiver and is not called for values of an interface",
			n.Obj().Name(), b.TypeString(lost), writer(lost))
		return nil
	}
	return b.named(n, place)
}

// variantModel registers the component of a type as it stands for a union. Its
// members are filled in when all of them are known.
func (b *Builder) variantModel(of *types.Named, v *contract.Variant, discriminator string) *contract.Schema {
	n := v.GoType.(*types.Named)
	value := contract.Value{Kind: contract.String, Text: v.Value}
	at := b.TypePlace(n.Obj())
	s := &contract.Schema{Pos: at.Pos, Kind: contract.Object, Doc: v.Schema.Ref.Doc}
	s.Properties = []*contract.Property{{
		Pos: at.Pos, Name: discriminator, Required: true,
		Schema: &contract.Schema{Kind: contract.String, Enum: []contract.EnumValue{{Value: value}}, Pos: at.Pos},
	}}
	name := of.Obj().Name() + n.Obj().Name()
	b.extra = append(b.extra, &component{
		schema: s, path: of.Obj().Pkg().Path(), pkg: of.Obj().Pkg().Name(), name: name, long: exported(of.Obj().Pkg().Name()) + name,
	})
	return s
}

// finishUnions fills in the members of variants, which may have referred to
// their own union while they were read.
func (b *Builder) finishUnions() {
	for _, c := range b.components {
		u := c.schema.Union
		if u == nil {
			continue
		}
		for _, v := range u.Variants {
			for _, p := range v.Schema.Ref.Properties {
				if strings.EqualFold(p.Name, u.Discriminator) { // encoding/json reads names in any case
					b.errorf(p.Pos, "union", "rename it, or name another discriminator: Types: []gen.Type{gen.OneOf["+c.name+"](\"kind\")}",
						"%s has a member %s, which is what tells the types of %s apart", v.GoType.(*types.Named).Obj().Name(), p.Name, c.name)
				}
			}
			v.Model.Properties = append(v.Model.Properties[:1:1], v.Schema.Ref.Properties...)
			v.Model.Constraints = v.Schema.Ref.Constraints
		}
	}
}
