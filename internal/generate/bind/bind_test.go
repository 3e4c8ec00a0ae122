package bind_test

import (
	"bytes"
	"path"
	"path/filepath"
	"testing"

	"github.com/apigen-go/apigen/internal/generate"
	"github.com/apigen-go/apigen/internal/generate/bind"
	"github.com/apigen-go/apigen/internal/generate/contract"
	"github.com/apigen-go/apigen/internal/generate/contracttest"
	"github.com/apigen-go/apigen/internal/generate/emit"
	"github.com/apigen-go/apigen/internal/generate/stub"
	"github.com/apigen-go/apigen/internal/generate/validate"
	"github.com/apigen-go/apigen/internal/golden"
	"github.com/apigen-go/apigen/internal/openapi"
)

// kinds are the contracts in testdata. What is generated for them is kept as
// packages, compiled and exercised by package wiretest.
//
// Contracts with types that encode themselves and state no schema are read by
// package contracttest.
var kinds = []struct {
	name string
	load func(t testing.TB, dir string) (*contract.Contract, []byte)
}{
	{"json", readTest},
	{"parameters", readTest},
	{"alternatives", read},
	{"binary", read},
	{"embedded", read},
	{"sealed", read},
	{"payments", read},
	{"streams", read},
	{"own", read},
	{"generics", read},
	{"mixed", read},
	{"forms", read},
}

const (
	version = "v0.0.0"
	root    = "../../.."
)

func read(t testing.TB, dir string) (*contract.Contract, []byte) {
	t.Helper()
	result, err := generate.Run(t.Context(), generate.Config{Dir: root, Pattern: "./" + dir})
	if err != nil {
		t.Fatal(err)
	}
	if result.Diagnostics.HasErrors() {
		t.Fatalf("findings: %v", result.Diagnostics)
	}
	served := result.Contract.Served()
	var doc bytes.Buffer
	if err := openapi.WriteJSON(&doc, emit.Stub(served), ""); err != nil {
		t.Fatal(err)
	}
	return served, doc.Bytes()
}

func readTest(t testing.TB, dir string) (*contract.Contract, []byte) {
	t.Helper()
	c := contracttest.Load(t, root, dir)
	return c, contracttest.Document(t, c)
}

func files(t testing.TB, c *contract.Contract, doc []byte) map[string][]byte {
	t.Helper()
	validators, err := validate.ImportPath(c, path.Dir(c.Package.Dir))
	if err != nil {
		t.Fatal(err)
	}
	made := map[string][]byte{}
	add := func(name string, code []byte, err error) {
		if err != nil {
			t.Fatal(err)
		}
		made[name] = code
	}
	code, err := stub.Server(doc, stub.Config{Contract: c, Version: version})
	add("server/server.gen.go", code, err)
	code, err = bind.Server(c, bind.Config{Version: version, Validate: validators})
	add("server/binding.gen.go", code, err)
	code, err = validate.File(c, validate.Config{Version: version})
	add("validate/validate.gen.go", code, err)
	code, err = stub.Client(doc, stub.Config{Contract: c, Version: version})
	add("client/client.gen.go", code, err)
	code, err = bind.Client(c, bind.Config{Version: version})
	add("client/binding.gen.go", code, err)
	return made
}

func TestGolden(t *testing.T) {
	t.Parallel()
	for _, kind := range kinds {
		t.Run(kind.name, func(t *testing.T) {
			t.Parallel()
			c, doc := kind.load(t, "internal/generate/bind/testdata/"+kind.name+"/api")
			first, second := files(t, c, doc), files(t, c, doc)
			for name, code := range first {
				golden.Check(t, filepath.Join("testdata", kind.name, name), code)
				if !bytes.Equal(code, second[name]) {
					t.Errorf("%s: two runs gave different bytes", name)
				}
			}
		})
	}
}
