// Package validate writes the validators of a contract: package validate beside
// the generated server and client.
//
// For every component there is a function that looks at a Go value, and for
// every component a request body may hold one that reads it from JSON and looks
// at it on the way, when it still is known which members were there. The code
// follows the schema and the Go type side by side. Where the two say different
// things, as for types that decode themselves, it reads the form the schema
// states first, and then has encoding/json decode the value.
//
// [Rules] writes the constraints of single values, which the binding uses for
// parameters as well.
package validate

import (
	"fmt"
	"go/types"
	"path"
	"slices"
	"strings"

	"github.com/apigen-go/apigen/internal/generate/contract"
	"github.com/apigen-go/apigen/internal/generate/gofile"
	"github.com/apigen-go/apigen/internal/generate/schema"
)

// CheckPackage is the package that generated validators share at run time.
const CheckPackage = "github.com/apigen-go/apigen/check"

// A Config says how the code is written.
type Config struct {
	// Version is the version of apigen in the header. Empty is "(devel)".
	Version string
}

// File returns the file of package validate.
func File(c *contract.Contract, cfg Config) ([]byte, error) {
	w := &writer{
		f:      gofile.New("validate", "bad", "i", "key", "item", "list", "n", "r", "seen", "twice", "v"),
		ruled:  map[*contract.Schema]bool{},
		bodies: bodies(c),
	}
	w.rules = NewRules(w.f)
	w.check = w.f.Use(CheckPackage, "check")
	if err := distinct(c, w.bodies); err != nil {
		return nil, err
	}
	w.f.Printf("\n// This file was made for another version of package check when the next line\n")
	w.f.Printf("// does not compile: run apigen generate with the version in go.mod.\nconst _ = %s.Generated1\n", w.check)
	for _, s := range c.Schemas {
		if !structured(s) {
			continue
		}
		if err := w.component(s); err != nil {
			return nil, fmt.Errorf("validate %s: %w", s.Name, err)
		}
	}
	w.plainTypes()
	w.rules.Patterns()
	return w.f.Source(c, cfg.Version)
}

// Reader is the name of the function that reads a body of a schema, empty when
// there is none.
func Reader(s *contract.Schema) string {
	if s == nil || s.Ref == nil || !structured(s.Ref) {
		return ""
	}
	return "Read" + s.Ref.Name
}

// ImportPath is where the package goes: the folder validate below dir, a folder
// relative to the root of the contract's module.
func ImportPath(c *contract.Contract, dir string) (string, error) {
	module := c.Package.Path
	if c.Package.Dir != "" && c.Package.Dir != "." {
		root, ok := strings.CutSuffix(module, "/"+c.Package.Dir)
		if !ok {
			return "", fmt.Errorf("package %s is not in the folder %s of its module", module, c.Package.Dir)
		}
		module = root
	}
	return path.Join(module, dir, "validate"), nil
}

// writer writes the file.
type writer struct {
	f      *gofile.File
	check  string // name of package check
	rules  *Rules
	bodies map[*contract.Schema]bool // components that requests may hold
	ruled  map[*contract.Schema]bool // what ruled found, or false on the way
	inner  []inner                   // structs without a name that are still to be written
	plain  []plain                   // types without methods that are still to be declared
}

// inner is a struct that has no name, and the one its functions have.
type inner struct {
	name string
	s    *contract.Schema
	t    types.Type
	read bool
}

