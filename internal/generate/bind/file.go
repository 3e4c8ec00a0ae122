package bind

import (
	"go/types"

	"github.com/apigen-go/apigen/internal/generate/contract"
	"github.com/apigen-go/apigen/internal/generate/gofile"
	"github.com/apigen-go/apigen/internal/generate/stub"
)

// A file is a Go source file in the making.
type file struct{ f *gofile.File }

// locals are variables of the generated code; no package may hide behind one.
var locals = []string{
	"b", "bad", "before", "body", "c", "client", "content", "cors", "ctx", "data", "e", "err", "f", "fields", "form", "given", "h", "i", "in", "item", "key", "list", "n", "nested", "ok", "opts",
	"full", "out", "params", "r", "raw", "req", "request", "resp", "stream", "svc", "text", "v", "value", "w", "wire",
}

func newFile(pkg string) *file { return &file{gofile.New(pkg, locals...)} }

func (f *file) printf(format string, args ...any) { f.f.Printf(format, args...) }
func (f *file) use(path, name string) string      { return f.f.Use(path, name) }
func (f *file) std(path string) string            { return f.f.Std(path) }
func (f *file) serve() string                     { return f.use(stub.ServePackage, "serve") }
func (f *file) check() string                     { return f.use(checkPackage, "check") }
func (f *file) typ(t types.Type) string           { return f.f.Type(t) }

func (f *file) source(c *contract.Contract, version string) ([]byte, error) {
	return f.f.Source(c, version)
}
