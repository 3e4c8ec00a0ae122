package generate

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/apigen-go/apigen/internal/diag"
	"github.com/apigen-go/apigen/internal/generate/emit"
	"github.com/apigen-go/apigen/internal/golden"
	"github.com/apigen-go/apigen/internal/openapi"
)

// repository is the root of the module.
const repository = "../.."

// TestContracts generates from each folder of testdata: one folder, one idea.
func TestContracts(t *testing.T) {
	dirs, err := filepath.Glob("testdata/*/api.go")
	if err != nil || len(dirs) == 0 {
		t.Fatalf("no test data: %v", err)
	}
	for _, file := range dirs {
		dir := filepath.Dir(file)
		t.Run(filepath.Base(dir), func(t *testing.T) {
			t.Parallel()
			res, err := Run(t.Context(), Config{Dir: dir, Pattern: ".", Version: "(devel)"})
			if err != nil {
				t.Fatal(err)
			}
			var report bytes.Buffer
			if err := diag.Write(&report, "text", res.Diagnostics); err != nil {
				t.Fatal(err)
			}
			golden.Check(t, filepath.Join(dir, "want.diag"), report.Bytes())
			golden.Check(t, filepath.Join(dir, "want.yaml"), res.Document)
			if res.Diagnostics.HasErrors() && len(res.Files) > 0 {
				t.Errorf("%d files were made in spite of errors", len(res.Files))
			}
			for _, d := range res.Diagnostics {
				if d.Severity == diag.Error && (!d.Pos.IsValid() || d.Pos.Col == 0 || d.Hint == "") {
					t.Errorf("finding without a place or a hint: %+v", d)
				}
			}
			if res.Contract != nil {
				checkDocuments(t, res, dir)
				checkPublic(t, res, dir)
			}
		})
	}
}

// checkDocuments has a strict reader load and validate what was emitted. The
// document of the stub is compared with a golden file where dir has one.
func checkDocuments(t *testing.T, res *Result, dir string) {
	t.Helper()
	var text bytes.Buffer
	if err := openapi.WriteYAML(&text, emit.Stub(res.Contract.Served())); err != nil {
		t.Fatal(err)
	}
	stub := text.Bytes()
	want := filepath.Join(dir, "want.stub.yaml")
	if _, err := os.Stat(want); err == nil {
		golden.Check(t, want, stub)
	}
	for name, data := range map[string][]byte{"document": res.Document, "document of the stub": stub} {
		// A greedy variable is a word of API Gateway: {path+} for the parameter path.
		data = bytes.ReplaceAll(data, []byte("+}"), []byte("}"))
		loader := openapi3.NewLoader()
		doc, err := loader.LoadFromData(data)
		if err != nil {
			t.Errorf("load the %s: %v", name, err)
			continue
		}
		if err := doc.Validate(loader.Context); err != nil {
			t.Errorf("validate the %s: %v", name, err)
		}
		if name != "document" && strings.Contains(string(data), "x-amazon") {
			t.Errorf("the %s has extensions of API Gateway", name)
		}
	}
}

// checkPublic holds the document for callers against JSON Schema 2020-12, which
// OpenAPI 3.1 takes, and against a golden file where dir has one.
func checkPublic(t *testing.T, res *Result, dir string) {
	t.Helper()
	doc := emit.Public(res.Contract)
	var yaml, text bytes.Buffer
	if err := openapi.WriteYAML(&yaml, doc); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(yaml.String(), "x-amazon") {
		t.Error("the document for callers has extensions of API Gateway")
	}
	want := filepath.Join(dir, "want.public.yaml")
	if _, err := os.Stat(want); err == nil {
		golden.Check(t, want, yaml.Bytes())
	}
	if err := openapi.WriteJSON(&text, doc, ""); err != nil {
		t.Fatal(err)
	}
	parsed, err := jsonschema.UnmarshalJSON(&text)
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource("mem:///doc", parsed); err != nil {
		t.Fatal(err)
	}
	for _, m := range doc.At("components", "schemas").MembersOrNil() {
		if _, err := compiler.Compile("mem:///doc#/components/schemas/" + m.Key); err != nil {
			t.Errorf("schema %s of the document for callers: %v", m.Key, err)
		}
	}
}

