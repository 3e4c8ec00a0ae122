package vtl_test

import (
	"go/parser"
	"go/token"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// The engine knows nothing of API Gateway, of HTTP or of the rest of the module.
func TestImports(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ImportsOnly)
		if err != nil {
			t.Fatal(err)
		}
		for _, spec := range file.Imports {
			path, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				t.Fatal(err)
			}
			outside := strings.Contains(path, ".") && path != "github.com/apigen-go/apigen/internal/javaregexp"
			if outside || path == "net" || strings.HasPrefix(path, "net/") || path == "reflect" {
				t.Errorf("%s imports %s", name, path)
			}
		}
	}
}
