package load

import (
	"go/ast"
	"go/token"
	"go/types"
)

// A Call is a call of a function of package gen.
type Call struct {
	Pos  token.Pos
	Func string
	Args []Value // a list that is passed with ... is taken apart
	// TypeArgs are those of a generic function.
	TypeArgs []types.Type
}

// Call reads a call of a function of package gen. When only the list that is
// passed with ... cannot be read, the call comes without it beside the error.
func (p *Package) Call(v Value) (*Call, error) {
	v, err := p.Resolve(v)
	if err != nil {
		return nil, err
	}
	call, ok := v.Expr.(*ast.CallExpr)
	if !ok {
		return nil, notReadable(v, "this value")
	}
	id := calledName(call)
	f, _ := v.info.Uses[id].(*types.Func)
	if f == nil || f.Pkg() == nil || f.Pkg().Path() != GenPath {
		return nil, notReadable(v, "a call of another function than those of package gen")
	}
	c := &Call{Pos: call.Pos(), Func: f.Name()}
	for t := range v.info.Instances[id].TypeArgs.Types() {
		c.TypeArgs = append(c.TypeArgs, t)
	}
	for _, arg := range call.Args {
		c.Args = append(c.Args, Value{Expr: arg, Path: v.Path, info: v.info})
	}
	if call.Ellipsis.IsValid() {
		last := len(c.Args) - 1
		list, err := p.List(c.Args[last])
		c.Args = append(c.Args[:last:last], list...)
		if err != nil {
			return c, err
		}
	}
	return c, nil
}

// calledName is the name of the function a call calls; nil when it has none.
func calledName(call *ast.CallExpr) *ast.Ident {
	fun := ast.Unparen(call.Fun)
	switch generic := fun.(type) {
	case *ast.IndexExpr:
		fun = generic.X
	case *ast.IndexListExpr:
		fun = generic.X
	}
	switch fun := fun.(type) {
	case *ast.Ident:
		return fun
	case *ast.SelectorExpr:
		return fun.Sel
	}
	return nil
}

// MethodExpr reads a method expression such as Directory.GetPerson: the
// interface and its method.
func (p *Package) MethodExpr(v Value) (*types.Named, *types.Func, error) {
	v, err := p.Resolve(v)
	if err != nil {
		return nil, nil, err
	}
	fail := &ValueError{v.Expr.Pos(), "the handler is not a method expression", "write the interface and its method: Directory.GetPerson"}
	sel, ok := v.Expr.(*ast.SelectorExpr)
	if !ok {
		return nil, nil, fail
	}
	selection := v.info.Selections[sel]
	if selection == nil || selection.Kind() != types.MethodExpr {
		return nil, nil, fail
	}
	named, ok := types.Unalias(selection.Recv()).(*types.Named)
	if !ok {
		return nil, nil, fail
	}
	method, ok := selection.Obj().(*types.Func)
	if !ok {
		return nil, nil, fail
	}
	return named, method, nil
}

// NilPointer reads (*Directory)(nil): the type the pointer points to.
func (p *Package) NilPointer(v Value) (*types.Named, error) {
	if v.broken() {
		return nil, ErrBroken
	}
	ptr, ok := types.Unalias(v.Type()).(*types.Pointer)
	if !ok {
		return nil, &ValueError{v.Expr.Pos(), "Service is not a nil pointer to an interface", "write (*Directory)(nil) with the name of the interface"}
	}
	named, ok := types.Unalias(ptr.Elem()).(*types.Named)
	if !ok {
		return nil, ErrBroken
	}
	return named, nil
}
