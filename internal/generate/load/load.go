// Package load reads the Go package of a contract from its source, without
// running it.
//
// It asks the go command for the files of the package and for the export data
// of its imports, unless it knows the answers, and type-checks the package itself without function bodies:
// nothing is compiled but what the build cache lacks, and a package that is
// half broken still gives what can be read. When there is no export data, the
// imports are type-checked from their source as well.
//
// What the values of the contract are, the methods of [Package] tell:
// [Package.Resolve], [Package.String], [Package.Struct] and others follow constants, composite literals, package variables and the constructors
// of package gen. Everything else is a [ValueError] with a position.
package load

import (
	"context"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"maps"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/apigen-go/apigen/internal/diag"
)

// GenPath is the import path of the vocabulary contracts are written in.
const GenPath = "github.com/apigen-go/apigen/gen"

// ProblemPath is the import path of declared errors.
const ProblemPath = "github.com/apigen-go/apigen/problem"

// Config says which package is read. Its zero value reads ./api of the current
// folder.
type Config struct {
	// Dir is the folder the go command runs in. Positions are given relative
	// to it. Empty is the current one.
	Dir string
	// Pattern names one package, as for the go command. Empty is "./api".
	Pattern string
	// Env is the environment of the go command; nil is the process's.
	Env []string
	// ExportPatience is how long the go command may take to bring export data
	// of the imports before they are type-checked from source. It has them at
	// once when the build cache is warm; compiling everything into an empty
	// one takes many times longer than reading the source. Zero is 1.5 seconds,
	// a negative time reads the source at once.
	ExportPatience time.Duration
	// CacheDir is where answers of the go command are kept, for as long as
	// everything they depend on stays the same. Empty is the folder apigen in
	// the user's cache, [cache.Off] keeps nothing.
	CacheDir string

	trace func(args []string) // of go list; for tests
}

// A Package is the type-checked package of a contract. It is for one goroutine.
type Package struct {
	Path       string // import path
	Name       string
	Dir        string // absolute
	ModuleRoot string // absolute
	Types      *types.Package
	Info       *types.Info
	Files      []*ast.File // by file name
	Fset       *token.FileSet
	// Errors are what the parser and the type checker found, and what the go
	// command says of imports. The rest of the package is as good as if they
	// were not there.
	Errors diag.List

	config  Config
	baseDir string             // what positions are relative to
	names   map[string]string  // of files as positions give them, by absolute name
	listed  map[string]*listed // all packages the contract depends on, by import path
	imports *importer
	sources map[string]*source // of packages whose declarations were asked for
}

// Load reads the package. It fails when there is no such package, or the go
// command cannot be run; what is wrong inside the package is in its Errors.
func Load(ctx context.Context, config Config) (*Package, error) {
	if config.Pattern == "" {
		config.Pattern = "./api"
	}
	if config.ExportPatience == 0 {
		config.ExportPatience = 1500 * time.Millisecond
	}
	baseDir, err := filepath.Abs(config.Dir)
	if err != nil {
		return nil, fmt.Errorf("load package %s: %w", config.Pattern, err)
	}
	root, imports, err := list(ctx, config)
	if err != nil {
		return nil, fmt.Errorf("load package %s: %w", config.Pattern, err)
	}
	p := &Package{
		Path: root.ImportPath, Name: root.Name, Dir: root.Dir, ModuleRoot: root.Dir,
		Fset: token.NewFileSet(), config: config, baseDir: baseDir, sources: map[string]*source{}, names: map[string]string{},
	}
	if root.Module != nil && root.Module.Dir != "" {
		p.ModuleRoot = root.Module.Dir
	}
	p.Files = p.parse(root)
	p.listed = imports
	p.listed[root.ImportPath] = root
	p.imports = newImporter(p.Fset, p.listed)
	p.check()
	if root.Error != nil && len(p.Errors) == 0 && len(p.Files) > 0 {
		p.Errors = append(p.Errors, diag.Diagnostic{
			Pos: p.Position(p.Files[0].Package), Severity: diag.Error, Rule: "go-list",
			Message: strings.Join(strings.Fields(root.Error.Err), " "), Hint: "go build shows the same error",
		})
	}
	p.Errors.Sort()
	return p, nil
}

// Replace reads the package again with other content of its files, by name,
// without asking the go command: for watchers and editors. Imports the package
// did not have before are errors.
func (p *Package) Replace(files map[string][]byte) *Package {
	n := &Package{
		Path: p.Path, Name: p.Name, Dir: p.Dir, ModuleRoot: p.ModuleRoot, Fset: token.NewFileSet(),
		config: p.config, baseDir: p.baseDir, listed: p.listed, sources: map[string]*source{}, names: map[string]string{},
	}
	n.imports = newImporter(n.Fset, n.listed)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		file, err := parser.ParseFile(n.Fset, filepath.Join(p.Dir, name), files[name], parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			n.addSyntaxErrors(err)
		}
		if file != nil {
			n.Files = append(n.Files, file)
		}
	}
	n.check()
	n.Errors.Sort()
	return n
}

