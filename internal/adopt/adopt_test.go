package adopt_test

import (
	"bytes"
	"flag"
	"fmt"
	"go/format"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/apigen-go/apigen/internal/adopt"
	"github.com/apigen-go/apigen/internal/apidiff"
	"github.com/apigen-go/apigen/internal/diag"
	"github.com/apigen-go/apigen/internal/generate"
	"github.com/apigen-go/apigen/internal/golden"
	"github.com/apigen-go/apigen/internal/openapi"
	"github.com/apigen-go/apigen/internal/scaffold"
)

var corpus = flag.String("corpus", os.Getenv("APIGEN_CORPUS"), "a folder of further documents to make contracts of")

// documents gives the files of testdata, and those of the corpus.
func documents(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("testdata/*.*")
	if err != nil {
		t.Fatal(err)
	}
	if *corpus != "" {
		more, err := filepath.Glob(filepath.Join(*corpus, "*.*"))
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, more...)
	}
	var documents []string
	for _, f := range files {
		if ext := filepath.Ext(f); ext == ".yaml" || ext == ".json" {
			documents = append(documents, f)
		}
	}
	return documents
}

// TestDocuments holds for every document that its contract is well-formed Go from
// which a document is generated, and that whatever is different in it is told by
// JSON pointer.
func TestDocuments(t *testing.T) {
	t.Parallel()
	for _, file := range documents(t) {
		t.Run(filepath.Base(file), func(t *testing.T) {
			t.Parallel()
			original := parse(t, file)
			result, err := adopt.Contract(original, adopt.Options{HTTP: adopt.IsHTTP(original), Function: "demo"})
			if err != nil {
				t.Fatal(err)
			}
			generated := generated(t, result)
			differences := result.Compare(generated, nil)
			var list strings.Builder
			for _, d := range differences {
				fmt.Fprintf(&list, "%s %s\n", d.Pointer, d.Text)
			}
			if strings.HasPrefix(file, "testdata") {
				dir := strings.TrimSuffix(file, filepath.Ext(file))
				for _, f := range result.Files {
					golden.Check(t, filepath.Join(dir, f.Path), f.Data)
				}
				golden.Check(t, filepath.Join(dir, "differences"), []byte(list.String()))
			} else {
				t.Logf("differences:\n%s", list.String())
			}
			explained(t, original, generated, differences)
		})
	}
}

func parse(t *testing.T, file string) *openapi.Document {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := openapi.Parse(file, data)
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// generated writes a contract into a module of its own and generates its document.
func generated(t *testing.T, result *adopt.Result) *openapi.Document {
	t.Helper()
	made := generateIn(t, result)
	if text := errorsIn(t, made); text != "" {
		for _, f := range result.Files {
			t.Logf("%s\n%s", f.Path, f.Data)
		}
		t.Fatalf("the contract has errors:\n%s", text)
	}
	doc, err := openapi.Parse("generated.yaml", made.Document)
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// errorsOf gives what is wrong with a contract.
func errorsOf(t *testing.T, result *adopt.Result) string {
	t.Helper()
	return errorsIn(t, generateIn(t, result))
}

func errorsIn(t *testing.T, made *generate.Result) string {
	t.Helper()
	wrong := slices.DeleteFunc(slices.Clone(made.Diagnostics), func(d diag.Diagnostic) bool { return d.Severity != diag.Error })
	var text strings.Builder
	if err := diag.Write(&text, "text", wrong); err != nil {
		t.Fatal(err)
	}
	return text.String()
}

func generateIn(t *testing.T, result *adopt.Result) *generate.Result {
	t.Helper()
	dir := module(t)
	for _, f := range result.Files {
		if strings.HasSuffix(f.Path, ".go") {
			formatted, err := format.Source(f.Data)
			if err != nil || !bytes.Equal(formatted, f.Data) {
				t.Errorf("%s is not formatted: %v\n%s", f.Path, err, f.Data)
			}
		}
		name := filepath.Join(dir, "api", filepath.FromSlash(f.Path))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, f.Data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	made, err := generate.Run(t.Context(), generate.Config{Dir: dir, CacheDir: "off"})
	if err != nil {
		t.Fatal(err)
	}
	return made
}

// module makes a module that has this one's gen and problem.
func module(t *testing.T) string {
	t.Helper()
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	files, err := scaffold.ModuleFiles(t.Context(), scaffold.Project{Module: "example.com/adopted"}, scaffold.Source{Version: generate.Release, Dir: root})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if err := os.WriteFile(filepath.Join(dir, f.Path), f.Data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// explained holds every change that apigen diff tells of against the list: an
// operation's change needs a pointer to the operation, to a component, or to the
// API's own settings.
func explained(t *testing.T, original, generated *openapi.Document, differences []adopt.Difference) {
	t.Helper()
	changes, err := apidiff.Compare(original, generated)
	if err != nil {
		t.Logf("apigen diff cannot compare: %v", err) // kin-openapi is stricter than API Gateway
		return
	}
	for _, change := range changes {
		if !tells(differences, change) {
			t.Errorf("no difference explains %+v", change)
		}
	}
}

func tells(differences []adopt.Difference, change apidiff.Change) bool {
	verb, path, _ := strings.Cut(change.Operation, " ")
	for _, d := range differences {
		parts, err := openapi.SplitPointer(d.Pointer)
		if err != nil || len(parts) == 0 {
			continue
		}
		if parts[0] != "paths" {
			if change.Operation == "" || parts[0] == "definitions" || parts[0] == "components" || parts[0] == "security" || parts[0] == "parameters" {
				return true
			}
			continue
		}
		if len(parts) > 1 && parts[1] == path && (len(parts) == 2 || strings.EqualFold(parts[2], verb) || parts[2] == "parameters") {
			return true
		}
	}
	return false
}
