package trial

import (
	"os/exec"
	"path/filepath"
	"testing"
)

// Bootstrap builds a main package as the executable of a Lambda function and gives
// its path, which is a Target of gateway.FunctionConfig.
func Bootstrap(t *testing.T, pkg string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "bootstrap")
	if out, err := exec.CommandContext(t.Context(), "go", "build", "-tags", "lambda.norpc", "-o", file, pkg).CombinedOutput(); err != nil {
		t.Fatalf("build %s: %v\n%s", pkg, err, out)
	}
	return file
}
