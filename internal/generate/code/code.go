// Package code makes the Go files of a contract: oapi-codegen's server and
// client, and the bindings between them and the contract's own interface.
package code

import (
	"path"

	"github.com/apigen-go/apigen/internal/generate/bind"
	"github.com/apigen-go/apigen/internal/generate/contract"
	"github.com/apigen-go/apigen/internal/generate/emit"
	"github.com/apigen-go/apigen/internal/generate/stub"
)

// Config says what is made.
type Config struct {
	// Dir is the folder of the packages server and client, with slashes.
	Dir string
	// Version is the version of apigen in the headers.
	Version string
}

// Go makes the files by their path.
func Go(c *contract.Contract, cfg Config) (map[string][]byte, error) {
	document, err := emit.Stub(c)
	if err != nil {
		return nil, err
	}
	files := map[string][]byte{}
	for _, f := range []struct {
		name string
		make func() ([]byte, error)
	}{
		{"server/server.gen.go", func() ([]byte, error) { return stub.Server(document, stub.Config{Contract: c, Version: cfg.Version}) }},
		{"server/binding.gen.go", func() ([]byte, error) { return bind.Server(c, bind.Config{Version: cfg.Version}) }},
		{"client/client.gen.go", func() ([]byte, error) { return stub.Client(document, stub.Config{Contract: c, Version: cfg.Version}) }},
		{"client/binding.gen.go", func() ([]byte, error) { return bind.Client(c, bind.Config{Version: cfg.Version}) }},
	} {
		content, err := f.make()
		if err != nil {
			return nil, err
		}
		files[path.Join(cfg.Dir, f.name)] = content
	}
	return files, nil
}
