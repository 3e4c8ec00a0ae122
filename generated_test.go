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
	for _, name := range []string{"server", "client", "validate"} {
		for _, projects := range []string{"examples/*", "examples/*/*"} {
			examples, err := filepath.Glob(path.Join(projects, "generated", name))
			if err != nil {
				t.Fatal(err)
			}
			for _, dir := range examples {
				packages = append(packages, generated{dir, path.Join(path.Dir(path.Dir(dir)), "api")})
			}
		}
	}
	if len(packages) < 20 {
		t.Fatalf("%d packages of generated code, want those in testdata as well", len(packages))
	}
	var dirs []string
	for _, g := range packages {
		dirs = append(dirs, g.dir, g.contract)
	}
	imports := importsOf(t, dirs)
	for _, g := range packages {
		allowed := slices.Concat(runtime, imports[g.contract], []string{
			module + "/" + g.contract, module + "/" + path.Join(path.Dir(g.dir), "validate"),
		})
		for _, imported := range imports[g.dir] {
			if matches(".*/", imported) && !slices.Contains(allowed, imported) {
				t.Errorf("%s imports %s", g.dir, imported)
			}
		}
	}
}

// importsOf lists what the packages in some folders import.
func importsOf(t *testing.T, dirs []string) map[string][]string {
	t.Helper()
	args := []string{"list", "-f", `{{.ImportPath}} {{join .Imports " "}}`}
	for _, dir := range dirs {
		args = append(args, "./"+filepath.ToSlash(dir))
	}
	out, err := exec.CommandContext(t.Context(), "go", args...).Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	imports := map[string][]string{}
	for line := range strings.Lines(string(out)) {
		fields := strings.Fields(line)
		imports[strings.TrimPrefix(fields[0], module+"/")] = fields[1:]
	}
	return imports
}
