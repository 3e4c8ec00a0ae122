package load

import (
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/apigen-go/apigen/internal/cache"
)

// A project is a module with a contract, in which go list is counted.
type project struct {
	dir, cache string
	env        []string
	mu         sync.Mutex
	asked      int
}

func newProject(t *testing.T) *project {
	t.Helper()
	p := &project{dir: t.TempDir(), cache: t.TempDir(), env: append(os.Environ(), "GOFLAGS=", "GOWORK=off")}
	p.put(t, "go.mod", "module example.com/shop\n\ngo 1.24\n")
	p.put(t, "money/money.go", "package money\n\n// Amount is an amount.\ntype Amount struct{ Cents int }\n")
	p.put(t, "api/api.go", "package api\n\nimport \"example.com/shop/money\"\n\ntype Price struct{ Net money.Amount }\n")
	return p
}

// put writes a file as if long ago: what has just been edited is not kept.
func (p *project) put(t *testing.T, name, text string) {
	t.Helper()
	file := filepath.Join(p.dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	past := time.Now().Add(-time.Hour)
	for _, path := range []string{file, filepath.Dir(file)} {
		if err := os.Chtimes(path, past, past); err != nil {
			t.Fatal(err)
		}
	}
}

// load reads the contract, and reports whether go list was asked.
func (p *project) load(t *testing.T) (*Package, bool) {
	t.Helper()
	p.asked = 0
	pkg, err := Load(t.Context(), Config{Dir: p.dir, Env: p.env, CacheDir: p.cache, ExportPatience: time.Minute, trace: func([]string) {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.asked++
	}})
	if err != nil {
		t.Fatal(err)
	}
	return pkg, p.asked > 0
}

// price is how the type Price of a package looks, down to its dependencies.
func price(t *testing.T, p *Package) string {
	t.Helper()
	if len(p.Errors) > 0 {
		t.Errorf("errors: %v", p.Errors)
	}
	o := p.Types.Scope().Lookup("Price")
	if o == nil {
		return "none"
	}
	text := o.Type().Underlying().String()
	for _, imported := range p.Types.Imports() {
		if a := imported.Scope().Lookup("Amount"); a != nil {
			text += " " + a.Type().Underlying().String()
		}
	}
	return strings.ReplaceAll(text, "example.com/shop/", "")
}

// TestCache edits everything an answer of the go command depends on. What is
// read afterwards is always what a run without a cache would read.
func TestCache(t *testing.T) {
	t.Parallel()
	const before = "struct{Net money.Amount} struct{Cents int}"
	for _, tt := range []struct {
		name  string
		edit  func(*testing.T, *project)
		asks  bool
		want  string
		files int // of the contract; 0 is 1
	}{
		{"nothing", func(*testing.T, *project) {}, false, before, 0},
		{"the contract", func(t *testing.T, p *project) {
			p.put(t, "api/api.go", "package api\n\nimport \"example.com/shop/money\"\n\ntype Price struct{ Net, Gross money.Amount }\n")
		}, false, "struct{Net money.Amount; Gross money.Amount} struct{Cents int}", 0},
		{"another file of the contract", func(t *testing.T, p *project) { p.put(t, "api/more.go", "package api\n\ntype More int\n") }, false, before, 2},
		{"a file for another system", func(t *testing.T, p *project) { p.put(t, "api/more_plan9.go", "package api\n\ntype Price int\n") }, false, before, 0},
		{"a file with a tag", func(t *testing.T, p *project) {
			p.put(t, "api/more.go", "//go:build special\n\npackage api\n\ntype Price int\n")
		}, false, before, 0},
		{"a test", func(t *testing.T, p *project) { p.put(t, "api/api_test.go", "package api\n\nvar x = undefined\n") }, false, before, 0},
		{"an import that is gone", func(t *testing.T, p *project) { p.put(t, "api/api.go", "package api\n\ntype Price int\n") }, false, "int", 0},
		{"a new import", func(t *testing.T, p *project) {
			p.put(t, "api/api.go", "package api\n\nimport \"time\"\n\ntype Price struct{ At time.Time }\n")
		}, true, "struct{At time.Time}", 0},
		{"a dependency", func(t *testing.T, p *project) {
			p.put(t, "money/money.go", "package money\n\n// Amount is an amount.\ntype Amount struct{ Pence int }\n")
		}, true, "struct{Net money.Amount} struct{Pence int}", 0},
		{"a new file of a dependency", func(t *testing.T, p *project) {
			p.put(t, "money/more.go", "package money\n\n// Currency is one.\ntype Currency string\n")
		}, true, before, 0},
		{"a dependency of a dependency", func(t *testing.T, p *project) {
			p.put(t, "money/money.go", "package money\n\nimport \"example.com/shop/unit\"\n\ntype Amount struct{ Cents unit.Cents }\n")
			p.put(t, "unit/unit.go", "package unit\n\ntype Cents int64\n")
			if pkg, _ := p.load(t); price(t, pkg) != "struct{Net money.Amount} struct{Cents unit.Cents}" {
				t.Errorf("with unit: %s", price(t, pkg))
			}
			p.put(t, "unit/unit.go", "package unit\n\ntype Cents = int8\n")
		}, true, "struct{Net money.Amount} struct{Cents unit.Cents}", 0},
		{"go.mod", func(t *testing.T, p *project) { p.put(t, "go.mod", "module example.com/shop\n\ngo 1.25\n") }, true, before, 0},
		{"go.sum", func(t *testing.T, p *project) { p.put(t, "go.sum", "\n") }, true, before, 0},
		{"a module of its own", func(t *testing.T, p *project) {
			p.put(t, "money/go.mod", "module example.com/shop/money\n\ngo 1.24\n")
			p.put(t, "go.mod", "module example.com/shop\n\ngo 1.24\n\nrequire example.com/shop/money v0.0.0\n\nreplace example.com/shop/money => ./money\n")
		}, true, before, 0},
		{"a tag", func(t *testing.T, p *project) {
			p.put(t, "money/money_special.go", "//go:build special\n\npackage money\n\ntype Amount = string\n")
			p.put(t, "money/money.go", "//go:build !special\n\npackage money\n\ntype Amount struct{ Cents int }\n")
			if _, asked := p.load(t); !asked {
				t.Error("a new file of a dependency: go list was not asked")
			}
			p.env = append(p.env, "GOFLAGS=-tags=special")
		}, true, "struct{Net money.Amount} string", 0},
		{"GOOS", func(t *testing.T, p *project) {
			p.put(t, "api/api_plan9.go", "package api\n\ntype Other int\n")
			p.env = append(p.env, "GOOS=plan9")
		}, true, before, 2},
		{"a workspace", func(t *testing.T, p *project) {
			p.env = append(p.env, "GOWORK=")
			p.put(t, "go.work", "go 1.25\n\nuse .\n")
		}, true, before, 0},
		{"the build cache", func(t *testing.T, p *project) {
			pkg, _ := p.load(t)
			if err := os.Remove(pkg.listed["example.com/shop/money"].Export); err != nil {
				t.Fatal(err)
			}
		}, true, before, 0},
		{"the cache itself", func(t *testing.T, p *project) {
			files, err := filepath.Glob(filepath.Join(p.cache, "load", "*"))
			if err != nil || len(files) != 1 {
				t.Fatalf("files %q, %v", files, err)
			}
			if err := os.WriteFile(files[0], []byte("{"), 0o600); err != nil {
				t.Fatal(err)
			}
		}, true, before, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p := newProject(t)
			if tt.name == "the build cache" { // its own, for it is spoilt
				p.env = append(p.env, "GOCACHE="+t.TempDir())
			}
			if pkg, asked := p.load(t); !asked || price(t, pkg) != before {
				t.Fatalf("first: %s, asked %t", price(t, pkg), asked)
			}
			if pkg, asked := p.load(t); asked || price(t, pkg) != before {
				t.Fatalf("second: %s, asked %t", price(t, pkg), asked)
			}
			tt.edit(t, p)
			pkg, asked := p.load(t)
			if got := price(t, pkg); got != tt.want || asked != tt.asks {
				t.Errorf("%s, asked %t, want %s, %t", got, asked, tt.want, tt.asks)
			}
			if got, want := len(pkg.Files), max(tt.files, 1); got != want {
				t.Errorf("%d files, want %d", got, want)
			}
			p.cache = cache.Off
			if plain, asked := p.load(t); !asked || price(t, plain) != price(t, pkg) {
				t.Errorf("without a cache: %s, asked %t", price(t, plain), asked)
			}
		})
	}
}

