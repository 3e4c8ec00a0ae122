// Package code gathers the Go files that are generated from a contract: the
// echo server with its binding, the client with its own, and the validators.
package code

import (
	"fmt"
	"path"

	"github.com/apigen-go/apigen/internal/generate"
	"github.com/apigen-go/apigen/internal/generate/bind"
	"github.com/apigen-go/apigen/internal/generate/stub"
	"github.com/apigen-go/apigen/internal/generate/validate"
)

// In makes the Go files of a contract in the packages server, client and validate of the
// folder dir, relative to the module's root.
func In(dir string) generate.CodeFunc {
	return func(r generate.CodeRequest) (map[string][]byte, error) { return files(r, dir) }
}

// Owned lists the folders below dir in which every generated file is one of
// those [In] makes.
func Owned(dir string) []string {
	return []string{path.Join(dir, "server"), path.Join(dir, "client"), path.Join(dir, "validate")}
}

func files(r generate.CodeRequest, dir string) (map[string][]byte, error) {
	validators, err := validate.ImportPath(r.Contract, dir)
	if err != nil {
		return nil, err
	}
	stubConfig, bindConfig := stub.Config{Contract: r.Contract, Version: r.Version}, bind.Config{Version: r.Version, Validate: validators}
	made := map[string][]byte{}
	for _, f := range []struct {
		path string
		make func() ([]byte, error)
	}{
		{"server/server.gen.go", func() ([]byte, error) { return stub.Server(r.Stub, stubConfig) }},
		{"server/binding.gen.go", func() ([]byte, error) { return bind.Server(r.Contract, bindConfig) }},
		{"validate/validate.gen.go", func() ([]byte, error) {
			return validate.File(r.Contract, validate.Config{Version: r.Version})
		}},
		{"client/client.gen.go", func() ([]byte, error) { return stub.Client(r.Stub, stubConfig) }},
		{"client/binding.gen.go", func() ([]byte, error) { return bind.Client(r.Contract, bindConfig) }},
	} {
		content, err := f.make()
		if err != nil {
			return nil, fmt.Errorf("%s: %w", f.path, err)
		}
		made[path.Join(dir, f.path)] = content
	}
	return made, nil
}
