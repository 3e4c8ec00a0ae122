// Package contracttest makes contracts for the tests of what is generated from
// them without the rules of package schema, also with types whose schema the
// contract would have to state. It knows just enough of the vocabulary:
// routes, parameters with the tags the tests use, bodies, headers. What it does
// not expect fails the test.
package contracttest

import (
	"cmp"
	"go/ast"
	"go/constant"
	"go/types"
	"net/http"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/apigen-go/apigen/internal/generate/contract"
	"github.com/apigen-go/apigen/internal/generate/load"
)

// Load reads the contract in dir, a folder relative to the module's root, which
// is root.
func Load(t testing.TB, root, dir string) *contract.Contract {
	t.Helper()
	pkg, err := load.Load(t.Context(), load.Config{Dir: root, Pattern: "./" + dir})
	if err != nil {
		t.Fatal(err)
	}
	if len(pkg.Errors) > 0 {
		t.Fatalf("%s: %v", dir, pkg.Errors)
	}
	l := &loader{t: t, pkg: pkg.Types, schemas: map[*types.TypeName]*contract.Schema{}}
	l.c = &contract.Contract{
		Package: contract.Package{Path: pkg.Path, Name: pkg.Name, Dir: dir},
		Title:   pkg.Name,
		Version: "1.0.0",
		REST:    &contract.REST{},
	}
	for _, f := range pkg.Files {
		ast.Inspect(f, l.visit)
	}
	return l.c
}

type loader struct {
	t       testing.TB
	pkg     *types.Package
	c       *contract.Contract
	schemas map[*types.TypeName]*contract.Schema
}

// visit adds the operation of a call like gen.GET("/path", Service.Method).
func (l *loader) visit(n ast.Node) bool {
	call, ok := n.(*ast.CallExpr)
	if !ok || len(call.Args) < 2 {
		return true
	}
	fun, ok := call.Fun.(*ast.SelectorExpr)
	if !ok {
		return true
	}
	lit, isRoute := call.Args[0].(*ast.BasicLit)
	method, isMethod := call.Args[1].(*ast.SelectorExpr)
	if !isRoute || !isMethod {
		return true
	}
	route, _ := strconv.Unquote(lit.Value)
	l.c.Service = method.X.(*ast.Ident).Name
	l.c.Operations = append(l.c.Operations, l.operation(fun.Sel.Name, route, method.Sel.Name))
	return false
}

func (l *loader) operation(verb, route, name string) *contract.Operation {
	service := l.pkg.Scope().Lookup(l.c.Service).Type()
	obj, _, _ := types.LookupFieldOrMethod(service, false, l.pkg, name)
	sig := obj.Type().(*types.Signature)
	op := &contract.Operation{Method: verb, Path: route, Name: name, ID: strings.ToLower(name[:1]) + name[1:]}
	if sig.Params().Len() == 2 {
		op.Request = l.request(named(sig.Params().At(1).Type()))
	}
	if sig.Results().Len() == 1 {
		op.Responses = []*contract.Response{{Status: http.StatusNoContent}}
	} else {
		op.Responses = l.responses(named(sig.Results().At(0).Type()))
	}
	return op
}

func named(t types.Type) *types.Named { return types.Unalias(deref(t)).(*types.Named) }

func deref(t types.Type) types.Type {
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		return p.Elem()
	}
	return t
}

func (l *loader) request(t *types.Named) *contract.Request {
	r := &contract.Request{GoType: t}
	st := t.Underlying().(*types.Struct)
	for i := range st.NumFields() {
		f, tag := st.Field(i), reflect.StructTag(st.Tag(i))
		switch {
		case f.Name() == "Body":
			r.Body = l.body(f, tag)
			r.Body.Required = !r.Body.Pointer
		case tag.Get("header") == "Content-Type":
			r.ContentType = f.Name()
		default:
			r.Parameters = append(r.Parameters, l.parameter(f, tag))
		}
	}
	return r
}

func (l *loader) body(f *types.Var, tag reflect.StructTag) *contract.Body {
	b := &contract.Body{Field: f.Name(), GoType: f.Type(), ContentTypes: []string{"application/json"}}
	_, b.Pointer = types.Unalias(f.Type()).(*types.Pointer)
	if ct := tag.Get("contentType"); ct != "" {
		b.Binary, b.ContentTypes = true, strings.Split(ct, ",")
		b.Schema = &contract.Schema{Kind: contract.Binary}
		return b
	}
	b.Schema = l.schema(deref(b.GoType))
	return b
}