// component writes the functions of a component.
func (w *writer) component(s *contract.Schema) error {
	t := elem(s.GoType)
	typ := w.f.Type(t)
	w.f.Printf("\n// %s returns what of v does not keep to the contract, as a *check.Error.\n", s.Name)
	w.f.Printf("func %s(v *%s) error {\n\tvar bad %s.Violations\n", s.Name, typ, w.check)
	if w.isRuled(s) {
		w.f.Printf("\t%s(&bad, v)\n", valueFunc(s.Name))
	}
	w.f.Printf("\treturn bad.Err()\n}\n")
	if w.isRuled(s) {
		if err := w.valueFunc(s.Name, s, t); err != nil {
			return err
		}
	}
	if w.bodies[s] {
		w.f.Printf("\n// Decode%[1]s decodes v from JSON and returns what does not keep to the contract, as\n// a *check.Error.\n", s.Name)
		w.f.Printf("func Decode%[1]s(data []byte, v *%[2]s) error { return %[3]s.Decode(data, v, Read%[1]s) }\n", s.Name, typ, w.check)
		w.f.Printf("\n// Read%s reads v and adds what does not keep to the contract.\n", s.Name)
		if err := w.readFunc("Read"+s.Name, s.Name, s, t); err != nil {
			return err
		}
	}
	for len(w.inner) > 0 {
		in := w.inner[0]
		w.inner = w.inner[1:]
		var err error
		if in.read {
			w.f.Printf("\n")
			err = w.readFunc("read"+in.name, in.name, in.s, in.t)
		} else {
			err = w.valueFunc(in.name, in.s, in.t)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func valueFunc(name string) string { return "check" + name }

// structured reports whether a component gets functions: enumerations are
// judged where they are used.
func structured(s *contract.Schema) bool {
	return s.GoType != nil && (s.Kind == contract.Object || s.Kind == contract.Array || s.Union != nil)
}

// bodies finds the components that JSON bodies of requests may hold.
func bodies(c *contract.Contract) map[*contract.Schema]bool {
	found := map[*contract.Schema]bool{}
	var visit func(*contract.Schema)
	visit = func(s *contract.Schema) {
		if s == nil || found[s] {
			return
		}
		if s.Ref != nil {
			visit(s.Ref)
			return
		}
		if s.Name != "" {
			found[s] = true
		}
		if s.Union != nil {
			for _, v := range s.Union.Variants {
				visit(v.Model)
			}
		}
		visit(s.Items)
		visit(s.Values)
		for _, p := range s.Properties {
			visit(p.Schema)
		}
	}
	for _, op := range c.Operations {
		switch body := requestBody(op); {
		case body == nil || body.Binary:
		case body.Form:
			for _, p := range body.Schema.Ref.Properties {
				if p.Form.JSON {
					visit(p.Schema)
				}
			}
		default:
			visit(body.Schema)
		}
	}
	return found
}

func requestBody(op *contract.Operation) *contract.Body {
	if op.Request == nil {
		return nil
	}
	return op.Request.Body
}

// distinct makes sure that no two functions get one name.
func distinct(c *contract.Contract, bodies map[*contract.Schema]bool) error {
	of := map[string]string{}
	for _, s := range c.Schemas {
		names := []string{s.Name}
		if bodies[s] {
			names = append(names, "Decode"+s.Name, "Read"+s.Name)
		}
		for _, name := range names {
			if other, taken := of[name]; taken {
				return fmt.Errorf("validate: the types %s and %s would both have a function %s; rename one", other, s.Name, name)
			}
			of[name] = s.Name
		}
	}
	return nil
}

// isRuled reports whether a value of s can break a rule that Go's types do not
// keep by themselves.
func (w *writer) isRuled(s *contract.Schema) bool {
	if s == nil {
		return false
	}
	if s.Ref != nil {
		return w.isRuled(s.Ref)
	}
	if known, ok := w.ruled[s]; ok {
		return known
	}
	if s.GoType == nil {
		return false
	}
	if s.Union != nil {
		return true // that it is one of the types
	}
	t := elem(s.GoType)
	if writtenForm(s, t) == own {
		return w.isRuledOwn(s, t)
	}
	w.ruled[s] = false // a circle adds no rule
	ruled := Ruled(s, t) || w.isRuled(s.Items) || s.Items != nil && isPointer(element(t)) ||
		w.isRuled(s.Values) || s.Values != nil && isPointer(element(t)) ||
		slices.ContainsFunc(s.Properties, func(p *contract.Property) bool { return w.isRuled(p.Schema) })
	if ruled {
		w.ruled[s] = true
	} else {
		delete(w.ruled, s) // one of a circle: ask again from elsewhere
	}
	return ruled
}

// form is how a value is read and looked at.
type form int

const (
	own     form = iota // by encoding/json, after it was read in the form the contract states
	call                // by the functions of a component or an inner struct
	scalar              // by a function of package check
	list                // item by item
	array               // item by item, as many as Go's type has
	mapping             // member by member
	union               // as one of the types of a sealed interface
)

// formOf is how a value of type t, without a pointer, is read.
func formOf(s *contract.Schema, t types.Type) form {
	return formBy(s, t, t != nil && schema.Marshals(t) != "")
}

// writtenForm is how a value is looked at: a type that only decodes itself is
// written as any other.
func writtenForm(s *contract.Schema, t types.Type) form {
	return formBy(s, t, t != nil && schema.Writes(t) != "")
}

// formBy holds the schema against the Go type.
func formBy(s *contract.Schema, t types.Type, itself bool) form {
	switch {
	case t != nil && s.Union != nil && types.IsInterface(t):
		return union
	case t == nil || !isTime(t) && itself || s.Kind == contract.Any:
		return own
	}
	switch u := t.Underlying().(type) {
	case *types.Struct:
		switch {
		case isTime(t) && s.Kind == contract.String:
			return scalar
		case s.Kind == contract.Object && s.Values == nil && (len(s.Properties) > 0 || u.NumFields() == 0):
			return call
		}
	case *types.Basic:
		if reader(s, t) != "" {
			return scalar
		}
	case *types.Slice:
		if s.Kind == contract.String && s.Format == "byte" {
			return scalar
		}
		if s.Kind == contract.Array && s.Items != nil {
			return list
		}
	case *types.Array:
		if s.Kind == contract.Array && s.Items != nil {
			return array
		}
	case *types.Map:
		if _, ok := keyReader(u.Key()); ok && s.Kind == contract.Object && s.Values != nil {
			return mapping
		}
	}
	return own
}

// reader names the function of package check that reads a scalar.
func reader(s *contract.Schema, t types.Type) string {
	if isTime(t) {
		return "Time"
	}
	switch u := t.Underlying().(type) {
	case *types.Slice:
		return "Bytes"
	case *types.Basic:
		info := u.Info()
		switch {
		case u.Kind() == types.String && s.Kind == contract.String:
			return "String"
		case u.Kind() == types.String && s.Kind == contract.Number:
			return "Literal" // json.Number
		case u.Kind() == types.String && s.Kind == contract.Integer:
			return "Whole"
		case u.Kind() == types.Float32 && s.Kind == contract.Number:
			return "Float32"
		case u.Kind() == types.Float64 && s.Kind == contract.Number:
			return "Float64"
		case info&types.IsUnsigned != 0 && s.Kind == contract.Integer:
			return "Unsigned"
		case info&types.IsInteger != 0 && s.Kind == contract.Integer:
			return "Integer"
		case info&types.IsBoolean != 0 && s.Kind == contract.Boolean:
			return "Boolean"
		}
	}
	return ""
}

func resolved(s *contract.Schema) *contract.Schema {
	if s.Ref != nil {
		return s.Ref
	}
	return s
}

func elem(t types.Type) types.Type {
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		return p.Elem()
	}
	return t
}

// element is the type of what a list or a map holds.
func element(t types.Type) types.Type {
	switch u := t.Underlying().(type) {
	case *types.Slice:
		return u.Elem()
	case *types.Array:
		return u.Elem()
	case *types.Map:
		return u.Elem()
	}
	return types.Typ[types.Invalid]
}

func isPointer(t types.Type) bool {
	_, ok := types.Unalias(t).(*types.Pointer)
	return ok
}

func isTime(t types.Type) bool {
	n, ok := types.Unalias(t).(*types.Named)
	return ok && n.Obj().Pkg() != nil && n.Obj().Pkg().Path() == "time" && n.Obj().Name() == "Time"
}

// isOpen reports whether values of t have any form: interfaces, and JSON text.
func isOpen(t types.Type) bool {
	if types.IsInterface(t) {
		return true
	}
	n, ok := types.Unalias(t).(*types.Named)
	return ok && n.Obj().Pkg() != nil && n.Obj().Pkg().Path() == "encoding/json" && n.Obj().Name() == "RawMessage"
}
