package declare

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/apigen-go/apigen/internal/generate/load"
)

// FuzzContract reads contracts that are half written: no panic, and an error
// for everything that gives no contract.
func FuzzContract(f *testing.F) {
	// The imports of this contract are those the fuzzed source may use.
	base, err := load.Load(f.Context(), load.Config{Dir: "../testdata/gateway", Pattern: "."})
	if err != nil {
		f.Fatal(err)
	}
	files, err := filepath.Glob("../testdata/*/api.go")
	if err != nil || len(files) == 0 {
		f.Fatalf("no seeds: %v", err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(data))
		// Half of a file is what an editor saves while somebody writes.
		f.Add(string(data[:len(data)*2/3]))
		f.Add(strings.ReplaceAll(string(data), "Service", "Undefined"))
	}
	f.Fuzz(func(t *testing.T, source string) {
		pkg := base.Replace(map[string][]byte{"api.go": []byte(source)})
		c, findings := Contract(pkg)
		if c == nil && !findings.HasErrors() && !pkg.Errors.HasErrors() {
			t.Error("no contract and no error")
		}
		if c != nil && findings.HasErrors() {
			t.Error("a contract in spite of errors")
		}
	})
}

func TestOperationID(t *testing.T) {
	for in, want := range map[string]string{
		"GetPerson": "getPerson", "HTTPStatus": "httpStatus", "ID": "id", "A": "a", "S3Upload": "s3Upload", "GetHTTP": "getHTTP", "ÄndereDas": "ändereDas",
	} {
		if got := operationID(in); got != want {
			t.Errorf("operationID(%s) = %s, want %s", in, got, want)
		}
	}
}
