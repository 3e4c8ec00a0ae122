// Package code gathers the files of code that are generated from a contract:
// the echo server with its binding, the Go client with its own, the validators
// of both, and the TypeScript client.
package code

import (
	"errors"
	"fmt"
	"path"
	"sync"

	"github.com/apigen-go/apigen/internal/cache"
	"github.com/apigen-go/apigen/internal/generate"
	"github.com/apigen-go/apigen/internal/generate/bind"
	"github.com/apigen-go/apigen/internal/generate/stub"
	"github.com/apigen-go/apigen/internal/generate/typescript"
	"github.com/apigen-go/apigen/internal/generate/validate"
)

// Folders say where the files go, relative to the module's root.
type Folders struct {
	// Go gets the packages server, client and validate. Empty makes none, for APIs
	// that no Go code serves or calls.
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
	var owned []string
	if f.Go != "" {
		owned = append(owned, path.Join(f.Go, "server"), path.Join(f.Go, "client"), path.Join(f.Go, "validate"))
	}
	if f.TypeScript != "" {
		owned = append(owned, f.TypeScript)
	}
	return owned
}

// A file is one that is to be made.
type file struct {
	path string
	make func() ([]byte, error)
}

// sideBySide makes files below a folder at the same time.
func sideBySide(folder string, files []file) (map[string][]byte, error) {
	contents, errs := make([][]byte, len(files)), make([]error, len(files))
	var wg sync.WaitGroup
	for i, f := range files {
		wg.Go(func() {
			content, err := f.make()
			if err != nil {
				errs[i] = fmt.Errorf("%s: %w", f.path, err)
			}
			contents[i] = content
		})
	}
	wg.Wait()
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	made := map[string][]byte{}
	for i, f := range files {
		made[path.Join(folder, f.path)] = contents[i]
	}
	return made, nil
}

func (dirs Folders) files(r generate.CodeRequest) (map[string][]byte, error) {
	made := map[string][]byte{}
	if r.Contract.Service == "" { // no Go code answers any operation, so there is nothing to call
		return made, nil
	}
	if dirs.Go != "" {
		var err error
		if made, err = dirs.goFiles(r); err != nil {
			return nil, err
		}
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

// goFiles makes the Go packages, side by side.
func (dirs Folders) goFiles(r generate.CodeRequest) (map[string][]byte, error) {
	validators, err := validate.ImportPath(r.Contract, path.Join(r.Folder, dirs.Go))
	if err != nil {
		return nil, err
	}
	stubConfig := stub.Config{Contract: r.Contract, Version: r.Version, Cache: cache.In(r.CacheDir, "stub")}
	bindConfig := bind.Config{Version: r.Version, Validate: validators}
	return sideBySide(dirs.Go, []file{
		{"server/server.gen.go", func() ([]byte, error) { return stub.Server(r.Stub, stubConfig) }},
		{"server/binding.gen.go", func() ([]byte, error) { return bind.Server(r.Contract, bindConfig) }},
		{"validate/validate.gen.go", func() ([]byte, error) {
			return validate.File(r.Contract, validate.Config{Version: r.Version})
		}},
		{"client/client.gen.go", func() ([]byte, error) { return stub.Client(r.Stub, stubConfig) }},
		{"client/binding.gen.go", func() ([]byte, error) { return bind.Client(r.Contract, bindConfig) }},
	})
}
