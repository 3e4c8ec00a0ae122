// Package code gathers the Go files that are generated from a contract: the
// echo server with its binding, and the client with its own.
package code

import (
	"errors"
	"fmt"
	"path"
	"sync"

	"github.com/apigen-go/apigen/internal/generate"
	"github.com/apigen-go/apigen/internal/generate/bind"
	"github.com/apigen-go/apigen/internal/generate/stub"
)

// Dir is the folder of the files, beside the contract's module.
const Dir = "generated"

// Owned lists the folders in which every generated file is one of [Files].
var Owned = []string{path.Join(Dir, "server"), path.Join(Dir, "client")}

// Files returns the Go files of a contract by path, relative to the module's
// root.
func Files(r generate.CodeRequest) (map[string][]byte, error) {
	c := r.Contract
	stubConfig, bindConfig := stub.Config{Contract: c, Version: r.Version}, bind.Config{Version: r.Version}
	makers := []struct {
		path string
		make func() ([]byte, error)
	}{
		{"server/server.gen.go", func() ([]byte, error) { return stub.Server(r.Stub, stubConfig) }},
		{"server/binding.gen.go", func() ([]byte, error) { return bind.Server(c, bindConfig) }},
		{"client/client.gen.go", func() ([]byte, error) { return stub.Client(r.Stub, stubConfig) }},
		{"client/binding.gen.go", func() ([]byte, error) { return bind.Client(c, bindConfig) }},
	}
	contents, errs := make([][]byte, len(makers)), make([]error, len(makers))
	var wg sync.WaitGroup
	for i, m := range makers {
		wg.Go(func() {
			if contents[i], errs[i] = m.make(); errs[i] != nil {
				errs[i] = fmt.Errorf("%s: %w", m.path, errs[i])
			}
		})
	}
	wg.Wait()
	files := map[string][]byte{}
	for i, m := range makers {
		files[path.Join(Dir, m.path)] = contents[i]
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	return files, nil
}
