package validate_test

import (
	"bytes"
	"path/filepath"
	"testing"

	"github.com/apigen-go/apigen/internal/generate"
	"github.com/apigen-go/apigen/internal/generate/contract"
	"github.com/apigen-go/apigen/internal/generate/validate"
	"github.com/apigen-go/apigen/internal/golden"
)

const root = "../../.."

func read(t testing.TB, dir string) *contract.Contract {
	t.Helper()
	result, err := generate.Run(t.Context(), generate.Config{Dir: root, Pattern: "./" + dir})
	if err != nil {
		t.Fatal(err)
	}
	if result.Diagnostics.HasErrors() {
		t.Fatalf("findings: %v", result.Diagnostics)
	}
	return result.Contract
}

// TestGolden keeps what is generated for the contracts in testdata as packages,
// which are compiled and exercised by package validatetest.
func TestGolden(t *testing.T) {
	t.Parallel()
	for _, kind := range []string{"rules", "containers", "closed", "types"} {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			dir := "internal/generate/validate/testdata/" + kind
			c := read(t, dir+"/api")
			first, err := validate.File(c, validate.Config{Version: "v0.0.0"})
			if err != nil {
				t.Fatal(err)
			}
			golden.Check(t, filepath.Join("testdata", kind, "validate", "validate.gen.go"), first)
			second, err := validate.File(c, validate.Config{Version: "v0.0.0"})
			if err != nil || !bytes.Equal(first, second) {
				t.Errorf("two runs gave different bytes: %v", err)
			}
		})
	}
}
