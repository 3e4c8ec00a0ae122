package load

import (
	"errors"
	"fmt"
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"io/fs"
	"os"
	"path/filepath"
	"unicode/utf8"
)

// A Value is an expression of the contract that is read, not run.
type Value struct {
	Expr ast.Expr
	// Name is the package variable through which the value was reached; empty
	// when it stands where it is used.
	Name string
	// Path is the import path of the package that variable belongs to, or of
	// the package the expression stands in.
	Path string

	info *types.Info
}

// A ValueError tells why a value of the contract cannot be read.
type ValueError struct {
	Pos     token.Pos
	Message string
	Hint    string
}

// Error gives the message.
func (e *ValueError) Error() string { return e.Message }

// ErrBroken means that an expression has no valid type. The type checker has
// said so already, so there is nothing to add.
var ErrBroken = errors.New("the expression has no valid type")

// maxSteps is how many variables and parentheses are followed to one value; it
// ends initialization cycles, which the type checker reports.
const maxSteps = 100

const readableHint = "values must be readable without running the program: write a constant, a composite literal, " +
	"a package variable initialised with one of these, or a call of a function of package gen"

func notReadable(v Value, what string) error {
	return &ValueError{v.Expr.Pos(), what + " is not readable from the source", readableHint}
}

// APIs finds the gen.API literals of the package: values of package variables
// whose type is gen.API. The second result has the variables of that type whose
// value is something else.
func (p *Package) APIs() (literals, others []Value) {
	for _, file := range p.Files {
		for _, d := range file.Decls {
			g, ok := d.(*ast.GenDecl)
			if !ok || g.Tok != token.VAR {
				continue
			}
			for _, spec := range g.Specs {
				for _, expr := range spec.(*ast.ValueSpec).Values {
					v := Value{Expr: ast.Unparen(expr), Path: p.Path, info: p.Info}
					if !v.Is(GenPath, "API") {
						continue
					}
					if _, ok := v.Expr.(*ast.CompositeLit); ok {
						literals = append(literals, v)
					} else {
						others = append(others, v)
					}
				}
			}
		}
	}
	return literals, others
}

// Type gives the type of the expression as the type checker knows it.
func (v Value) Type() types.Type { return v.info.TypeOf(v.Expr) }

// Is reports whether the value's type is the named type of that package, or a
// pointer to it.
func (v Value) Is(path, name string) bool {
	t := v.Type()
	if t == nil {
		return false
	}
	if ptr, ok := types.Unalias(t).(*types.Pointer); ok {
		t = ptr.Elem()
	}
	named, ok := types.Unalias(t).(*types.Named)
	return ok && isObject(named.Obj(), path, name)
}

// IsNil reports whether the expression is nil.
func (v Value) IsNil() bool {
	tv, ok := v.info.Types[ast.Unparen(v.Expr)]
	return ok && tv.IsNil()
}

func isObject(o types.Object, path, name string) bool {
	return o != nil && o.Pkg() != nil && o.Pkg().Path() == path && o.Name() == name
}

func (v Value) broken() bool {
	t := v.Type()
	return t == nil || t == types.Typ[types.Invalid]
}

// Resolve follows parentheses, conversions, & and package variables to the
// expression that makes the value.
func (p *Package) Resolve(v Value) (Value, error) {
	for range maxSteps {
		if v.broken() {
			return v, ErrBroken
		}
		if v.info.Types[v.Expr].Value != nil {
			return v, nil
		}
		next, err := p.step(v)
		if err != nil {
			return v, err
		}
		if next.Expr == v.Expr {
			return v, nil
		}
		v = next
	}
	return v, notReadable(v, "this value")
}

