// Package gofile writes Go source files: it keeps their imports, finds names for
// packages that hide nothing, and formats.
package gofile

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

// A File is a Go source file in the making. Packages are imported when their
// name is first asked for.
type File struct {
	pkg     string
	body    bytes.Buffer
	imports map[string]string // name by path
	names   map[string]bool   // names that are taken
}

// predeclared are names of Go that generated code uses and no package may hide.
var predeclared = []string{
	"any", "append", "bool", "byte", "error", "int", "int64", "len", "make", "map", "new", "nil", "string", "true", "uint64",
}

// New starts a file of package pkg. No package is imported under one of the
// names.
func New(pkg string, names ...string) *File {
	f := &File{pkg: pkg, imports: map[string]string{}, names: map[string]bool{}}
	for _, name := range slices.Concat(predeclared, names) {
		f.names[name] = true
	}
	return f
}

// Printf adds code.
func (f *File) Printf(format string, args ...any) { fmt.Fprintf(&f.body, format, args...) }

// Use imports the package and returns its name in the file.
func (f *File) Use(path, name string) string {
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

// Std imports a package of the standard library.
func (f *File) Std(path string) string { return f.Use(path, lastElement(path)) }

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

// Type is t as the file writes it.
func (f *File) Type(t types.Type) string {
	return types.TypeString(t, func(p *types.Package) string { return f.Use(p.Path(), p.Name()) })
}

// Source returns the formatted file.
func (f *File) Source(c *contract.Contract, version string) ([]byte, error) {
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
