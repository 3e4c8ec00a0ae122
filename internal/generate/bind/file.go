package bind

import (
	"bytes"
	"fmt"
	"go/format"
	"go/types"
	"slices"
	"strconv"
	"strings"

	"github.com/apigen-go/apigen/internal/generate/contract"
	"github.com/apigen-go/apigen/internal/generate/stub"
)

// A file is a Go source file in the making. Packages are imported when their
// name is first asked for.
type file struct {
	pkg     string
	body    bytes.Buffer
	imports map[string]string // name by path
	names   map[string]bool   // names that are taken
}

// locals are variables of the generated code; no package may hide behind one.
var locals = []string{
	"any", "append", "bool", "byte", "error", "int", "int64", "len", "make", "map", "nil", "string", "true", "uint64", // of Go
	"b", "bad", "body", "c", "client", "content", "cors", "ctx", "data", "e", "err", "given", "h", "i", "in", "item", "key", "opts",
	"full", "out", "params", "r", "raw", "req", "request", "resp", "svc", "text", "v", "value", "w", "wire",
}

func newFile(pkg string) *file {
	f := &file{pkg: pkg, imports: map[string]string{}, names: map[string]bool{}}
	for _, name := range locals {
		f.names[name] = true
	}
	return f
}

func (f *file) printf(format string, args ...any) { fmt.Fprintf(&f.body, format, args...) }

// use imports the package and returns its name in the file.
func (f *file) use(path, name string) string {
	if known, ok := f.imports[path]; ok {
		return known
	}
	free := name
	for n := 2; f.names[free]; n++ {
		free = name + strconv.Itoa(n)
	}
	f.names[free], f.imports[path] = true, free
	return free
}

// std imports a package of the standard library.
func (f *file) std(path string) string { return f.use(path, lastElement(path)) }

// lastElement is what a package is called as a rule: the last element of its
// path that is not a major version.
func lastElement(path string) string {
	dir, last := "", path
	if i := strings.LastIndexByte(path, '/'); i >= 0 {
		dir, last = path[:i], path[i+1:]
	}
	if v, ok := strings.CutPrefix(last, "v"); ok && dir != "" && strings.Trim(v, "0123456789") == "" {
		return lastElement(dir)
	}
	return last
}

func (f *file) serve() string { return f.use(stub.ServePackage, "serve") }

// typ is t as the file writes it.
func (f *file) typ(t types.Type) string {
	return types.TypeString(t, func(p *types.Package) string { return f.use(p.Path(), p.Name()) })
}

// source returns the formatted file.
func (f *file) source(c *contract.Contract, version string) ([]byte, error) {
	var out bytes.Buffer
	out.WriteString(stub.Header(c, version))
	fmt.Fprintf(&out, "package %s\n\nimport (\n", f.pkg)
	var std, others []string
	for path, name := range f.imports {
		line := strconv.Quote(path)
		if name != lastElement(path) {
			line = name + " " + line
		}
		if first, _, _ := strings.Cut(path, "/"); strings.Contains(first, ".") {
			others = append(others, path+"\x00"+line)
		} else {
			std = append(std, path+"\x00"+line)
		}
	}
	for _, group := range [][]string{std, others} {
		slices.Sort(group)
		for _, g := range group {
			_, line, _ := strings.Cut(g, "\x00")
			fmt.Fprintf(&out, "\t%s\n", line)
		}
		out.WriteString("\n")
	}
	out.WriteString(")\n")
	out.Write(f.body.Bytes())
	code, err := format.Source(out.Bytes())
	if err != nil {
		return nil, fmt.Errorf("format package %s: %w", f.pkg, err)
	}
	return code, nil
}
