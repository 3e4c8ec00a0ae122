// Package generate measures how long it takes from a source that was just edited
// to the document, as whole processes: apigen, swag init, and programs of huma and
// of swaggest/openapi-go, which have to be compiled and run. Each of N operations
// has three structs of its own.
package generate

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// sizes are the numbers of operations. Programs that have to be compiled take
// seconds a run beyond mostCompiled (huma 16 s at 400), and openapi-go panics, so
// they are measured up to there.
var sizes = []int{10, 100, 400, 1000}

const mostCompiled = 100

func BenchmarkGenerate(b *testing.B) {
	tools := b.TempDir()
	build(b, filepath.Join(tools, "document"), "./document")
	build(b, filepath.Join(tools, "swag"), "github.com/swaggo/swag/cmd/swag")
	for _, n := range sizes {
		b.Run(fmt.Sprintf("%d operations", n), func(b *testing.B) {
			b.Run("apigen", func(b *testing.B) {
				dir := apigenProject(b, n)
				measure(b, dir, "api/models.go", exec.Command(filepath.Join(tools, "document"), dir))
			})
			b.Run("swag init", func(b *testing.B) {
				dir := swagProject(b, n)
				measure(b, dir, "models.go", exec.Command(filepath.Join(tools, "swag"), "init", "-q", "-d", dir, "-o", dir, "--outputTypes", "yaml"))
			})
			if n > mostCompiled {
				return
			}
			b.Run("huma", func(b *testing.B) {
				dir := program(b, n, humaMain)
				measure(b, dir, "models.go", exec.Command("go", "run", "."))
			})
			b.Run("openapi-go", func(b *testing.B) {
				dir := program(b, n, openapiMain)
				measure(b, dir, "models.go", exec.Command("go", "run", "."))
			})
		})
	}
}

// BenchmarkCode measures all of apigen generate, with the server, the client and
// their validators, beside oapi-codegen alone on the same document. The models of
// one case were edited so that the document changes, those of the other were not.
func BenchmarkCode(b *testing.B) {
	tools := b.TempDir()
	build(b, filepath.Join(tools, "code"), "./code")
	build(b, filepath.Join(tools, "oapi"), "./oapi")
	for _, n := range []int{10, 100, 400} {
		b.Run(fmt.Sprintf("%d operations", n), func(b *testing.B) {
			dir := apigenProject(b, n)
			command := exec.Command(filepath.Join(tools, "code"), dir)
			b.Run("apigen", func(b *testing.B) {
				measureEdits(b, dir, "api/models.go", command, `maxLength:"80"`, func(i int) string { return fmt.Sprintf(`maxLength:"%d"`, 80+i) })
			})
			b.Run("apigen, unchanged", func(b *testing.B) { measure(b, dir, "api/models.go", command) })
			b.Run("oapi-codegen", func(b *testing.B) {
				measure(b, dir, "api/models.go", exec.Command(filepath.Join(tools, "oapi"), dir))
			})
		})
	}
}

func build(b *testing.B, out, pkg string) {
	b.Helper()
	if text, err := exec.Command("go", "build", "-o", out, pkg).CombinedOutput(); err != nil {
		b.Fatalf("build %s: %v\n%s", pkg, err, text)
	}
}

// measure edits the models before each run, so that nothing made of them before
// can be used again.
func measure(b *testing.B, dir, models string, cmd *exec.Cmd) {
	b.Helper()
	measureEdits(b, dir, models, cmd, "// edited 0", func(i int) string { return fmt.Sprintf("// edited %d\nvar edited = %d", i, os.Getpid()+i) })
}

// measureEdits replaces the first text old before each run.
func measureEdits(b *testing.B, dir, models string, cmd *exec.Cmd, old string, edited func(i int) string) {
	b.Helper()
	original, err := os.ReadFile(filepath.Join(dir, models))
	if err != nil {
		b.Fatal(err)
	}
	edit := func(i int) {
		put(b, dir, models, strings.Replace(string(original), old, edited(i), 1))
	}
	once := func() {
		c := *cmd
		c.Dir = dir
		if text, err := c.CombinedOutput(); err != nil {
			b.Fatalf("%v: %v\n%s", cmd.Args, err, text)
		}
	}
	once() // warms the build cache for everything but the models
	defer put(b, dir, models, string(original))
	i := 0
	for b.Loop() {
		b.StopTimer()
		i++
		edit(i)
		b.StartTimer()
		once()
	}
}

func put(b *testing.B, dir, name, text string) {
	b.Helper()
	file := filepath.Join(dir, name)
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		b.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		b.Fatal(err)
	}
}

// models are the structs of N operations, with the tags of every contender.
func models(pkg string, n int, request string) string {
	var s strings.Builder
	fmt.Fprintf(&s, "package %s\n\nimport \"time\"\n\n// edited 0\n", pkg)
	for i := range n {
		fmt.Fprintf(&s, `
// Thing%[1]d is thing number %[1]d.
type Thing%[1]d struct {
	ID    string    `+"`json:\"id\" format:\"uuid\"`"+`
	Name  string    `+"`json:\"name\" minLength:\"1\" maxLength:\"80\"`"+`
	Parts []Part%[1]d `+"`json:\"parts\"`"+`
	At    time.Time `+"`json:\"at\"`"+`
}

// Part%[1]d is part of it.
type Part%[1]d struct {
	Count int `+"`json:\"count\" minimum:\"1\"`"+`
}
`, i)
		if request != "" {
			fmt.Fprintf(&s, request, i)
		}
	}
	return s.String()
}

