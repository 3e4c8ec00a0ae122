// Package bind writes the Go code between oapi-codegen's server and client and
// the contract's own interface.
//
// On the server's side a binding implements StrictServerInterface by calling
// the contract's interface with the contract's request structs, and writes its
// response structs itself, since oapi-codegen's response types lose custom
// MarshalJSON methods and write nil slices as null. On the client's side it
// implements the contract's interface by calling oapi-codegen's client.
//
// The code uses no reflection of its own and does no work when a program
// starts.
package bind

import (
	"fmt"
	"go/token"
	"go/types"
	"slices"
	"strconv"
	"strings"

	"github.com/apigen-go/apigen/internal/generate/contract"
	"github.com/apigen-go/apigen/internal/generate/stub"
)

// A Config says how the code is written.
type Config struct {
	// Version is the version of apigen in the header. Empty is "(devel)".
	Version string
	// Validate is the import path of package validate, for the server.
	Validate string
}

// An opError is about one operation of the contract.
func opError(op *contract.Operation, err error) error {
	return fmt.Errorf("bind %s %s: %w", op.Method, op.Path, err)
}

// literal is the Go literal of a JSON scalar, as an untyped constant.
func literal(v *contract.Value) string {
	if v.Kind == contract.String {
		return strconv.Quote(v.Text)
	}
	return v.Text
}

// resolved is the schema itself, not a reference to it.
func resolved(s *contract.Schema) *contract.Schema {
	if s != nil && s.Ref != nil {
		return s.Ref
	}
	return s
}

// converted is the expression of a value of type t as a predeclared type.
func converted(to, expr string, t types.Type) string {
	if basic, ok := types.Unalias(t).(*types.Basic); ok && basic.Name() == to {
		return expr
	}
	return to + "(" + expr + ")"
}

// lowerFirst makes an exported name a private one.
func lowerFirst(name string) string { return strings.ToLower(name[:1]) + name[1:] }

// elem is t without a pointer.
func elem(t types.Type) types.Type {
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		return p.Elem()
	}
	return t
}

// selector is how a field is reached from another package: its path without
// embedded structs whose names are not exported, through which Go promotes it.
func selector(path string) string {
	parts := slices.DeleteFunc(strings.Split(path, "."), func(name string) bool { return !token.IsExported(name) })
	return strings.Join(parts, ".")
}

// reachable makes sure that the fields of parameters are what Go selects by
// their names: a field of an embedded struct may be hidden by another one, or by
// the struct itself when both have one name.
func reachable(t *types.Named, list []*contract.Parameter) error {
	for _, p := range list {
		var found types.Type = t
		for name := range strings.SplitSeq(selector(p.Field), ".") {
			obj, _, _ := types.LookupFieldOrMethod(found, true, t.Obj().Pkg(), name)
			if obj == nil {
				return fmt.Errorf("%s parameter %s: %s has no field %s", p.In, p.Name, t.Obj().Name(), p.Field)
			}
			found = obj.Type()
		}
		if !types.Identical(found, p.GoType) {
			return fmt.Errorf("%s parameter %s: %s.%s is another field; give one of them another name", p.In, p.Name, t.Obj().Name(), p.Field)
		}
	}
	return nil
}

// paramField is where oapi-codegen keeps a parameter of request.
func paramField(p *contract.Parameter) string {
	name := stub.FieldName(p.Field)
	if p.In == contract.Path {
		return name
	}
	return "Params." + name
}

func isTime(t types.Type) bool {
	n, ok := types.Unalias(t).(*types.Named)
	return ok && n.Obj().Pkg() != nil && n.Obj().Pkg().Path() == "time" && n.Obj().Name() == "Time"
}

// listItem is the type of a list's items, or t itself.
func listItem(t types.Type) types.Type {
	if s, ok := t.Underlying().(*types.Slice); ok {
		return s.Elem()
	}
	return t
}

func isList(t types.Type) bool {
	_, ok := t.Underlying().(*types.Slice)
	return ok
}
