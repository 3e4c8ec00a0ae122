package gen_test

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/doc"
	"go/doc/comment"
	"go/format"
	"go/parser"
	"go/token"
	"path/filepath"
	"strings"
	"testing"

	"github.com/apigen-go/apigen/internal/golden"
)

// TestReference writes docs/gen.md: every declaration of the vocabulary with its
// comment, which none lacks.
func TestReference(t *testing.T) {
	fset := token.NewFileSet()
	names, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	var files []*ast.File
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(fset, name, nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, f)
	}
	p, err := doc.NewFromFiles(fset, files, "github.com/apigen-go/apigen/gen")
	if err != nil {
		t.Fatal(err)
	}
	r := reference{t: t, fset: fset, p: p}
	r.line("# The vocabulary of a contract\n\nPackage `gen`, written from its comments by `go test ./gen -update`. [The contract](contract.md) shows it at\nwork, [extensions.md](extensions.md) tells which member sets which extension.\n")
	for _, typ := range p.Types {
		r.line("\n## %s\n", typ.Name)
		r.declaration(typ.Name, typ.Doc, typ.Decl)
		for _, v := range append(typ.Consts, typ.Vars...) {
			r.code(v.Decl) // whose members have their comments beside them
		}
		for _, f := range append(typ.Funcs, typ.Methods...) {
			r.declaration(f.Name, f.Doc, f.Decl)
		}
	}
	if len(p.Funcs) > 0 {
		r.line("\n## Functions\n")
	}
	for _, f := range p.Funcs {
		r.declaration(f.Name, f.Doc, f.Decl)
	}
	golden.Check(t, "../docs/gen.md", r.b.Bytes())
}

type reference struct {
	t    *testing.T
	fset *token.FileSet
	p    *doc.Package
	b    bytes.Buffer
}

func (r *reference) line(format string, args ...any) { fmt.Fprintf(&r.b, format, args...) }

// declaration writes the comment of a declaration, and its code.
func (r *reference) declaration(name, text string, decl ast.Node) {
	if strings.TrimSpace(text) == "" {
		r.t.Errorf("%s has no comment", name)
	}
	printer := r.p.Printer()
	printer.DocLinkURL = func(link *comment.DocLink) string {
		if link.ImportPath != "" {
			return "https://pkg.go.dev/" + link.ImportPath + "#" + link.Name
		}
		return "#" + strings.ToLower(link.Name)
	}
	r.line("\n%s", printer.Markdown(r.p.Parser().Parse(text)))
	r.code(decl)
}

// code writes a declaration without the comment above it and without a body.
func (r *reference) code(decl ast.Node) {
	switch d := decl.(type) {
	case *ast.GenDecl:
		d.Doc = nil
	case *ast.FuncDecl:
		d.Doc, d.Body = nil, nil
	}
	var code bytes.Buffer
	if err := format.Node(&code, r.fset, decl); err != nil {
		r.t.Fatal(err)
	}
	r.line("\n```go\n%s\n```\n", code.String())
}