const request = "\ntype Get%[1]dRequest struct {\n\tID    string `path:\"id\"`\n\tLimit int    `query:\"limit\" default:\"10\"`\n}\n"

func apigenProject(b *testing.B, n int) string {
	b.Helper()
	dir, past := b.TempDir(), time.Now().Add(-time.Hour)
	root := "../.."
	data, err := os.ReadFile(filepath.Join(root, "go.mod"))
	if err != nil {
		b.Fatal(err)
	}
	put(b, dir, "go.mod", string(data))
	files, err := filepath.Glob(filepath.Join(root, "gen", "*.go"))
	if err != nil {
		b.Fatal(err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			b.Fatal(err)
		}
		copied := filepath.Join(dir, "gen", filepath.Base(file))
		put(b, dir, "gen/"+filepath.Base(file), string(text))
		// As old as a module: of what was edited just now, nothing is kept.
		if err := os.Chtimes(copied, past, past); err != nil {
			b.Fatal(err)
		}
	}
	if err := os.Chtimes(filepath.Join(dir, "gen"), past, past); err != nil {
		b.Fatal(err)
	}
	var methods, routes strings.Builder
	for i := range n {
		fmt.Fprintf(&methods, "\t// Get%[1]d returns thing number %[1]d.\n\tGet%[1]d(context.Context, *Get%[1]dRequest) (*Thing%[1]d, error)\n", i)
		fmt.Fprintf(&routes, "\t\tgen.GET(\"/things%[1]d/{id}\", Large.Get%[1]d),\n", i)
	}
	put(b, dir, "api/models.go", models("api", n, request))
	put(b, dir, "api/api.go", "// Package api is large.\npackage api\n\nimport (\n\t\"context\"\n\n\t\"github.com/apigen-go/apigen/gen\"\n)\n\ntype Large interface {\n"+
		methods.String()+"}\n\nvar _ = gen.API{\n\tTitle: \"Large\", Version: \"1\", Service: (*Large)(nil), Gateway: gen.REST{},\n"+
		"\tDefaults: gen.Defaults{Integration: gen.Lambda{Function: \"f\"}},\n\tOperations: []gen.Operation{\n"+routes.String()+"\t},\n}\n")
	return dir
}

func swagProject(b *testing.B, n int) string {
	b.Helper()
	dir := b.TempDir()
	put(b, dir, "go.mod", "module example.com/large\n\ngo 1.26\n")
	put(b, dir, "models.go", models("main", n, ""))
	var s strings.Builder
	s.WriteString("package main\n\n// @title Large\n// @version 1\nfunc main() {}\n")
	for i := range n {
		fmt.Fprintf(&s, "\n// Get%[1]d returns thing number %[1]d.\n// @Summary Returns thing number %[1]d\n// @Param id path string true \"id\"\n"+
			"// @Param limit query int false \"limit\" default(10)\n// @Success 200 {object} Thing%[1]d\n// @Router /things%[1]d/{id} [get]\nfunc Get%[1]d() {}\n", i)
	}
	put(b, dir, "main.go", s.String())
	return dir
}

// program is a module of its own with the peers this one requires.
func program(b *testing.B, n int, mainFile func(int) string) string {
	b.Helper()
	dir := b.TempDir()
	for _, name := range []string{"go.mod", "go.sum"} {
		data, err := os.ReadFile(filepath.Join("..", name))
		if err != nil {
			b.Fatal(err)
		}
		root, err := filepath.Abs("../..")
		if err != nil {
			b.Fatal(err)
		}
		put(b, dir, name, strings.Replace(string(data), "=> ../", "=> "+root, 1))
	}
	put(b, dir, "models.go", models("main", n, request))
	put(b, dir, "main.go", mainFile(n))
	return dir
}

func humaMain(n int) string {
	var s strings.Builder
	s.WriteString(`package main

import (
	"context"
	"net/http"
	"os"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
)

type answer[T any] struct{ Body T }

func main() {
	api := humago.New(http.NewServeMux(), huma.DefaultConfig("Large", "1"))
`)
	for i := range n {
		fmt.Fprintf(&s, "\thuma.Get(api, \"/things%[1]d/{id}\", func(context.Context, *Get%[1]dRequest) (*answer[Thing%[1]d], error) { return nil, nil })\n", i)
	}
	s.WriteString(`	data, err := api.OpenAPI().YAML()
	if err != nil {
		panic(err)
	}
	if err := os.WriteFile("openapi.yaml", data, 0o600); err != nil {
		panic(err)
	}
}
`)
	return s.String()
}

func openapiMain(n int) string {
	var s strings.Builder
	s.WriteString(`package main

import (
	"net/http"
	"os"

	"github.com/swaggest/openapi-go/openapi3"
)

func main() {
	r := openapi3.NewReflector()
	r.Spec.Info.WithTitle("Large").WithVersion("1")
	add := func(path string, in, out any) {
		op, err := r.NewOperationContext(http.MethodGet, path)
		if err != nil {
			panic(err)
		}
		op.AddReqStructure(in)
		op.AddRespStructure(out)
		if err := r.AddOperation(op); err != nil {
			panic(err)
		}
	}
`)
	for i := range n {
		fmt.Fprintf(&s, "\tadd(\"/things%[1]d/{id}\", new(Get%[1]dRequest), new(Thing%[1]d))\n", i)
	}
	s.WriteString(`	data, err := r.Spec.MarshalYAML()
	if err != nil {
		panic(err)
	}
	if err := os.WriteFile("openapi.yaml", data, 0o600); err != nil {
		panic(err)
	}
}
`)
	return s.String()
}