func (l *loader) parameter(f *types.Var, tag reflect.StructTag) *contract.Parameter {
	p := &contract.Parameter{Field: f.Name(), GoType: f.Type()}
	_, p.Pointer = types.Unalias(f.Type()).(*types.Pointer)
	for _, in := range []contract.Location{contract.Path, contract.Query, contract.Header} {
		if name, options, _ := strings.Cut(tag.Get(string(in)), ","); name != "" {
			p.In, p.Name = in, name
			p.Required = options == "" && !p.Pointer
		}
	}
	p.Schema = l.schema(deref(f.Type()))
	if p.Schema.Ref == nil {
		p.Schema.Constraints = constraints(tag)
	}
	if d, ok := tag.Lookup("default"); ok {
		p.Default, p.Required = &contract.Value{Kind: kindOf(deref(f.Type())), Text: d}, false
	}
	return p
}

func constraints(tag reflect.StructTag) contract.Constraints {
	number := func(key string) *contract.Value {
		if text, ok := tag.Lookup(key); ok {
			return &contract.Value{Kind: contract.Number, Text: text}
		}
		return nil
	}
	count := func(key string) *int {
		if n, err := strconv.Atoi(tag.Get(key)); err == nil {
			return &n
		}
		return nil
	}
	return contract.Constraints{
		Minimum: number("minimum"), Maximum: number("maximum"), MultipleOf: number("multipleOf"),
		MinLength: count("minLength"), MaxLength: count("maxLength"),
		MinItems: count("minItems"), MaxItems: count("maxItems"),
		Pattern: tag.Get("pattern"),
	}
}

func (l *loader) responses(t *types.Named) []*contract.Response {
	st, ok := t.Underlying().(*types.Struct)
	if !ok {
		l.t.Fatalf("%s is not a struct", t)
	}
	shared := contract.Response{Status: http.StatusOK, GoType: t}
	var all []*contract.Response
	for i := range st.NumFields() {
		f, tag := st.Field(i), reflect.StructTag(st.Tag(i))
		status, _ := strconv.Atoi(tag.Get("status"))
		switch {
		case tag.Get("header") == "Content-Type":
			shared.ContentType = f.Name()
		case tag.Get("header") != "":
			shared.Headers = append(shared.Headers, l.parameter(f, tag))
		case f.Name() == "Body":
			shared.Body = l.body(f, tag)
			shared.Status = max(status, shared.Status)
		case status != 0:
			all = append(all, &contract.Response{Status: status, GoType: t, Alternative: true, Body: l.body(f, tag)})
		}
	}
	if len(all) > 0 {
		for _, r := range all {
			r.Headers = shared.Headers
		}
		return all
	}
	if shared.Body == nil && shared.Headers == nil {
		shared.Body = &contract.Body{GoType: t, ContentTypes: []string{"application/json"}, Schema: l.schema(t)}
	}
	return []*contract.Response{&shared}
}

// schema is the schema of t: a reference when t is a named type of the package.
func (l *loader) schema(t types.Type) *contract.Schema {
	n, ok := types.Unalias(t).(*types.Named)
	if !ok || n.Obj().Pkg() == nil || n.Obj().Pkg().Path() == "time" {
		s := &contract.Schema{GoType: t, Kind: kindOf(t)}
		if slice, ok := t.Underlying().(*types.Slice); ok {
			s.Items = l.schema(slice.Elem())
		}
		return s
	}
	if s := l.schemas[n.Obj()]; s != nil {
		return &contract.Schema{GoType: t, Ref: s}
	}
	s := &contract.Schema{Name: n.Obj().Name(), GoType: t, Kind: kindOf(t)}
	l.schemas[n.Obj()] = s
	l.c.Schemas = append(l.c.Schemas, s)
	names := l.pkg.Scope().Names()
	slices.SortFunc(names, func(a, b string) int {
		return cmp.Compare(l.pkg.Scope().Lookup(a).Pos(), l.pkg.Scope().Lookup(b).Pos())
	})
	for _, name := range names {
		if k, ok := l.pkg.Scope().Lookup(name).(*types.Const); ok && types.Identical(k.Type(), t) {
			text := k.Val().ExactString()
			if k.Val().Kind() == constant.String {
				text = constant.StringVal(k.Val())
			}
			s.Enum = append(s.Enum, contract.EnumValue{GoName: name, Value: contract.Value{Kind: s.Kind, Text: text}})
		}
	}
	return &contract.Schema{GoType: t, Ref: s}
}

func kindOf(t types.Type) contract.Kind {
	switch u := t.Underlying().(type) {
	case *types.Slice:
		return contract.Array
	case *types.Basic:
		switch {
		case u.Info()&types.IsString != 0:
			return contract.String
		case u.Info()&types.IsInteger != 0:
			return contract.Integer
		case u.Info()&types.IsFloat != 0:
			return contract.Number
		case u.Info()&types.IsBoolean != 0:
			return contract.Boolean
		}
	case *types.Struct:
		if n, ok := t.(*types.Named); ok && n.Obj().Name() == "Time" {
			return contract.String
		}
	}
	return contract.Object
}
