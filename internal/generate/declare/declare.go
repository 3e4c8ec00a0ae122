// Package declare reads what a contract declares: the gen.API literal, the
// service interface and the request and response structs of its methods. It
// makes the [contract.Contract] all emitters work from.
//
// It goes on after a finding, so that one run tells all that is wrong.
package declare

import (
	"cmp"
	"errors"
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"github.com/apigen-go/apigen/internal/diag"
	"github.com/apigen-go/apigen/internal/generate/contract"
	"github.com/apigen-go/apigen/internal/generate/load"
	"github.com/apigen-go/apigen/internal/generate/schema"
)

// Contract reads the contract of a package. When an error is among the
// findings, the contract is nil.
func Contract(pkg *load.Package) (*contract.Contract, diag.List) {
	r := &reader{
		pkg:      pkg,
		problems: map[string]*contract.Problem{},
		routed:   map[string]*contract.Operation{},
		routes:   map[string]*contract.Operation{},
		c: &contract.Contract{
			Package: contract.Package{Path: pkg.Path, Name: pkg.Name, Dir: pkg.RelativeDir(pkg.Path)},
			REST:    &contract.REST{},
		},
	}
	r.schemas = schema.New(pkg, &r.findings)
	if v, ok := r.literal(); ok {
		r.api(v)
	}
	r.findings.Sort()
	if r.findings.HasErrors() {
		return nil, r.findings
	}
	return r.c, r.findings
}

// reader holds what is known so far.
type reader struct {
	pkg      *load.Package
	schemas  *schema.Builder
	findings diag.List
	c        *contract.Contract

	service   *types.Named // nil when it could not be read
	defaults  defaults
	problems  map[string]*contract.Problem   // by import path and name
	routed    map[string]*contract.Operation // by method of the service
	routes    map[string]*contract.Operation // by method and path
	corsSetup corsSettings

	// unreadable tells that some operation could not be read at all.
	unreadable bool
	// handlers tells that some operation has a handler, so that a service is wanted.
	handlers bool
}

// defaults hold for operations that do not say otherwise.
type defaults struct {
	backend  integration
	security security
	problems []*contract.Problem
}

func (r *reader) errorf(pos diag.Pos, rule, hint, format string, args ...any) {
	r.findings = append(r.findings, diag.Diagnostic{
		Pos: pos, Severity: diag.Error, Rule: rule, Message: fmt.Sprintf(format, args...), Hint: hint,
	})
}

// check reports the error of reading a value, and tells whether there was none.
// What the type checker has said already is not said again.
func (r *reader) check(err error) bool {
	var value *load.ValueError
	if errors.As(err, &value) {
		r.errorf(r.pkg.Position(value.Pos), "value", value.Hint, "%s", value.Message)
	}
	return err == nil
}

func (r *reader) at(v load.Value) diag.Pos { return r.pkg.Position(v.Expr.Pos()) }

// literal finds the one gen.API literal.
func (r *reader) literal() (load.Value, bool) {
	literals, others := r.pkg.APIs()
	for _, v := range others {
		r.errorf(r.at(v), "value", "write the literal itself: var _ = gen.API{...}", "this gen.API is not a composite literal")
	}
	if len(literals) == 0 {
		if len(others) == 0 {
			r.errorf(r.packagePos(), "no-api", "declare the contract: var _ = gen.API{...}", "package %s has no gen.API literal", r.pkg.Name)
		}
		return load.Value{}, false
	}
	for _, v := range literals[1:] {
		r.errorf(r.at(v), "two-apis", "keep one, or put the other into a package of its own",
			"package %s has another gen.API literal, the first is at %s", r.pkg.Name, r.at(literals[0]))
	}
	return literals[0], true
}

// packagePos is the package clause of the first file.
func (r *reader) packagePos() diag.Pos {
	var pos token.Pos
	if len(r.pkg.Files) > 0 {
		pos = r.pkg.Files[0].Package
	}
	return r.pkg.Position(pos)
}

// api reads the literal. The service comes before the operations and the
// defaults before both, whatever the order in the source is.
func (r *reader) api(v load.Value) {
	r.c.Pos = r.at(v)
	fields, err := r.pkg.Struct(v)
	if !r.check(err) {
		return
	}
	r.c.Title = r.text(fields, "Title")
	r.c.Version = r.text(fields, "Version")
	r.c.Description = schema.Describe(r.text(fields, "Description"), "", "")
	if _, ok := fields["Description"]; !ok {
		r.c.Description = schema.Describe(r.pkg.Doc(), "", "")
	}
	for _, name := range []string{"Title", "Version", "Gateway", "Operations"} {
		if _, ok := fields[name]; !ok {
			r.errorf(r.c.Pos, "api-incomplete", missingHints[name], "the gen.API literal has no %s", name)
		}
	}
	r.readService(fields)
	r.readTypes(fields)
	r.readGateway(fields)
	r.readDefaults(fields)
	r.readOperations(fields)
	if _, ok := fields["Service"]; !ok && (r.handlers || len(r.c.Operations) == 0) {
		r.errorf(r.c.Pos, "api-incomplete", missingHints["Service"], "the gen.API literal has no Service")
	}
	r.readDocs(fields)
	r.finish()
}

