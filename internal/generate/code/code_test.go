package code_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/apigen-go/apigen/internal/generate"
	"github.com/apigen-go/apigen/internal/generate/code"
	"github.com/apigen-go/apigen/internal/golden"
)

const root = "../../.."

// TestReference keeps the generated code of the reference contract up to date;
// -update writes it.
func TestReference(t *testing.T) {
	t.Parallel()
	result, err := generate.Run(t.Context(), generate.Config{Dir: root, Code: code.In("generated")})
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

func BenchmarkReference(b *testing.B) {
	for b.Loop() {
		if _, err := generate.Run(b.Context(), generate.Config{Dir: root, Code: code.In("generated")}); err != nil {
			b.Fatal(err)
		}
	}
}
