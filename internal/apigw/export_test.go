package apigw

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/apigen-go/apigen/internal/diag"
	"github.com/apigen-go/apigen/internal/openapi"
	"github.com/google/go-cmp/cmp"
)

// An export of everything reads as the API it was made of: in both notations the
// same paths, methods, integrations, models and authorizers.
func TestExportReadsAsTheSameAPI(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("../../conformance/testdata/wild/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatalf("no documents: %v", err)
	}
	files = append(files, "testdata/read/openapi.yaml", "testdata/read/swagger.yaml")
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		checkExport(t, file, text)
	}
}

func checkExport(t *testing.T, file string, text []byte) {
	t.Helper()
	doc, err := openapi.Parse(file, text)
	if err != nil {
		return
	}
	api, found := ReadREST(doc, ReadOptions{})
	if found.HasErrors() {
		return
	}
	for _, swagger := range []bool{false, true} {
		root := Export(api, ExportOptions{Swagger: swagger, Host: "h", Stage: "dev", Version: "1", Extensions: ReadExtensions("apigateway")})
		text, err := root.MarshalJSON()
		if err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		again, err := openapi.Parse("export.json", text)
		if err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		read, found := ReadREST(again, ReadOptions{})
		if i := slices.IndexFunc(found, func(d diag.Diagnostic) bool { return d.Severity == diag.Error }); i >= 0 {
			t.Errorf("%s: swagger %t: the export is refused: %s (%s)\n%s", file, swagger, found[i].Message, found[i].Pointer, text)
			continue
		}
		if diff := cmp.Diff(shape(api), shape(read)); diff != "" {
			t.Errorf("%s: swagger %t: the export reads as another API (-API +export):\n%s", file, swagger, diff)
		}
	}
}

// shape lists what an export must not change.
func shape(api *RestAPI) map[string]any {
	out := map[string]any{}
	for m, r := range api.Methods() {
		line := map[string]any{"key": m.APIKeyRequired, "auth": m.AuthorizationType, "validator": m.RequestValidator, "parameters": m.RequestParameters}
		if in := m.Integration; in != nil {
			line["integration"] = []any{in.Type, in.URI, in.HTTPMethod, in.RequestTemplates, in.RequestParameters, len(in.Responses)}
		}
		out[m.HTTPMethod+" "+r.Path] = line
	}
	for _, m := range api.Models {
		out["model "+m.Name] = true
	}
	for _, a := range api.Authorizers {
		out["authorizer "+a.Name] = []any{a.Type, a.URI, a.ProviderARNs}
	}
	for _, g := range api.GatewayResponses {
		out["gateway response "+g.Type] = []any{g.StatusCode, g.ResponseTemplates}
	}
	return out
}

// FuzzExport holds that any API exports, in both notations.
func FuzzExport(f *testing.F) {
	files, err := filepath.Glob("../../conformance/testdata/wild/*.yaml")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		doc, err := openapi.Parse("fuzz.yaml", text)
		if err != nil {
			return
		}
		api, _ := ReadREST(doc, ReadOptions{})
		for _, swagger := range []bool{false, true} {
			root := Export(api, ExportOptions{
				Swagger: swagger, Extensions: ReadExtensions("apigateway"), Documentation: api.DocumentationParts,
			})
			if _, err := root.MarshalJSON(); err != nil && root.Get("x-amazon-apigateway-policy") == nil {
				t.Errorf("swagger %t: %v", swagger, err)
			}
		}
	})
}