// TestNotKept reads packages of which nothing is kept, because a later answer
// may be another one for reasons a snapshot does not see.
func TestNotKept(t *testing.T) {
	t.Parallel()
	for name, spoil := range map[string]func(*testing.T, *project){
		"a dependency edited just now": func(t *testing.T, p *project) {
			now := time.Now()
			if err := os.Chtimes(filepath.Join(p.dir, "money", "money.go"), now, now); err != nil {
				t.Fatal(err)
			}
		},
		"a dependency that does not compile": func(t *testing.T, p *project) {
			p.put(t, "money/money.go", "package money\n\ntype Amount struct{ Cents int }\n\nfunc f() { undefined() }\n")
		},
		"an embedded file": func(t *testing.T, p *project) {
			p.put(t, "api/text.txt", "text")
			p.put(t, "api/text.go", "package api\n\nimport _ \"embed\"\n\n//go:embed text.txt\nvar text string\n")
		},
		"an overlay": func(t *testing.T, p *project) {
			p.put(t, "overlay.json", "{}")
			p.env = append(p.env, "GOFLAGS=-overlay="+filepath.Join(p.dir, "overlay.json"))
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newProject(t)
			spoil(t, p)
			for range 2 {
				if _, asked := p.load(t); !asked {
					t.Error("go list was not asked")
				}
			}
		})
	}
}
