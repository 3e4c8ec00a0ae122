// Package code gathers the files of code that are generated from a contract:
// the echo server with its binding, the Go client with its own, the validators
// of both, and the TypeScript client.
package code

import (
	"fmt"
	"path"

	"github.com/apigen-go/apigen/internal/generate"
	"github.com/apigen-go/apigen/internal/generate/bind"
	"github.com/apigen-go/apigen/internal/generate/stub"
	"github.com/apigen-go/apigen/internal/generate/typescript"
	"github.com/apigen-go/apigen/internal/generate/validate"
)

// Folders say where the files go, relative to the module's root.
type Folders struct {
	// Go gets the packages server, client and validate.
	Go string
	// TypeScript is the folder of the TypeScript client's sources, the src of an
	// npm package. Empty makes none.
	TypeScript string
}

// In makes the files of a contract in the folders.
func In(f Folders) generate.CodeFunc { return f.files }

// Owned lists the folders in which every generated file is one of those [In]
// makes.
func Owned(f Folders) []string {
	owned := []string{path.Join(f.Go, "server"), path.Join(f.Go, "client"), path.Join(f.Go, "validate")}
	if f.TypeScript != "" {
		owned = append(owned, f.TypeScript)
	}
	return owned
}

func (dirs Folders) files(r generate.CodeRequest) (map[string][]byte, error) {
	validators, err := validate.ImportPath(r.Contract, path.Join(r.Folder, dirs.Go))
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
		made[path.Join(dirs.Go, f.path)] = content
	}
	if dirs.TypeScript == "" {
		return made, nil
	}
	sources, err := typescript.Files(r.Contract, typescript.Config{Version: r.Version})
	if err != nil {
		return nil, fmt.Errorf("TypeScript client: %w", err)
	}
	for name, content := range sources {
		made[path.Join(dirs.TypeScript, name)] = content
	}
	return made, nil
}