const emptyHint = "write a text, or leave the field out where it may be absent"

var missingHints = map[string]string{
	"Title":      `add the name of the API: Title: "Company directory"`,
	"Version":    `add the version of the contract: Version: "1.0.0"`,
	"Service":    "add the interface with the operations: Service: (*Directory)(nil)",
	"Gateway":    "add the kind of API: Gateway: gen.REST{}",
	"Operations": "give every method of the service its route: gen.GET(...), gen.POST(...)",
}

func (r *reader) text(fields map[string]load.Value, name string) string {
	v, ok := fields[name]
	if !ok {
		return ""
	}
	s, err := r.pkg.String(v)
	if r.check(err) && s == "" {
		r.errorf(r.at(v), "api-incomplete", emptyHint, "%s is empty", name)
	}
	return s
}

func (r *reader) readService(fields map[string]load.Value) {
	v, ok := fields["Service"]
	if !ok {
		return
	}
	named, err := r.pkg.NilPointer(v)
	if !r.check(err) {
		return
	}
	o := named.Obj()
	switch {
	case !types.IsInterface(named):
		r.errorf(r.at(v), "service", "declare an interface with one method per operation", "the service %s is not an interface", o.Name())
		return
	case o.Pkg() == nil || o.Pkg().Path() != r.pkg.Path:
		r.errorf(r.at(v), "service", "declare the interface in the package of the contract", "the service %s belongs to another package", o.Name())
		return
	case !o.Exported():
		r.errorf(r.at(v), "unexported-type", "export it: the handlers implement it", "the service %s is not exported", o.Name())
	case named.TypeParams().Len() > 0:
		r.errorf(r.at(v), "service", "declare it without type parameters", "the service %s is generic", o.Name())
		return
	}
	r.service = named
	r.c.Service = o.Name()
	r.c.ServiceDoc = schema.Describe(r.pkg.Decl(r.pkg.Path, o.Name()).Doc, "", "")
}

func (r *reader) readDefaults(fields map[string]load.Value) {
	v, ok := fields["Defaults"]
	if !ok {
		return
	}
	d, err := r.pkg.Struct(v)
	if !r.check(err) {
		return
	}
	if v, ok := d["Integration"]; ok && !v.IsNil() {
		r.defaults.backend = r.integration(v)
	}
	if v, ok := d["Security"]; ok {
		r.defaults.security = r.security(v)
	}
	if v, ok := d["Errors"]; ok {
		list, err := r.pkg.List(v)
		if r.check(err) {
			r.defaults.problems = r.problemList(list)
		}
	}
}

// readDocs reads what is for documentation alone.
func (r *reader) readDocs(fields map[string]load.Value) {
	if v, ok := fields["Servers"]; ok {
		r.c.Servers = r.node(v)
	}
	if v, ok := fields["Docs"]; ok {
		r.c.Docs = r.node(v)
	}
}

// finish works out what the operations have in common.
func (r *reader) finish() {
	r.checkAllRouted()
	r.checkSiblings()
	for _, op := range r.c.Operations {
		r.c.UsesAPIKey = r.c.UsesAPIKey || op.APIKey
	}
	r.checkAuthorizers()
	for _, p := range r.problems {
		r.c.Errors = append(r.c.Errors, p)
	}
	slices.SortFunc(r.c.Errors, r.compareProblems)
	r.binaryTypes()
	r.cors()
	r.c.Schemas = r.schemas.Components()
}

// compareProblems puts those of the contract's package first, then goes by
// place in the source.
func (r *reader) compareProblems(x, y *contract.Problem) int {
	return cmp.Or(
		-compareBool(x.Package.Path == r.pkg.Path, y.Package.Path == r.pkg.Path),
		cmp.Compare(x.Package.Path, y.Package.Path),
		cmp.Compare(x.Pos.File, y.Pos.File),
		cmp.Compare(x.Pos.Line, y.Pos.Line),
		cmp.Compare(x.Pos.Col, y.Pos.Col),
	)
}

func compareBool(x, y bool) int {
	switch {
	case x == y:
		return 0
	case x:
		return 1
	}
	return -1
}

// source gives the text of a short expression, for messages.
func source(v load.Value) string { return types.ExprString(ast.Unparen(v.Expr)) }