func TestReferenceContract(t *testing.T) {
	t.Parallel()
	res, err := Run(t.Context(), Config{Dir: repository})
	if err != nil {
		t.Fatal(err)
	}
	if len(res.Diagnostics) > 0 {
		t.Errorf("findings about the reference contract: %v", res.Diagnostics)
	}
	checkDocuments(t, res, "")
	golden.Check(t, filepath.Join(repository, "api/openapi.yaml"), res.Document)
	if !slices.Equal(res.Files["api/openapi.yaml"], res.Document) {
		t.Error("the document is not among the files")
	}
	for _, want := range []string{
		"operationId: putDepartment", "Access-Control-Allow-Methods: \"'GET,PUT,PATCH,DELETE,OPTIONS'\"",
		"x-amazon-apigateway-request-validator: params-only", "${stageVariables.function}/invocations",
	} {
		if !strings.Contains(string(res.Document), want) {
			t.Errorf("the document has no %s", want)
		}
	}
}

// TestStable generates one contract twice, the second time from a copy in
// another module and folder, whose files were made in another order.
func TestStable(t *testing.T) {
	t.Parallel()
	first, err := Run(t.Context(), Config{Dir: repository})
	if err != nil {
		t.Fatal(err)
	}
	dir := copyReference(t)
	second, err := Run(t.Context(), Config{Dir: filepath.Join(dir, "api"), Pattern: "."})
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(first.Document, second.Document) {
		t.Error("the same contract gave two documents")
	}
	if len(second.Diagnostics) > 0 {
		t.Errorf("findings: %v", second.Diagnostics)
	}
}

// copyReference copies the reference contract and what it imports into a module
// of its own, the last file first.
func copyReference(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	put(t, dir, "go.mod", read(t, repository, "go.mod"))
	for _, folder := range []string{"problem", "gen", "api"} {
		files, err := filepath.Glob(filepath.Join(repository, folder, "*.go"))
		if err != nil || len(files) == 0 {
			t.Fatalf("no files in %s: %v", folder, err)
		}
		slices.Reverse(files)
		for _, file := range files {
			name := filepath.Join(folder, filepath.Base(file))
			put(t, dir, name, read(t, repository, name))
		}
	}
	return dir
}

