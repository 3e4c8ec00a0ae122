package load

import (
	"bufio"
	"fmt"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"path"
	"runtime"

	"golang.org/x/tools/go/gcexportdata"
)

// importer gives the type checker the packages a contract imports: from export
// data where there is some, else from their source. Both kinds share one map,
// so a type is the same type however it was reached. It is for one goroutine.
type importer struct {
	fset     *token.FileSet
	listed   map[string]*listed
	packages map[string]*types.Package
	checking map[string]bool // for import cycles in broken source
}

func newImporter(fset *token.FileSet, deps map[string]*listed) *importer {
	return &importer{fset, deps, map[string]*types.Package{"unsafe": types.Unsafe}, map[string]bool{}}
}

// Import implements [types.Importer].
func (im *importer) Import(path string) (*types.Package, error) {
	if p := im.packages[path]; p != nil && p.Complete() {
		return p, nil
	}
	l := im.listed[path]
	switch {
	case l == nil:
		return nil, fmt.Errorf("the go command does not know package %s", path)
	case l.Export != "":
		if p, err := im.fromExportData(l); err == nil {
			return p, nil
		}
		return im.fromSource(l) // a go command newer than we are may write another format
	case len(l.files()) == 0 && l.Error != nil:
		return nil, fmt.Errorf("%s", l.Error.Err)
	default:
		return im.fromSource(l)
	}
}

func (im *importer) fromExportData(l *listed) (*types.Package, error) {
	f, err := os.Open(l.Export)
	if err != nil {
		return nil, fmt.Errorf("import %s: %w", l.ImportPath, err)
	}
	defer func() { _ = f.Close() }()                     // it was only read
	r, err := gcexportdata.NewReader(bufio.NewReader(f)) //nolint:staticcheck // up to Go 1.27 export data stands in archives, which it opens
	if err != nil {
		return nil, fmt.Errorf("import %s: %w", l.ImportPath, err)
	}
	p, err := gcexportdata.Read(r, im.fset, im.packages, l.ImportPath)
	if err != nil {
		return nil, fmt.Errorf("import %s: %w", l.ImportPath, err)
	}
	return p, nil
}

// fromSource type-checks a package that has no export data, without function
// bodies. Errors inside are left to those who build the package; what could be
// read of it counts.
func (im *importer) fromSource(l *listed) (*types.Package, error) {
	if im.checking[l.ImportPath] {
		return nil, fmt.Errorf("import cycle through %s", l.ImportPath)
	}
	im.checking[l.ImportPath] = true
	defer delete(im.checking, l.ImportPath)
	files, _ := parseFiles(im.fset, l.Dir, l.files(), parser.SkipObjectResolution)
	var from types.Importer = mappedImporter{im, l.ImportMap}
	if l.Shallow {
		from = shallowImporter{im}
	}
	config := types.Config{
		Importer:         from,
		IgnoreFuncBodies: true,
		FakeImportC:      true,
		Sizes:            types.SizesFor("gc", runtime.GOARCH),
		Error:            func(error) {},
	}
	p, _ := config.Check(l.ImportPath, im.fset, files, nil)
	if p == nil {
		return nil, fmt.Errorf("import %s: no types", l.ImportPath)
	}
	p.MarkComplete()
	im.packages[l.ImportPath] = p
	return p, nil
}

// mappedImporter applies the import map of one package, by which the standard
// library reaches its vendored packages.
type mappedImporter struct {
	*importer
	paths map[string]string
}

func (m mappedImporter) Import(path string) (*types.Package, error) {
	if actual, ok := m.paths[path]; ok {
		path = actual
	}
	return m.importer.Import(path)
}

// shallowImporter gives an empty package for one that was not asked for: what is
// declared with types from there has no valid type.
type shallowImporter struct{ *importer }

func (s shallowImporter) Import(name string) (*types.Package, error) {
	if s.listed[name] != nil || s.packages[name] != nil {
		return s.importer.Import(name)
	}
	p := types.NewPackage(name, path.Base(name))
	p.MarkComplete()
	return p, nil
}