// step goes one step towards the value, or stays when v is where it is made.
func (p *Package) step(v Value) (Value, error) {
	switch e := v.Expr.(type) {
	case *ast.ParenExpr:
		v.Expr = e.X
	case *ast.UnaryExpr:
		if e.Op == token.AND {
			v.Expr = e.X
		}
	case *ast.CallExpr:
		if v.info.Types[e.Fun].IsType() && len(e.Args) == 1 {
			v.Expr = e.Args[0]
		}
	case *ast.Ident:
		return p.variable(v, v.info.Uses[e])
	case *ast.SelectorExpr:
		if v.info.Selections[e] == nil { // a qualified identifier
			return p.variable(v, v.info.Uses[e.Sel])
		}
	}
	return v, nil
}

// variable gives the initial value of a package variable.
func (p *Package) variable(v Value, o types.Object) (Value, error) {
	variable, ok := o.(*types.Var)
	if !ok || variable.Pkg() == nil {
		return v, nil
	}
	s := p.values(variable.Pkg().Path())
	expr := s.vars[variable.Name()]
	if expr == nil {
		return v, &ValueError{
			v.Expr.Pos(), fmt.Sprintf("variable %s has no initial value that is readable from the source", variable.Name()), readableHint,
		}
	}
	name := variable.Name()
	if name == "_" {
		name = ""
	}
	return Value{Expr: expr, Name: name, Path: variable.Pkg().Path(), info: s.info}, nil
}

// String reads a string: a constant, one of gen's placeholders, or a
// concatenation of such.
func (p *Package) String(v Value) (string, error) {
	v, err := p.Resolve(v)
	if err != nil {
		return "", err
	}
	if c := v.info.Types[v.Expr].Value; c != nil && c.Kind() == constant.String {
		return constant.StringVal(c), nil
	}
	switch e := v.Expr.(type) {
	case *ast.BinaryExpr:
		return p.concatenation(v, e)
	case *ast.CallExpr:
		return p.placeholder(v)
	}
	return "", notReadable(v, "this string")
}

func (p *Package) concatenation(v Value, e *ast.BinaryExpr) (string, error) {
	if e.Op != token.ADD {
		return "", notReadable(v, "this string")
	}
	var text string
	for _, operand := range []ast.Expr{e.X, e.Y} {
		part := v
		part.Expr = operand
		s, err := p.String(part)
		if err != nil {
			return "", err
		}
		text += s
	}
	return text, nil
}

// placeholder evaluates gen.Param and gen.StageVariable, as package gen does,
// and gen.File, whose text is that of the file.
func (p *Package) placeholder(v Value) (string, error) {
	c, err := p.Call(v)
	if err != nil {
		return "", err
	}
	if (c.Func == "Param" || c.Func == "StageVariable") && len(c.Args) == 1 {
		name, err := p.String(c.Args[0])
		if err != nil {
			return "", err
		}
		if c.Func == "Param" {
			return "${" + name + "}", nil
		}
		return "${stageVariables." + name + "}", nil
	}
	if c.Func == "File" && len(c.Args) == 1 {
		return p.file(c.Args[0])
	}
	return "", notReadable(v, "this string")
}

// maxFile is the largest file a contract may name, in bytes: what API Gateway
// takes as a mapping template (developer guide, "known issues").
const maxFile = 300 << 10

// file reads a file beside the source.
func (p *Package) file(v Value) (string, error) {
	name, err := p.String(v)
	if err != nil {
		return "", err
	}
	fail := func(message, hint string) (string, error) { return "", &ValueError{v.Expr.Pos(), message, hint} }
	if !filepath.IsLocal(filepath.FromSlash(name)) {
		return fail(fmt.Sprintf("file %q is not below the folder of the contract", name), "name it relative to the Go file, e.g. templates/put.vtl")
	}
	dir := p.Dir
	if l := p.listed[v.Path]; l != nil {
		dir = l.Dir
	}
	data, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(name)))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fail(fmt.Sprintf("there is no file %s", name), "write it, relative to the folder of the Go file")
	case err != nil:
		return fail(fmt.Sprintf("file %s cannot be read", name), "it must be a file that may be read")
	case len(data) > maxFile:
		return fail(fmt.Sprintf("file %s has %d bytes, want %d at most", name, len(data), maxFile), "API Gateway takes no larger templates")
	case !utf8.Valid(data):
		return fail(fmt.Sprintf("file %s is not UTF-8", name), "save it as UTF-8")
	}
	return string(data), nil
}