// TestEditedTag changes one constraint tag: the lines of that field change in
// the schemas that have it, and no others.
func TestEditedTag(t *testing.T) {
	t.Parallel()
	dir := copyReference(t)
	before, err := Run(t.Context(), Config{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	const old, edited = `json:"jobTitle,omitempty" maxLength:"120"`, `json:"jobTitle,omitempty" maxLength:"121"`
	source := read(t, dir, "api/personnel.go")
	put(t, dir, "api/personnel.go", strings.Replace(source, "JobTitle string `"+old, "JobTitle string `"+edited, 1))
	after, err := Run(t.Context(), Config{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	was, is := strings.Split(string(before.Document), "\n"), strings.Split(string(after.Document), "\n")
	if len(was) != len(is) {
		t.Fatalf("the document has %d lines, had %d", len(is), len(was))
	}
	var changed []string
	for i := range was {
		if was[i] != is[i] {
			changed = append(changed, strings.TrimSpace(was[i])+" -> "+strings.TrimSpace(is[i]))
		}
	}
	// Person embeds NewPerson.
	const want = "maxLength: 120 -> maxLength: 121"
	if !slices.Equal(changed, []string{want, want}) {
		t.Errorf("changed lines: %q, want twice %q", changed, want)
	}
}

// TestCode hands the contract to what makes Go files.
func TestCode(t *testing.T) {
	t.Parallel()
	res, err := Run(t.Context(), Config{Dir: "testdata/minimal", Pattern: ".", Code: func(req CodeRequest) (map[string][]byte, error) {
		return map[string][]byte{"generated/x.go": []byte("package " + req.Contract.Package.Name + " // " + req.Version)}, nil
	}, Version: "v1"})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := string(res.Files["generated/x.go"]), "package minimal // v1"; got != want {
		t.Errorf("generated/x.go holds %q, want %q", got, want)
	}
	if !strings.HasPrefix(string(res.Document), "# Code generated by apigen v1 from ") {
		t.Errorf("the document starts with %.60q", res.Document)
	}
}

func TestNoPackage(t *testing.T) {
	t.Parallel()
	for _, pattern := range []string{"./no/such/folder", "./testdata", "./..."} {
		if _, err := Run(t.Context(), Config{Pattern: pattern}); err == nil {
			t.Errorf("Run took the pattern %s", pattern)
		}
	}
}

// BenchmarkLarge reads 1,000 operations and 3,000 structs.
func BenchmarkLarge(b *testing.B) {
	dir := b.TempDir()
	put(b, dir, "go.mod", read(b, repository, "go.mod"))
	for _, name := range []string{"gen", "operation", "integration", "security"} {
		put(b, dir, "gen/"+name+".go", read(b, repository, "gen/"+name+".go"))
	}
	put(b, dir, "api/api.go", largeContract(1000))
	b.ResetTimer()
	for b.Loop() {
		res, err := Run(b.Context(), Config{Dir: dir})
		if err != nil || len(res.Diagnostics) > 0 {
			b.Fatal(err, res.Diagnostics)
		}
	}
}

// BenchmarkDocument builds and writes the document of 400 operations, and writes
// it alone: building should cost no more than writing does.
func BenchmarkDocument(b *testing.B) {
	dir := b.TempDir()
	put(b, dir, "go.mod", read(b, repository, "go.mod"))
	for _, name := range []string{"gen", "operation", "integration", "security"} {
		put(b, dir, "gen/"+name+".go", read(b, repository, "gen/"+name+".go"))
	}
	put(b, dir, "api/api.go", largeContract(400))
	res, err := Run(b.Context(), Config{Dir: dir})
	if err != nil || len(res.Diagnostics) > 0 {
		b.Fatal(err, res.Diagnostics)
	}
	write := func(b *testing.B, doc *openapi.Node) {
		if err := openapi.WriteYAML(io.Discard, doc); err != nil {
			b.Fatal(err)
		}
	}
	b.Run("built and written", func(b *testing.B) {
		for b.Loop() {
			write(b, emit.Document(res.Contract))
		}
	})
	b.Run("written", func(b *testing.B) {
		doc := emit.Document(res.Contract)
		for b.Loop() {
			write(b, doc)
		}
	})
}

func largeContract(operations int) string {
	var types, methods, routes strings.Builder
	for i := range operations {
		fmt.Fprintf(&types, `
// Thing%[1]d is thing number %[1]d.
type Thing%[1]d struct {
	ID    string    `+"`json:\"id\" format:\"uuid\"`"+`
	Name  string    `+"`json:\"name\" minLength:\"1\" maxLength:\"80\"`"+` // what it is called
	Parts []Part%[1]d `+"`json:\"parts\"`"+`
	At    time.Time `+"`json:\"at\"`"+`
}

// Part%[1]d is part of it.
type Part%[1]d struct {
	Count int `+"`json:\"count\" minimum:\"1\"`"+`
}

type Get%[1]dRequest struct {
	ID    string `+"`path:\"id\"`"+`
	Limit int    `+"`query:\"limit\" default:\"10\"`"+`
}
`, i)
		fmt.Fprintf(&methods, "\t// Get%[1]d returns thing number %[1]d.\n\tGet%[1]d(context.Context, *Get%[1]dRequest) (*Thing%[1]d, error)\n", i)
		fmt.Fprintf(&routes, "\t\tgen.GET(\"/things%[1]d/{id}\", Large.Get%[1]d),\n", i)
	}
	return "// Package api is large.\npackage api\n\nimport (\n\t\"context\"\n\t\"time\"\n\n\t\"github.com/apigen-go/apigen/gen\"\n)\n" + types.String() +
		"\ntype Large interface {\n" + methods.String() + "}\n\nvar _ = gen.API{\n\tTitle: \"Large\", Version: \"1\", Service: (*Large)(nil),\n" +
		"\tGateway: gen.REST{CORS: gen.CORS{Origins: []string{\"*\"}}},\n\tDefaults: gen.Defaults{Integration: gen.Lambda{Function: \"f\"}},\n" +
		"\tOperations: []gen.Operation{\n" + routes.String() + "\t},\n}\n"
}

func BenchmarkRun(b *testing.B) {
	for b.Loop() {
		if _, err := Run(b.Context(), Config{Dir: repository}); err != nil {
			b.Fatal(err)
		}
	}
}
