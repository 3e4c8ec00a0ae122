package bind_test

import (
	"bytes"
	"path/filepath"
	"testing"

	"github.com/apigen-go/apigen/internal/generate/bind"
	"github.com/apigen-go/apigen/internal/generate/contract"
	"github.com/apigen-go/apigen/internal/generate/contracttest"
	"github.com/apigen-go/apigen/internal/generate/stub"
	"github.com/apigen-go/apigen/internal/golden"
)

// kinds are the contracts in testdata. What is generated for them is kept as
// packages, compiled and exercised by package wiretest.
var kinds = []string{"json", "alternatives", "binary", "parameters"}

const version = "v0.0.0"

func load(t testing.TB, kind string) *contract.Contract {
	t.Helper()
	c := contracttest.Load(t, "../../..", "internal/generate/bind/testdata/"+kind+"/api")
	if kind == "alternatives" {
		c.REST.CORS = &contract.CORS{
			Origin:        "https://things.example.com",
			AllowHeaders:  []string{"Content-Type", "Authorization"},
			ExposeHeaders: []string{"X-Revision"},
			MaxAge:        600,
			Credentials:   true,
		}
	}
	return c
}

func generate(t testing.TB, c *contract.Contract) map[string][]byte {
	t.Helper()
	doc := contracttest.Document(t, c)
	files := map[string][]byte{}
	add := func(name string, code []byte, err error) {
		if err != nil {
			t.Fatal(err)
		}
		files[name] = code
	}
	code, err := stub.Server(doc, stub.Config{Contract: c, Version: version})
	add("server/server.gen.go", code, err)
	code, err = bind.Server(c, bind.Config{Version: version})
	add("server/binding.gen.go", code, err)
	code, err = stub.Client(doc, stub.Config{Contract: c, Version: version})
	add("client/client.gen.go", code, err)
	code, err = bind.Client(c, bind.Config{Version: version})
	add("client/binding.gen.go", code, err)
	return files
}

func TestGolden(t *testing.T) {
	t.Parallel()
	for _, kind := range kinds {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			c := load(t, kind)
			first, second := generate(t, c), generate(t, c)
			for name, code := range first {
				golden.Check(t, filepath.Join("testdata", kind, name), code)
				if !bytes.Equal(code, second[name]) {
					t.Errorf("%s: two runs gave different bytes", name)
				}
			}
		})
	}
}
