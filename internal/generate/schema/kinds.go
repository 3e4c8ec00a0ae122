package schema

import (
	"go/types"
	"strings"

	"github.com/apigen-go/apigen/internal/generate/contract"
)

// wellKnown gives the JSON form of types whose form their declaration does not
// show; nil when the type is none of them. The key is the type with the path of
// its package.
func wellKnown(key string) *contract.Schema {
	switch key {
	case "time.Time": // RFC 3339
		return &contract.Schema{Kind: contract.String, Format: "date-time"}
	case "time.Duration":
		return &contract.Schema{Kind: contract.Integer, Format: "int64", Doc: "A duration in nanoseconds."}
	case "math/big.Int":
		return &contract.Schema{Kind: contract.Integer}
	case "encoding/json.Number":
		return &contract.Schema{Kind: contract.Number}
	case "encoding/json.RawMessage", "encoding/json/jsontext.Value":
		return &contract.Schema{Kind: contract.Any}
	case "github.com/google/uuid.UUID", "github.com/gofrs/uuid.UUID", "github.com/gofrs/uuid/v5.UUID", "github.com/satori/go.uuid.UUID":
		return &contract.Schema{Kind: contract.String, Format: "uuid"}
	case "github.com/shopspring/decimal.Decimal", "github.com/ericlagergren/decimal.Big", "github.com/govalues/decimal.Decimal":
		return &contract.Schema{Kind: contract.String, Constraints: contract.Constraints{Pattern: `^-?[0-9]+(\.[0-9]+)?$`}}
	case "log/slog.Level":
		return &contract.Schema{Kind: contract.String}
	}
	return nil
}

// instanceName is the name of a type with those of its type arguments behind
// it, each with the name of its package in front when qualified is set.
func instanceName(n *types.Named, qualified string) string {
	name := n.Obj().Name()
	if p := n.Obj().Pkg(); p != nil && qualified != "" {
		name = exported(strings.ReplaceAll(p.Name(), "_", "")) + name
	}
	for arg := range n.TypeArgs().Types() {
		name += argumentName(arg, qualified)
	}
	return name
}

func argumentName(t types.Type, qualified string) string {
	switch t := types.Unalias(t).(type) {
	case *types.Named:
		return exported(instanceName(t, qualified))
	case *types.Basic:
		return exported(t.Name())
	case *types.Pointer:
		return argumentName(t.Elem(), qualified) + "Pointer"
	case *types.Slice:
		return argumentName(t.Elem(), qualified) + "List"
	case *types.Array:
		return argumentName(t.Elem(), qualified) + "Array"
	case *types.Map:
		return argumentName(t.Elem(), qualified) + "Map"
	case *types.Interface:
		return "Any"
	}
	return "Struct"
}

// mapping is the JSON form the contract states for a type.
type mapping struct {
	schema *contract.Schema // as it is written
	as     types.Type       // the type whose form it has; nil when schema is set
	busy   bool
}

// Map states the schema of a type.
func (b *Builder) Map(n *types.Named, s *contract.Schema) { b.mapped[b.key(n)] = &mapping{schema: s} }

// MapAs states that a type is written as another one is.
func (b *Builder) MapAs(n *types.Named, as types.Type) { b.mapped[b.key(n)] = &mapping{as: as} }

// Discriminate names the member that tells the types of a sealed interface
// apart.
func (b *Builder) Discriminate(n *types.Named, name string) { b.discriminators[b.key(n)] = name }

// IsUnion reports whether a type is a sealed interface.
func IsUnion(n *types.Named) bool { return union(n) }

// stated gives the schema of a type the contract states it for.
func (b *Builder) stated(m *mapping, at Place) *contract.Schema {
	switch {
	case m.schema != nil:
		return clone(m.schema)
	case m.busy:
		return b.unsupported(m.as, at, "two types are written as each other: state the schema of one with gen.Schema")
	}
	m.busy = true
	defer func() { m.busy = false }()
	s := b.unnamed(m.as, at)
	if s != nil && s.As == nil {
		s.As = m.as
	}
	return s
}

// clone copies a schema that is to stand in another place.
func clone(s *contract.Schema) *contract.Schema {
	c := *s
	if s.Items != nil {
		c.Items = clone(s.Items)
	}
	return &c
}
