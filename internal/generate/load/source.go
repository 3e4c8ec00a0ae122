package load

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"runtime"
	"strings"
)

// source is the syntax of one package, by the names of its declarations.
type source struct {
	decls map[string]Decl     // Person, Person.FirstName, Active, Directory.GetPerson
	vars  map[string]ast.Expr // initial values of package variables
	files []*ast.File
	info  *types.Info // nil until values of the package are asked for
}

// A Decl is where something is declared and what its comment says.
type Decl struct {
	Pos token.Pos
	Doc string // text of the doc comment, else of the comment at the end of the line
}

// Decl finds a declaration of a package the contract depends on: a type, a
// constant or a variable by its name, a field or an interface method as
// Type.Name, a field of an anonymous struct as Type.Field.Name. The zero Decl
// means that there is none.
func (p *Package) Decl(path, name string) Decl { return p.source(path).decls[name] }

// source parses a package on first use; the contract's own is parsed already.
func (p *Package) source(path string) *source {
	if s := p.sources[path]; s != nil {
		return s
	}
	s := &source{decls: map[string]Decl{}, vars: map[string]ast.Expr{}}
	p.sources[path] = s
	if path == p.Path {
		s.files, s.info = p.Files, p.Info
	} else if l := p.listed[path]; l != nil {
		s.files, _ = parseFiles(p.Fset, l.Dir, l.files(), parser.ParseComments|parser.SkipObjectResolution)
	}
	for _, file := range s.files {
		for _, d := range file.Decls {
			if g, ok := d.(*ast.GenDecl); ok {
				s.index(g)
			}
		}
	}
	return s
}

// values gives the source with type information, so that initial values of its
// variables can be read.
func (p *Package) values(path string) *source {
	s := p.source(path)
	if s.info != nil {
		return s
	}
	s.info = &types.Info{
		Types:      map[ast.Expr]types.TypeAndValue{},
		Uses:       map[*ast.Ident]types.Object{},
		Selections: map[*ast.SelectorExpr]*types.Selection{},
		Instances:  map[*ast.Ident]types.Instance{},
	}
	config := types.Config{
		Importer: p.imports, IgnoreFuncBodies: true, FakeImportC: true,
		Sizes: types.SizesFor("gc", runtime.GOARCH),
		Error: func(error) {}, // of a package that is not the contract's own
	}
	_, _ = config.Check(path, p.Fset, s.files, s.info)
	return s
}

func (s *source) index(g *ast.GenDecl) {
	for _, spec := range g.Specs {
		switch spec := spec.(type) {
		case *ast.TypeSpec:
			s.add(spec.Name.Name, spec.Name, groupDoc(g, spec.Doc), spec.Comment)
			s.indexType(spec.Name.Name, spec.Type)
		case *ast.ValueSpec:
			for i, name := range spec.Names {
				doc := spec.Doc
				if g.Tok == token.VAR || len(g.Specs) == 1 {
					doc = groupDoc(g, doc)
				}
				s.add(name.Name, name, doc, spec.Comment)
				if g.Tok == token.VAR && i < len(spec.Values) && len(spec.Values) == len(spec.Names) {
					s.vars[name.Name] = spec.Values[i]
				}
			}
		}
	}
}

// groupDoc gives the comment of a declaration that stands alone, which the
// parser attaches to the keyword.
func groupDoc(g *ast.GenDecl, doc *ast.CommentGroup) *ast.CommentGroup {
	if doc == nil && !g.Lparen.IsValid() {
		return g.Doc
	}
	return doc
}

func (s *source) indexType(owner string, expr ast.Expr) {
	switch t := expr.(type) {
	case *ast.StructType:
		s.indexFields(owner, t.Fields)
	case *ast.InterfaceType:
		s.indexFields(owner, t.Methods)
	case *ast.ParenExpr:
		s.indexType(owner, t.X)
	case *ast.StarExpr:
		s.indexType(owner, t.X)
	case *ast.ArrayType:
		s.indexType(owner, t.Elt)
	case *ast.MapType:
		s.indexType(owner, t.Value)
	}
}

func (s *source) indexFields(owner string, list *ast.FieldList) {
	for _, f := range list.List {
		if len(f.Names) == 0 {
			if id := embeddedName(f.Type); id != nil {
				s.add(owner+"."+id.Name, id, f.Doc, f.Comment)
			}
			continue
		}
		for _, name := range f.Names {
			s.add(owner+"."+name.Name, name, f.Doc, f.Comment)
			s.indexType(owner+"."+name.Name, f.Type)
		}
	}
}

func embeddedName(expr ast.Expr) *ast.Ident {
	switch t := expr.(type) {
	case *ast.Ident:
		return t
	case *ast.StarExpr:
		return embeddedName(t.X)
	case *ast.SelectorExpr:
		return t.Sel
	case *ast.IndexExpr:
		return embeddedName(t.X)
	case *ast.IndexListExpr:
		return embeddedName(t.X)
	}
	return nil
}

func (s *source) add(key string, name *ast.Ident, doc, comment *ast.CommentGroup) {
	if _, ok := s.decls[key]; ok && name.Name == "_" {
		return
	}
	text := doc.Text()
	if text == "" {
		text = comment.Text()
	}
	s.decls[key] = Decl{Pos: name.Pos(), Doc: strings.TrimSpace(text)}
}

// Doc is the package comment of the contract.
func (p *Package) Doc() string {
	var parts []string
	for _, f := range p.Files {
		if text := strings.TrimSpace(f.Doc.Text()); text != "" {
			parts = append(parts, text)
		}
	}
	return strings.Join(parts, "\n\n")
}
