package plan

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/apigen-go/apigen/internal/apigw"
	"github.com/apigen-go/apigen/internal/golden"
	"github.com/apigen-go/apigen/internal/openapi"
)

func read(t *testing.T, file string, data []byte) *apigw.RestAPI {
	t.Helper()
	doc, err := openapi.Parse(file, data)
	if err != nil {
		t.Fatal(err)
	}
	api, found := apigw.ReadREST(doc, apigw.ReadOptions{})
	if found.HasErrors() {
		t.Fatalf("%s: %v", file, found)
	}
	return api
}

// TestCompare holds the plans of pairs of documents, in both modes. A case is a
// txtar file with live.yaml (left out for a new API) and want.yaml.
func TestCompare(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	for _, file := range files {
		name := file[:len(file)-len(".txtar")]
		t.Run(filepath.Base(name), func(t *testing.T) {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			var live, want *apigw.RestAPI
			for _, f := range txtar.Parse(data).Files {
				switch f.Name {
				case "live.yaml":
					live = read(t, f.Name, f.Data)
				case "want.yaml":
					want = read(t, f.Name, f.Data)
				}
			}
			var out bytes.Buffer
			for _, mode := range []Mode{Merge, Overwrite} {
				out.WriteString("# " + string(mode) + "\n")
				if err := Compare(live, want, mode).Write(&out, "text"); err != nil {
					t.Fatal(err)
				}
			}
			golden.Check(t, name+".want", out.Bytes())
			for _, mode := range []Mode{Merge, Overwrite} {
				if p := Compare(want, want, mode); len(p.Items) > 0 {
					t.Errorf("an API differs from itself: %+v", p.Items)
				}
			}
		})
	}
}

func TestWriteJSON(t *testing.T) {
	t.Parallel()
	api := &apigw.RestAPI{Name: "x", APIKeySource: "HEADER"}
	var out bytes.Buffer
	if err := Compare(nil, api, Merge).Write(&out, "json"); err != nil {
		t.Fatal(err)
	}
	const want = `{
  "formatVersion": 1,
  "mode": "merge",
  "create": true,
  "items": [
    {
      "action": "add",
      "kind": "setting",
      "name": "name",
      "details": [
        "x"
      ]
    }
  ]
}
`
	if out.String() != want {
		t.Errorf("got %s\nwant %s", out.String(), want)
	}
	if err := Compare(nil, api, Merge).Write(&out, "yaml"); err == nil {
		t.Error("an unknown format is taken")
	}
}

// What the service fills in by itself is no difference.
func TestDefaultsAreEqual(t *testing.T) {
	t.Parallel()
	ttl := 300
	bare := &apigw.RestAPI{
		APIKeySource:     "HEADER",
		GatewayResponses: []*apigw.GatewayResponse{{Type: "DEFAULT_4XX"}, {Type: "UNAUTHORIZED"}},
		Authorizers:      []*apigw.Authorizer{{Name: "a", Type: "TOKEN", IdentitySource: "x,y"}},
		Models:           []*apigw.Model{{Name: "MODEL0a1b2c", Schema: []byte(`{"required":["b","a"],"type":"object"}`)}},
		Resources: []*apigw.Resource{{Path: "/", Methods: []*apigw.Method{{
			HTTPMethod: "GET", AuthorizationScopes: []string{"b", "a"}, RequestModels: map[string]string{"application/json": "MODEL0a1b2c"},
			Integration: &apigw.Integration{Type: "HTTP", PassthroughBehavior: "WHEN_NO_MATCH"},
		}}}},
	}
	full := &apigw.RestAPI{
		APIKeySource:     "HEADER",
		GatewayResponses: []*apigw.GatewayResponse{{Type: "DEFAULT_4XX", ResponseTemplates: stockTemplate}, {Type: "UNAUTHORIZED", StatusCode: "401", ResponseTemplates: stockTemplate}},
		Authorizers:      []*apigw.Authorizer{{Name: "a", Type: "TOKEN", IdentitySource: "x, y", ResultTTLInSeconds: &ttl}},
		Models:           []*apigw.Model{{Name: "MODELffffff", Schema: []byte(`{"type": "object", "required": ["b","a"]}`)}},
		Resources: []*apigw.Resource{{Path: "/", Methods: []*apigw.Method{{
			HTTPMethod: "GET", AuthorizationScopes: []string{"a", "b"}, RequestModels: map[string]string{"application/json": "MODELffffff"},
			Integration: &apigw.Integration{Type: "HTTP", PassthroughBehavior: "WHEN_NO_MATCH", ConnectionType: "INTERNET", TimeoutInMillis: 29000, CacheNamespace: "abc"},
		}}}},
	}
	if p := Compare(bare, full, Overwrite); len(p.Items) > 0 {
		t.Errorf("differences: %+v", p.Items)
	}
}

func TestSchemaDifferences(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		live, want string
		diff       []string
	}{
		{`{"a":1,"b":2}`, `{"b":2,"a":1}`, nil},
		{`{"required":["a","b"]}`, `{"required":["b","a"]}`, nil},
		{`{"properties":{"x":{"type":"string"}}}`, `{"properties":{"x":{"type":"string","maxLength":80},"y":{}}}`, []string{`property "x" maxLength: 80 added`, `property "y" added`}},
		{`{"properties":{"properties":{"properties":{"z":{}}}}}`, `{"properties":{"properties":{"properties":{}}}}`, []string{`property "properties" property "z" removed`}},
		{`{"type":"object"}`, `{"type":"array"}`, []string{`type: "object" -> "array"`}},
		{`{"items":{"minimum":1}}`, `{"items":{}}`, []string{`items minimum: 1 removed`}},
		{`x`, `{}`, []string{"schema changed"}},
	} {
		if got := schemaDifferences([]byte(tt.live), []byte(tt.want)); !slices.Equal(got, tt.diff) {
			t.Errorf("schemaDifferences(%s, %s) = %q, want %q", tt.live, tt.want, got, tt.diff)
		}
	}
}
