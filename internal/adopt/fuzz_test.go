package adopt_test

import (
	"errors"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"path"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/apigen-go/apigen/internal/adopt"
	"github.com/apigen-go/apigen/internal/openapi"
)

// FuzzContract holds that no document makes a panic, a file outside the folder of
// the contract, or Go that does not compile.
func FuzzContract(f *testing.F) {
	for _, pattern := range []string{"testdata/*.yaml", "testdata/*.json"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			f.Fatal(err)
		}
		for _, file := range files {
			data, err := os.ReadFile(file)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(data, false)
			f.Add(data, true)
		}
	}
	f.Add([]byte(`{"openapi":"3.0.0","info":{"title":"../..","version":"\u0000"},"paths":{"/{a}":{"get":{"operationId":"`+"`\\n*/ }"+`"}}}}`), false)
	f.Add([]byte(`{"swagger":"2.0","paths":{"/":{"post":{"parameters":[{"in":"body","schema":{"$ref":"#/definitions/a"}}]}}},"definitions":{"a":{"allOf":[{"$ref":"#/definitions/a"}]}}}`), false)
	f.Fuzz(func(t *testing.T, data []byte, http bool) {
		doc, err := openapi.Parse("document.yaml", data)
		if err != nil {
			return
		}
		result, err := adopt.Contract(doc, adopt.Options{HTTP: http, Function: "demo"})
		if err != nil {
			if !errors.Is(err, adopt.ErrNoOperation) && !errors.Is(err, adopt.ErrVersion) {
				t.Fatal(err)
			}
			return
		}
		compiles(t, "the contract", result)
		result.Compare(doc, nil)
	})
}

var (
	sourceOnce sync.Once
	imported   types.Importer
)

// compiles type-checks the files of a contract.
func compiles(t *testing.T, what string, result *adopt.Result) {
	t.Helper()
	sourceOnce.Do(func() { imported = importer.ForCompiler(token.NewFileSet(), "source", nil) })
	fset := token.NewFileSet()
	var files []*ast.File
	for _, f := range result.Files {
		if !filepath.IsLocal(filepath.FromSlash(f.Path)) || path.Clean(f.Path) != f.Path {
			t.Fatalf("%s has the file %q", what, f.Path)
		}
		if !strings.HasSuffix(f.Path, ".go") {
			continue
		}
		parsed, err := parser.ParseFile(fset, f.Path, f.Data, parser.ParseComments)
		if err != nil {
			t.Fatalf("%s: %v\n%s", what, err, f.Data)
		}
		files = append(files, parsed)
	}
	checker := types.Config{Importer: imported}
	if _, err := checker.Check("api", fset, files, nil); err != nil {
		for _, f := range result.Files {
			t.Logf("%s\n%s", f.Path, f.Data)
		}
		t.Fatalf("%s: %v", what, err)
	}
}
