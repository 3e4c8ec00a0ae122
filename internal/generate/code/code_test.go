package code_test

import (
	"maps"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/apigen-go/apigen/internal/generate"
	"github.com/apigen-go/apigen/internal/generate/code"
	"github.com/apigen-go/apigen/internal/golden"
)

const root = "../../.."

// folders are those of the project's own apigen.yaml.
var folders = code.Folders{Go: "generated", TypeScript: "generated/ts/src"}

// TestReference keeps the generated code of the reference contract up to date;
// -update writes it.
func TestReference(t *testing.T) {
	t.Parallel()
	result, err := generate.Run(t.Context(), generate.Config{Dir: root, Code: code.In(folders)})
	if err != nil {
		t.Fatal(err)
	}
	if len(result.Diagnostics) > 0 {
		t.Fatalf("the reference contract has findings: %v", result.Diagnostics)
	}
	for name, content := range result.Files {
		if strings.HasPrefix(name, "generated/") {
			golden.Check(t, filepath.Join(root, name), content)
		}
	}
}

// A service that links the generated server, or a program that links the
// client, must not carry the tool: neither its libraries nor its own packages.
func TestGeneratedCodeIsFreeOfTheTool(t *testing.T) {
	t.Parallel()
	cmd := exec.CommandContext(t.Context(), "go", "list", "-deps", "./generated/...", "./serve", "./call", "./check")
	cmd.Dir = root
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	for dep := range strings.FieldsSeq(string(out)) {
		for _, tool := range []string{
			"github.com/apigen-go/apigen/internal", "github.com/getkin/", "github.com/oapi-codegen/oapi-codegen",
			"github.com/aws/", "golang.org/x/tools", "go/types", "go/parser", "go.yaml.in/",
		} {
			if strings.HasPrefix(dep, tool) {
				t.Errorf("generated code links %s", dep)
			}
		}
	}
}

// Generated code imports the standard library, echo, the oapi-codegen runtime,
// the contract and the packages made for it; nothing else.
func TestImportsOfGeneratedCode(t *testing.T) {
	t.Parallel()
	const module = "github.com/apigen-go/apigen"
	allowed := []string{
		"github.com/labstack/echo/v4", "github.com/oapi-codegen/runtime", "github.com/oapi-codegen/runtime/types",
		module + "/call", module + "/check", module + "/serve", module + "/problem", module + "/api", module + "/generated/validate",
	}
	cmd := exec.CommandContext(t.Context(), "go", "list", "-f", "{{.Name}} {{range .Imports}}{{.}} {{end}}", "./generated/...")
	cmd.Dir = root
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(out)) {
		fields := strings.Fields(line)
		for _, path := range fields[1:] {
			first, _, _ := strings.Cut(path, "/")
			if strings.Contains(first, ".") && !slices.Contains(allowed, path) {
				t.Errorf("generated package %s imports %s", fields[0], path)
			}
			if fields[0] != "server" && (path == module+"/serve" || strings.Contains(path, "echo")) {
				t.Errorf("generated package %s imports %s: it is for clients as well", fields[0], path)
			}
		}
	}
}

// BenchmarkRun reads the reference contract and makes everything of it;
// BenchmarkFiles is the part of this package.
func BenchmarkRun(b *testing.B) {
	for b.Loop() {
		if _, err := generate.Run(b.Context(), generate.Config{Dir: root, Code: code.In(folders)}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkFiles(b *testing.B) {
	var request generate.CodeRequest
	keep := func(r generate.CodeRequest) (map[string][]byte, error) {
		request = r
		return nil, nil
	}
	if _, err := generate.Run(b.Context(), generate.Config{Dir: root, Code: keep}); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := code.In(folders)(request); err != nil {
			b.Fatal(err)
		}
	}
}

// TestDocumentAlone makes no file but the document, and owns no folder.
func TestDocumentAlone(t *testing.T) {
	t.Parallel()
	result, err := generate.Run(t.Context(), generate.Config{Dir: root, Code: code.In(code.Folders{})})
	if err != nil {
		t.Fatal(err)
	}
	if len(result.Files) != 1 || len(result.Files["api/openapi.yaml"]) == 0 {
		t.Errorf("without a folder for code the files are %v, want the document alone", slices.Collect(maps.Keys(result.Files)))
	}
	if owned := code.Owned(code.Folders{}); len(owned) != 0 {
		t.Errorf("without a folder for code %v are owned", owned)
	}
}
