package lint

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/apigen-go/apigen/internal/diag"
	"github.com/apigen-go/apigen/internal/golden"
)

// TestWild lints a document for each construct that public documents were seen to
// have. The findings are kept, for a person to say of each that it is right.
func TestWild(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("../../conformance/testdata/wild/*.*")
	if err != nil || len(files) == 0 {
		t.Fatalf("documents %v: %v", files, err)
	}
	var out bytes.Buffer
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&out, "## %s\n", filepath.Base(file))
		if err := diag.Write(&out, "text", Source(filepath.Base(file), data, Options{})); err != nil {
			t.Fatal(err)
		}
	}
	golden.Check(t, "testdata/wild.txt", out.Bytes())
}

// FuzzSource lints and mends whatever comes: nothing panics, and what is mended is
// a document still.
func FuzzSource(f *testing.F) {
	files, err := filepath.Glob("testdata/*.yaml")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		if len(data) < 4000 {
			f.Add(string(data))
		}
	}
	f.Fuzz(func(t *testing.T, in string) {
		for _, target := range []Target{"", REST, HTTP} {
			found := Source("a.yaml", []byte(in), Options{Target: target})
			for _, d := range found {
				if d.Rule == "parse" {
					return
				}
			}
			text, _, err := Fix("a.yaml", []byte(in), Options{Target: target})
			if err != nil {
				t.Fatalf("Fix of %q: %v", in, err)
			}
			for _, d := range Source("a.yaml", text, Options{Target: target}) {
				if d.Rule == "parse" {
					t.Fatalf("mended text is no document: %s\n%s", d.Message, text)
				}
			}
		}
	})
}

// BenchmarkRun lints an API of 300 resources and 600 operations.
func BenchmarkRun(b *testing.B) {
	var text strings.Builder
	text.WriteString("openapi: 3.0.1\ninfo: {title: Large, version: \"1\"}\npaths:\n")
	for i := range 299 {
		fmt.Fprintf(&text, "  /things%d:\n", i)
		for _, verb := range []string{"get", "post"} {
			fmt.Fprintf(&text, `    %s:
      operationId: %sThing%d
      parameters: [{in: query, name: q, schema: {type: string}}]
      responses: {"200": {description: ok, content: {application/json: {schema: {$ref: "#/components/schemas/Thing%d"}}}}}
      x-amazon-apigateway-integration:
        type: http
        httpMethod: POST
        uri: https://backend.test/things
        requestParameters: {integration.request.querystring.q: method.request.querystring.q}
        requestTemplates: {application/json: "{\"q\": \"$input.params('q')\"}"}
        responses: {default: {statusCode: "200"}}
`, verb, verb, i, i%50)
		}
	}
	text.WriteString("components:\n  schemas:\n")
	for i := range 50 {
		fmt.Fprintf(&text, "    Thing%d: {type: object, required: [name], properties: {name: {type: string, minLength: 1}, next: {$ref: \"#/components/schemas/Thing%d\"}}}\n", i, (i+1)%50)
	}
	data := []byte(text.String())
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		if found := Source("large.yaml", data, Options{}); found.HasErrors() {
			b.Fatal(found)
		}
	}
}
