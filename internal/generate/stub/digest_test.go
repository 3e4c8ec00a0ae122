package stub

import (
	"go/token"
	"go/types"
	"testing"

	"github.com/apigen-go/apigen/internal/cache"
	"github.com/apigen-go/apigen/internal/generate/contract"
)

func small() *contract.Contract {
	return &contract.Contract{
		Package: contract.Package{Path: "example.com/api", Name: "api", Dir: "api"},
		Operations: []*contract.Operation{{
			Method: "GET", Path: "/a", Name: "Get",
			Request: &contract.Request{
				Parameters: []*contract.Parameter{{Field: "Q", Name: "q", In: contract.Query, GoType: types.Typ[types.String]}},
				Body:       &contract.Body{Binary: true, ContentTypes: []string{"image/png"}},
			},
			Responses: []*contract.Response{{Status: 200}},
		}},
	}
}

// TestKey changes everything the code depends on besides the document: each has
// a key of its own.
func TestKey(t *testing.T) {
	t.Parallel()
	folder := cache.In(t.TempDir(), "stub")
	named := func(of types.Type) types.Type {
		return types.NewNamed(types.NewTypeName(token.NoPos, types.NewPackage("example.com/x", "x"), "T", nil), of, nil)
	}
	op := func(c *contract.Contract) *contract.Operation { return c.Operations[0] }
	parameter := func(c *contract.Contract) *contract.Parameter { return op(c).Request.Parameters[0] }
	changes := map[string]func(*contract.Contract, *Config, *string, *[]byte){
		"nothing":  func(*contract.Contract, *Config, *string, *[]byte) {},
		"document": func(_ *contract.Contract, _ *Config, _ *string, doc *[]byte) { *doc = []byte(`{"x": 1}`) },
		"package":  func(_ *contract.Contract, _ *Config, pkg *string, _ *[]byte) { *pkg = "client" },
		"version":  func(_ *contract.Contract, cfg *Config, _ *string, _ *[]byte) { cfg.Version = "v2" },
		"folder":   func(c *contract.Contract, _ *Config, _ *string, _ *[]byte) { c.Package.Dir = "b" },
		"method":   func(c *contract.Contract, _ *Config, _ *string, _ *[]byte) { op(c).Method = "POST" },
		"path":     func(c *contract.Contract, _ *Config, _ *string, _ *[]byte) { op(c).Path = "/b" },
		"name":     func(c *contract.Contract, _ *Config, _ *string, _ *[]byte) { op(c).Name = "Take" },
		"request":  func(c *contract.Contract, _ *Config, _ *string, _ *[]byte) { op(c).Request = nil },
		"body":     func(c *contract.Contract, _ *Config, _ *string, _ *[]byte) { op(c).Request.Body = nil },
		"binary":   func(c *contract.Contract, _ *Config, _ *string, _ *[]byte) { op(c).Request.Body.Binary = false },
		"form":     func(c *contract.Contract, _ *Config, _ *string, _ *[]byte) { op(c).Request.Body.Form = true },
		"required": func(c *contract.Contract, _ *Config, _ *string, _ *[]byte) { op(c).Request.Body.Required = true },
		"media": func(c *contract.Contract, _ *Config, _ *string, _ *[]byte) {
			op(c).Request.Body.ContentTypes = []string{"a/b"}
		},
		"status": func(c *contract.Contract, _ *Config, _ *string, _ *[]byte) { op(c).Responses[0].Status = 201 },
		"answer": func(c *contract.Contract, _ *Config, _ *string, _ *[]byte) {
			op(c).Responses[0].Body = &contract.Body{Binary: true}
		},
		"parameter": func(c *contract.Contract, _ *Config, _ *string, _ *[]byte) { parameter(c).Name = "r" },
		"field":     func(c *contract.Contract, _ *Config, _ *string, _ *[]byte) { parameter(c).Field = "R" },
		"place":     func(c *contract.Contract, _ *Config, _ *string, _ *[]byte) { parameter(c).In = contract.Header },
		"needed":    func(c *contract.Contract, _ *Config, _ *string, _ *[]byte) { parameter(c).Required = true },
		"doc":       func(c *contract.Contract, _ *Config, _ *string, _ *[]byte) { parameter(c).Doc = "It is." },
		"explode":   func(c *contract.Contract, _ *Config, _ *string, _ *[]byte) { parameter(c).Explode = true },
		"type": func(c *contract.Contract, _ *Config, _ *string, _ *[]byte) {
			parameter(c).GoType = types.Typ[types.Int]
		},
		"named": func(c *contract.Contract, _ *Config, _ *string, _ *[]byte) {
			parameter(c).GoType = named(types.Typ[types.Int])
		},
		"underlying": func(c *contract.Contract, _ *Config, _ *string, _ *[]byte) {
			parameter(c).GoType = named(types.Typ[types.String])
		},
		"list": func(c *contract.Contract, _ *Config, _ *string, _ *[]byte) {
			parameter(c).GoType = named(types.NewSlice(types.Typ[types.String]))
		},
	}
	keys := map[string]string{}
	for name, change := range changes {
		c, pkg, doc := small(), "server", []byte("{}")
		cfg := Config{Contract: c, Cache: folder}
		change(c, &cfg, &pkg, &doc)
		k := key(doc, cfg, pkg)
		if other, taken := keys[k]; taken || k == "" {
			t.Errorf("%s and %s have the key %q", name, other, k)
		}
		keys[k] = name
	}
	if again := key([]byte("{}"), Config{Contract: small(), Cache: folder}, "server"); keys[again] != "nothing" {
		t.Error("the same again has another key")
	}
	if key(nil, Config{Contract: small()}, "server") != "" {
		t.Error("there is a key without a cache")
	}
}

// TestKept takes what is kept, and keeps what is made.
func TestKept(t *testing.T) {
	t.Parallel()
	folder := cache.In(t.TempDir(), "stub")
	c := &contract.Contract{Package: contract.Package{Path: "example.com/api", Name: "api", Dir: "api"}}
	doc := []byte(`{"openapi": "3.0.3", "info": {"title": "t", "version": "1"}, "paths": {}}`)
	plain, err := Server(doc, Config{Contract: c})
	if err != nil {
		t.Fatal(err)
	}
	cfg := Config{Contract: c, Cache: folder}
	if made, err := Server(doc, cfg); err != nil || string(made) != string(plain) {
		t.Fatalf("with an empty cache: %v\n%s", err, made)
	}
	if kept := folder.Get(key(doc, cfg, "server")); string(kept) != string(plain) {
		t.Errorf("kept:\n%s", kept)
	}
	folder.Put(key(doc, cfg, "server"), []byte("kept"))
	if made, err := Server(doc, cfg); err != nil || string(made) != "kept" {
		t.Errorf("with a full cache: %v\n%s", err, made)
	}
	if _, err := Server([]byte("{"), cfg); err == nil {
		t.Error("a broken document has a server")
	}
	if folder.Get(key([]byte("{"), cfg, "server")) != nil {
		t.Error("an error was kept")
	}
}
