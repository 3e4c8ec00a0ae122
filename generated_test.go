package apigen_test

import (
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestGeneratedImports wants generated code to import the standard library, echo,
// the runtime of oapi-codegen, this project's runtime packages, the contract, and
// what the contract has types of; nothing else.
func TestGeneratedImports(t *testing.T) {
	t.Parallel()
	runtime := []string{
		"github.com/labstack/echo/v4", "github.com/oapi-codegen/runtime", "github.com/oapi-codegen/runtime/strictmiddleware/echo",
		module + "/call", module + "/check", module + "/problem", module + "/sealed", module + "/serve",
	}
	type generated struct{ dir, contract string }
	packages := []generated{{"generated/server", "api"}, {"generated/client", "api"}, {"generated/validate", "api"}}
	for _, name := range []string{"server", "client", "validate"} {
		golden, err := filepath.Glob("internal/generate/*/testdata/*/" + name)
		if err != nil {
			t.Fatal(err)
		}
		for _, dir := range golden {
			packages = append(packages, generated{dir, path.Join(path.Dir(dir), "api")})
		}
	}
	if len(packages) < 20 {
		t.Fatalf("%d packages of generated code, want those in testdata as well", len(packages))
	}
	for _, g := range packages {
		allowed := slices.Concat(runtime, imports(t, g.contract), []string{
			module + "/" + g.contract, module + "/" + path.Join(path.Dir(g.dir), "validate"),
		})
		for _, imported := range imports(t, g.dir) {
			if matches(".*/", imported) && !slices.Contains(allowed, imported) {
				t.Errorf("%s imports %s", g.dir, imported)
			}
		}
	}
}

// imports lists what the package in a folder imports.
func imports(t *testing.T, dir string) []string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "go", "list", "-f", `{{join .Imports " "}}`, "./"+filepath.ToSlash(dir)).Output()
	if err != nil {
		t.Fatalf("go list ./%s: %v", dir, err)
	}
	return strings.Fields(string(out))
}
