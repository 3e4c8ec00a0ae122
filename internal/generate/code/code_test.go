package code_test

import (
	"os/exec"
	"path/filepath"
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
	cmd := exec.CommandContext(t.Context(), "go", "list", "-deps", "./generated/...", "./serve", "./call")
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
