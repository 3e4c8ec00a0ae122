package load

import (
	"context"
	"go/types"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

const repository = "../../.."

// TestFromSource reads the reference contract without export data, as with an
// empty build cache, and finds the same types.
func TestFromSource(t *testing.T) {
	t.Parallel()
	exported, err := Load(t.Context(), Config{Dir: repository})
	if err != nil {
		t.Fatal(err)
	}
	source, err := Load(t.Context(), Config{Dir: repository, ExportPatience: -1})
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range []*Package{exported, source} {
		if len(p.Errors) > 0 {
			t.Errorf("errors: %v", p.Errors)
		}
	}
	for _, l := range source.listed {
		if l.Export != "" {
			t.Fatalf("package %s has export data, so nothing was read from source", l.ImportPath)
		}
	}
	describe := func(p *Package) string {
		var b strings.Builder
		for _, name := range p.Types.Scope().Names() {
			o := p.Types.Scope().Lookup(name)
			b.WriteString(types.ObjectString(o, nil) + "\n")
			b.WriteString(types.TypeString(o.Type().Underlying(), nil) + "\n")
		}
		return b.String()
	}
	if e, s := describe(exported), describe(source); e != s {
		t.Errorf("from export data:\n%s\nfrom source:\n%s", e, s)
	}
}

// TestDependencyThatDoesNotCompile reads a contract one of whose imports has
// no export data, because the go command cannot compile it.
func TestDependencyThatDoesNotCompile(t *testing.T) {
	t.Parallel()
	p, err := Load(t.Context(), Config{Dir: "../testdata/other-package", Pattern: ".", ExportPatience: time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	const people = "github.com/apigen-go/apigen/internal/generate/testdata/other-package/people"
	if l := p.listed[people]; l == nil || l.Export != "" {
		t.Fatalf("package people is listed as %+v, want it without export data", l)
	}
	if l := p.listed["context"]; l == nil || l.Export == "" {
		t.Errorf("package context has no export data")
	}
	d := p.Decl(people, "Person.Name")
	if d.Doc != "Name is what they are called." {
		t.Errorf("doc of Person.Name is %q", d.Doc)
	}
	if pos := p.Position(d.Pos); pos.File != "people/people.go" || pos.Line == 0 || pos.Col == 0 {
		t.Errorf("Person.Name is at %v", pos)
	}
}

// TestUnreadableExportData reads the source when export data has a form that is
// not known.
func TestUnreadableExportData(t *testing.T) {
	t.Parallel()
	p, err := Load(t.Context(), Config{Dir: repository})
	if err != nil {
		t.Fatal(err)
	}
	garbage := filepath.Join(t.TempDir(), "export")
	if err := os.WriteFile(garbage, []byte("of another time"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, l := range p.listed {
		l.Export = garbage
	}
	source := map[string][]byte{"a.go": []byte("package api\n\nimport \"time\"\n\nvar Day = 24 * time.Hour\n")}
	if q := p.Replace(source); len(q.Errors) > 0 || q.Types.Scope().Lookup("Day") == nil {
		t.Errorf("errors: %v", q.Errors)
	}
}

func TestDecl(t *testing.T) {
	t.Parallel()
	p, err := Load(t.Context(), Config{Dir: repository})
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ path, name, file, doc string }{
		{p.Path, "Person", "api/personnel.go", "Person is somebody who works here, or did."},
		{p.Path, "Person.HasPhoto", "api/personnel.go", "HasPhoto tells whether a photo can be fetched."},
		{p.Path, "Directory.GetPerson", "api/api.go", "GetPerson returns one person."},
		{p.Path, "Active", "api/personnel.go", "Active people are on the payroll."},
		{ProblemPath, "Problem.Status", "problem/problem.go", "Status is the HTTP status code."},
	} {
		d := p.Decl(tt.path, tt.name)
		if pos := p.Position(d.Pos); d.Doc != tt.doc || pos.File != tt.file || pos.Line == 0 {
			t.Errorf("Decl(%s) is %q at %v, want %q in %s", tt.name, d.Doc, pos, tt.doc, tt.file)
		}
	}
	if d := p.Decl(p.Path, "NoSuch"); d.Pos.IsValid() || d.Doc != "" {
		t.Errorf("Decl(NoSuch) is %+v", d)
	}
}

func TestLoadErrors(t *testing.T) {
	t.Parallel()
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	for _, tt := range []struct {
		name   string
		ctx    context.Context
		config Config
		want   string
	}{
		{"no such folder", t.Context(), Config{Dir: repository, Pattern: "./nowhere"}, "load package ./nowhere: "},
		{"several packages", t.Context(), Config{Dir: repository, Pattern: "./gen/..."}, ""},
		{"two packages", t.Context(), Config{Dir: repository, Pattern: "./internal/..."}, "packages, want 1"},
		{"no module", t.Context(), Config{Dir: t.TempDir(), Pattern: "."}, "go.mod"},
		{"cancelled", cancelled, Config{Dir: repository}, "context canceled"},
		{"no go command", t.Context(), Config{Dir: "/no/such/folder"}, "load package ./api: "},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Load(tt.ctx, tt.config)
			switch {
			case tt.want == "" && err != nil:
				t.Errorf("Load: %v", err)
			case tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)):
				t.Errorf("Load: %v, want an error with %q", err, tt.want)
			}
		})
	}
}

// TestReplace reads a package while somebody writes it: one file is half
// written, the other says what the contract needs.
func TestReplace(t *testing.T) {
	t.Parallel()
	base, err := Load(t.Context(), Config{Dir: repository})
	if err != nil {
		t.Fatal(err)
	}
	p := base.Replace(map[string][]byte{
		"api.go": []byte("package api\n\nimport \"github.com/apigen-go/apigen/gen\"\n\nvar _ = gen.API{Title: title}\n\nconst title = \"T\" + \"est\"\n"),
		"b.go":   []byte("package api\n\nfunc half( {\n"),
	})
	if len(p.Errors) == 0 || p.Errors[0].Rule != "go-syntax" || p.Errors[0].Pos.String() != "api/b.go:3:12" {
		t.Errorf("errors: %v, want a go-syntax error at api/b.go:3:12", p.Errors)
	}
	literals, others := p.APIs()
	if len(literals) != 1 || len(others) != 0 {
		t.Fatalf("found %d literals and %d others, want 1 and 0", len(literals), len(others))
	}
	fields, err := p.Struct(literals[0])
	if err != nil {
		t.Fatal(err)
	}
	if title, err := p.String(fields["Title"]); err != nil || title != "Test" {
		t.Errorf("Title is %q, %v, want Test", title, err)
	}
	if len(base.Files) < 2 {
		t.Error("Replace changed the package it started from")
	}
}
