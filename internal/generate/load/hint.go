package load

import (
	"go/types"
	"regexp"

	"github.com/apigen-go/apigen/internal/diag"
)

var (
	undefinedName   = regexp.MustCompile(`^undefined: (\w+)$`)
	undefinedMember = regexp.MustCompile(`undefined \(type \*?(\w+) has no field or method (\w+)`)
)

// imported are the packages that contracts use, by their names.
var imported = map[string]string{
	"context": "context", "time": "time", "json": "encoding/json", "big": "math/big", "url": "net/url", "netip": "net/netip",
	"gen": "github.com/apigen-go/apigen/gen", "problem": "github.com/apigen-go/apigen/problem", "form": "github.com/apigen-go/apigen/form",
}

// hintTypeErrors gives errors about names that there are not the name that was
// probably meant.
func (p *Package) hintTypeErrors() {
	if p.Types == nil {
		return
	}
	scope := p.Types.Scope()
	for i := range p.Errors {
		e := &p.Errors[i]
		if e.Rule != "go-type" {
			continue
		}
		near := ""
		if m := undefinedName.FindStringSubmatch(e.Message); m != nil {
			if path := imported[m[1]]; path != "" {
				e.Hint = `import "` + path + `"`
				continue
			}
			near = diag.Nearest(m[1], append(scope.Names(), types.Universe.Names()...))
		} else if m := undefinedMember.FindStringSubmatch(e.Message); m != nil {
			near = diag.Nearest(m[2], members(scope.Lookup(m[1])))
		}
		if near != "" {
			e.Hint = "did you mean " + near + "?"
		}
	}
}

// members are the names of the methods and fields of a type.
func members(o types.Object) []string {
	if o == nil {
		return nil
	}
	var names []string
	switch t := o.Type().Underlying().(type) {
	case *types.Interface:
		for m := range t.Methods() {
			names = append(names, m.Name())
		}
	case *types.Struct:
		for f := range t.Fields() {
			names = append(names, f.Name())
		}
	}
	if named, ok := o.Type().(*types.Named); ok {
		for m := range named.Methods() {
			names = append(names, m.Name())
		}
	}
	return names
}
