// Package code gathers the files of code that are generated from a contract:
// the echo server with its binding, the Go client with its own, and the
// TypeScript client.
package code

import (
	"fmt"
	"path"

	"github.com/apigen-go/apigen/internal/generate"
	"github.com/apigen-go/apigen/internal/generate/bind"
	"github.com/apigen-go/apigen/internal/generate/stub"
	"github.com/apigen-go/apigen/internal/generate/typescript"
)

// In makes the files of a contract in the folder dir, relative to the module's
// root: the Go packages server and client, and src of the npm package ts.
func In(dir string) generate.CodeFunc {
	return func(r generate.CodeRequest) (map[string][]byte, error) { return files(r, dir) }
}

// Owned lists the folders below dir in which every generated file is one of
// those [In] makes.
func Owned(dir string) []string {
	return []string{path.Join(dir, "server"), path.Join(dir, "client"), path.Join(dir, "ts", "src")}
}

func files(r generate.CodeRequest, dir string) (map[string][]byte, error) {
	stubConfig, bindConfig := stub.Config{Contract: r.Contract, Version: r.Version}, bind.Config{Version: r.Version}
	made := map[string][]byte{}
	for _, f := range []struct {
		path string
		make func() ([]byte, error)
	}{
		{"server/server.gen.go", func() ([]byte, error) { return stub.Server(r.Stub, stubConfig) }},
		{"server/binding.gen.go", func() ([]byte, error) { return bind.Server(r.Contract, bindConfig) }},
		{"client/client.gen.go", func() ([]byte, error) { return stub.Client(r.Stub, stubConfig) }},
		{"client/binding.gen.go", func() ([]byte, error) { return bind.Client(r.Contract, bindConfig) }},
	} {
		content, err := f.make()
		if err != nil {
			return nil, fmt.Errorf("%s: %w", f.path, err)
		}
		made[path.Join(dir, f.path)] = content
	}
	sources, err := typescript.Files(r.Contract, typescript.Config{Version: r.Version})
	if err != nil {
		return nil, fmt.Errorf("ts: %w", err)
	}
	for name, content := range sources {
		made[path.Join(dir, "ts", "src", name)] = content
	}
	return made, nil
}
