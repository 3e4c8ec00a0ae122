package apigw

import (
	"bytes"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/apigen-go/apigen/internal/diag"
	"github.com/apigen-go/apigen/internal/golden"
	"github.com/apigen-go/apigen/internal/openapi"
)

// What is exported makes the same API again, whichever way round.
func TestHTTPExportRoundTrip(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile("testdata/http/whole.yaml")
	if err != nil {
		t.Fatal(err)
	}
	first, _ := ReadHTTP(parse(t, "whole.yaml", string(data)), ReadOptions{})
	var out bytes.Buffer
	if err := openapi.WriteYAML(&out, ExportHTTP(first, HTTPExportOptions{Extensions: true, Endpoint: "https://a.example.com", Stage: "dev"})); err != nil {
		t.Fatal(err)
	}
	golden.Check(t, "testdata/http/export.want", out.Bytes())
	second, found := ReadHTTP(parse(t, "export.yaml", out.String()), ReadOptions{})
	if found.Count(diag.Error)+found.Count(diag.Warning) > 0 {
		t.Errorf("the export is not clean: %v", found)
	}
	same := cmp.Options{
		cmpopts.IgnoreFields(Route{}, "Pos", "Pointer", "Integration"), cmpopts.IgnoreFields(HTTPIntegration{}, "ID", "Pos", "Pointer", "TimeoutInMillis"),
		cmpopts.IgnoreFields(HTTPAuthorizer{}, "Pos", "Pointer"), cmpopts.EquateEmpty(),
		cmpopts.SortSlices(func(a, b *Route) bool { return a.Key < b.Key }),
		cmpopts.SortSlices(func(a, b *HTTPIntegration) bool { return a.URI+a.Subtype < b.URI+b.Subtype }),
	}
	if diff := cmp.Diff(first, second, same); diff != "" {
		t.Errorf("import of the export (-first +second):\n%s", diff)
	}
	plain := ExportHTTP(first, HTTPExportOptions{})
	plain.Walk(func(path []string, _ *openapi.Node) bool {
		if n := len(path); n > 0 && len(path[n-1]) > len(ext) && path[n-1][:len(ext)] == ext {
			t.Errorf("without extensions: has %v", path)
		}
		return true
	})
}