// A Pair is a key of a map literal with its value.
type Pair struct{ Key, Value Value }

// Map reads the pairs of a map literal in the order of the source; nil has none.
func (p *Package) Map(v Value) ([]Pair, error) {
	v, err := p.Resolve(v)
	if err != nil || v.IsNil() {
		return nil, err
	}
	lit, ok := v.Expr.(*ast.CompositeLit)
	if !ok {
		return nil, notReadable(v, "this map")
	}
	var pairs []Pair
	for _, e := range lit.Elts {
		kv, ok := e.(*ast.KeyValueExpr)
		if !ok {
			return nil, notReadable(v, "this map")
		}
		pairs = append(pairs, Pair{Value{Expr: kv.Key, Path: v.Path, info: v.info}, Value{Expr: kv.Value, Path: v.Path, info: v.info}})
	}
	return pairs, nil
}

// Constant gives the value of a constant expression, or nil.
func (v Value) Constant() constant.Value { return v.info.Types[v.Expr].Value }

// Int reads an integer constant.
func (p *Package) Int(v Value) (int, error) {
	v, err := p.Resolve(v)
	if err != nil {
		return 0, err
	}
	if c := v.info.Types[v.Expr].Value; c != nil {
		if n, exact := constant.Int64Val(constant.ToInt(c)); exact {
			return int(n), nil
		}
	}
	return 0, notReadable(v, "this number")
}

// Bool reads a boolean constant.
func (p *Package) Bool(v Value) (bool, error) {
	v, err := p.Resolve(v)
	if err != nil {
		return false, err
	}
	if c := v.info.Types[v.Expr].Value; c != nil && c.Kind() == constant.Bool {
		return constant.BoolVal(c), nil
	}
	return false, notReadable(v, "this value")
}

// List reads the elements of a slice or an array literal; nil has none.
func (p *Package) List(v Value) ([]Value, error) {
	v, err := p.Resolve(v)
	if err != nil || v.IsNil() {
		return nil, err
	}
	lit, ok := v.Expr.(*ast.CompositeLit)
	if !ok {
		return nil, notReadable(v, "this list")
	}
	list := make([]Value, 0, len(lit.Elts))
	for _, e := range lit.Elts {
		if _, keyed := e.(*ast.KeyValueExpr); keyed {
			return nil, &ValueError{e.Pos(), "element with an index", "list the elements in their order, without indices"}
		}
		list = append(list, Value{Expr: e, Path: v.Path, info: v.info})
	}
	return list, nil
}

// Strings reads a list of strings.
func (p *Package) Strings(v Value) ([]string, error) {
	list, err := p.List(v)
	if err != nil {
		return nil, err
	}
	texts := make([]string, 0, len(list))
	for _, item := range list {
		s, err := p.String(item)
		if err != nil {
			return nil, err
		}
		texts = append(texts, s)
	}
	return texts, nil
}

// Struct reads the fields of a struct literal. Fields that are not mentioned
// are not in the map.
func (p *Package) Struct(v Value) (map[string]Value, error) {
	v, err := p.Resolve(v)
	if err != nil {
		return nil, err
	}
	lit, ok := v.Expr.(*ast.CompositeLit)
	if !ok {
		return nil, notReadable(v, "this value")
	}
	typ, ok := v.Type().Underlying().(*types.Struct)
	if !ok {
		return nil, notReadable(v, "this value")
	}
	fields := make(map[string]Value, len(lit.Elts))
	for i, e := range lit.Elts {
		if kv, ok := e.(*ast.KeyValueExpr); ok {
			if key, ok := kv.Key.(*ast.Ident); ok {
				fields[key.Name] = Value{Expr: kv.Value, Path: v.Path, info: v.info}
			}
			continue
		}
		if i < typ.NumFields() {
			fields[typ.Field(i).Name()] = Value{Expr: e, Path: v.Path, info: v.info}
		}
	}
	return fields, nil
}