// parse reads the files of the package and notes their syntax errors.
func (p *Package) parse(l *listed) []*ast.File {
	files, errs := parseFiles(p.Fset, l.Dir, l.files(), parser.ParseComments|parser.SkipObjectResolution)
	for _, err := range errs {
		p.addSyntaxErrors(err)
	}
	return files
}

// parseFiles parses files side by side and returns them in the order of their
// names, those that could be read at all.
func parseFiles(fset *token.FileSet, dir string, names []string, mode parser.Mode) ([]*ast.File, []error) {
	names = slices.Sorted(slices.Values(names))
	files := make([]*ast.File, len(names))
	errs := make([]error, len(names))
	limit := make(chan struct{}, runtime.GOMAXPROCS(0))
	var wg sync.WaitGroup
	for i, name := range names {
		wg.Go(func() {
			limit <- struct{}{}
			defer func() { <-limit }()
			files[i], errs[i] = parser.ParseFile(fset, filepath.Join(dir, name), nil, mode)
		})
	}
	wg.Wait()
	return slices.DeleteFunc(files, func(f *ast.File) bool { return f == nil }),
		slices.DeleteFunc(errs, func(err error) bool { return err == nil })
}

// check type-checks the package. Errors of the type checker are noted, all but
// those that only follow from an import the go command complained about.
func (p *Package) check() {
	p.Info = &types.Info{
		Types:      map[ast.Expr]types.TypeAndValue{},
		Defs:       map[*ast.Ident]types.Object{},
		Uses:       map[*ast.Ident]types.Object{},
		Selections: map[*ast.SelectorExpr]*types.Selection{},
		Instances:  map[*ast.Ident]types.Instance{},
	}
	config := types.Config{
		Importer:         p.imports,
		IgnoreFuncBodies: true,
		FakeImportC:      true,
		Sizes:            types.SizesFor("gc", runtime.GOARCH),
		Error:            p.addTypeError,
	}
	p.Types, _ = config.Check(p.Path, p.Fset, p.Files, p.Info)
	p.hintTypeErrors()
}

func (p *Package) addSyntaxErrors(err error) {
	const hint = "the file is read up to here; go build shows the same error"
	for _, e := range syntaxErrors(err) {
		pos := diag.Pos{File: p.relative(e.Pos.Filename), Line: e.Pos.Line, Col: e.Pos.Column}
		p.Errors = append(p.Errors, diag.Diagnostic{Pos: pos, Severity: diag.Error, Rule: "go-syntax", Message: e.Msg, Hint: hint})
	}
}

func (p *Package) addTypeError(err error) {
	var e types.Error
	if !errors.As(err, &e) {
		p.Errors = append(p.Errors, diag.Diagnostic{Severity: diag.Error, Rule: "go-type", Message: err.Error(), Hint: "go build shows the same error"})
		return
	}
	message := e.Msg
	if strings.HasPrefix(message, "\t") || strings.Contains(message, "imported and not used") {
		return // a continuation of the error before, or a consequence of leaving function bodies out
	}
	p.Errors = append(p.Errors, diag.Diagnostic{
		Pos: p.Position(e.Pos), Severity: diag.Error, Rule: "go-type", Message: strings.Join(strings.Fields(message), " "),
		Hint: "the rest of the package was read all the same; go build shows the same error",
	})
}

// Position gives a place in the package's source, relative to Config.Dir where
// the file is below the module's root.
func (p *Package) Position(pos token.Pos) diag.Pos {
	at := p.Fset.Position(pos)
	return diag.Pos{File: p.relative(at.Filename), Line: at.Line, Col: at.Column}
}

func (p *Package) relative(file string) string {
	if file == "" {
		return ""
	}
	if known, ok := p.names[file]; ok {
		return known
	}
	name := file
	if within(p.ModuleRoot, file) {
		if rel, err := filepath.Rel(p.baseDir, file); err == nil {
			name = rel
		}
	}
	p.names[file] = filepath.ToSlash(name)
	return p.names[file]
}

func within(dir, file string) bool {
	rel, err := filepath.Rel(dir, file)
	return err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator))
}

// Standard reports whether an import path belongs to the standard library.
func (p *Package) Standard(path string) bool {
	l := p.listed[path]
	return l != nil && l.Standard
}

// NameOf gives the name of a package the contract depends on.
func (p *Package) NameOf(path string) string {
	if l := p.listed[path]; l != nil {
		return l.Name
	}
	return ""
}

// RelativeDir gives the folder of a package of the module relative to the
// module's root, with slashes. For packages of other modules it is empty.
func (p *Package) RelativeDir(path string) string {
	l := p.listed[path]
	if l == nil || !within(p.ModuleRoot, l.Dir) {
		return ""
	}
	rel, err := filepath.Rel(p.ModuleRoot, l.Dir)
	if err != nil {
		return ""
	}
	return filepath.ToSlash(rel)
}
