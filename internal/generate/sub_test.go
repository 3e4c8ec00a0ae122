package generate_test

import (
	"bytes"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/apigen-go/apigen/internal/cloudformation"
	"github.com/apigen-go/apigen/internal/generate"
	"github.com/apigen-go/apigen/internal/golden"
	"github.com/apigen-go/apigen/internal/openapi"
)

var names = regexp.MustCompile(`\$\{([A-Za-z0-9_.]+)\}`)

// TestSub writes every document for CloudFormation. With the same values put in,
// it is what the plain document is: nothing was lost, and nothing touched that is
// API Gateway's or Velocity's.
func TestSub(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/*/want.yaml")
	if err != nil || len(files) == 0 {
		t.Fatalf("no documents: %v", err)
	}
	wrapped := 0
	for _, file := range files {
		dir := filepath.Dir(file)
		plain, err := generate.Run(t.Context(), generate.Config{Dir: dir, Pattern: ".", Version: "(devel)"})
		if err != nil {
			t.Fatal(err)
		}
		sub, err := generate.Run(t.Context(), generate.Config{Dir: dir, Pattern: ".", Version: "(devel)", Placeholders: generate.Sub})
		if err != nil {
			t.Fatal(err)
		}
		wrapped += bytes.Count(sub.Document, []byte("Fn::Sub"))
		if name := filepath.Base(dir); name == "aws-integration" || name == "gateway" || name == "http-backend" {
			golden.Check(t, filepath.Join(dir, "want.sub.yaml"), sub.Document)
		}
		if diff := cmp.Diff(resolved(t, plain.Document), resolved(t, sub.Document)); diff != "" {
			t.Errorf("%s (-plain +sub):\n%s", dir, diff)
		}
	}
	if wrapped < 100 {
		t.Errorf("%d texts are for CloudFormation, want every integration's", wrapped)
	}
}

// resolved puts a value in for every name of a document, as apigen import does
// and as CloudFormation would.
func resolved(t *testing.T, document []byte) string {
	t.Helper()
	doc, err := openapi.Parse("openapi.yaml", document)
	if err != nil {
		t.Fatal(err)
	}
	given := map[string]string{}
	for _, m := range names.FindAllSubmatch(document, -1) {
		if name := string(m[1]); name[0] >= 'A' && name[0] <= 'Z' {
			given[name] = "value-of-" + name
		}
	}
	out, left := cloudformation.Resolve(doc, cloudformation.Values{Given: given})
	for _, u := range left {
		t.Errorf("%s waits for %s", u.Pointer, u.Name)
	}
	var text bytes.Buffer
	if err := openapi.WriteYAML(&text, out.Root); err != nil {
		t.Fatal(err)
	}
	return text.String()
}
