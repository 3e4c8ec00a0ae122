package trial

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// Bootstrap builds a main package as the executable of a Lambda function and gives
// its path, which is a Target of gateway.FunctionConfig.
func Bootstrap(t *testing.T, pkg string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "bootstrap")
	tool(t, pkg, "build", "-tags", "lambda.norpc", "-o", file, pkg)
	return file
}

// GoRun runs a program of the example, such as one that sets an emulator up.
func GoRun(t *testing.T, pkg string, args ...string) {
	t.Helper()
	tool(t, pkg, append([]string{"run", pkg}, args...)...)
}

// tool runs the go command on a main package. The test cache knows what the test
// itself reads, so the test reads of the package's sources that they are there.
func tool(t *testing.T, pkg string, args ...string) {
	t.Helper()
	if out, err := exec.CommandContext(t.Context(), "go", args...).CombinedOutput(); err != nil {
		t.Fatalf("go %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	const own = `{{if .Module}}{{if .Module.Main}}{{$dir := .Dir}}{{range .GoFiles}}{{$dir}}/{{.}}{{"\n"}}{{end}}{{end}}{{end}}`
	list, err := exec.CommandContext(t.Context(), "go", "list", "-deps", "-f", own, pkg).Output()
	if err != nil {
		t.Fatal(err)
	}
	for file := range strings.FieldsSeq(string(list)) {
		if _, err := os.Stat(file); err != nil {
			t.Fatal(err)
		}
	}
}
