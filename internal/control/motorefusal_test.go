package control

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/apigateway"

	"github.com/apigen-go/apigen/internal/diag"
	"github.com/apigen-go/apigen/internal/emulator"
	"github.com/apigen-go/apigen/internal/lint"
)

// TestMotoRefuses imports with failonwarnings what the linter calls an error: moto
// holds a document against the schema of OpenAPI then, and refuses for its own
// reasons what AWS refuses for those that the linter names. Everything else that
// AWS refuses moto takes, integrations and paths above all (a version it does not
// know is its own 500); the local gateway's
// TestImportRefuses has the whole list.
func TestMotoRefuses(t *testing.T) {
	gateway, ok := at(emulator.Moto.Start(t)).Gateway.(*apigateway.Client)
	if !ok {
		t.Fatal("the client is not the SDK's")
	}
	const head = `{"openapi": "3.0.1", "info": {"title": "x", "version": "1", "description": "x"}, `
	const integration = `"x-amazon-apigateway-integration": {"type": "http_proxy", "httpMethod": "GET", "uri": "https://x.test"}`
	op := func(fields string) string {
		return head + `"paths": {"/a": {"get": {` + fields + `, ` + integration + `}}}}`
	}
	schema := func(s string) string {
		return head + `"paths": {"/a": {"get": {"responses": {"200": {"description": "ok"}}, ` + integration + `}}}, "components": {"schemas": {"A": ` + s + `}}}`
	}
	for _, tt := range []struct{ rule, doc, want string }{
		{"", op(`"responses": {"200": {"description": "ok"}}`), ""},
		{"method-verb", head + `"paths": {"/a": {"connect": {"responses": {"200": {"description": "ok"}}}}}}`, "'connect' does not match"},
		{"status-wildcard", op(`"responses": {"6XX": {"description": "x"}}`), "'6XX' does not match"},
		{"model-required", schema(`{"type": "object", "required": []}`), "is not valid"},
		{"model-type-null", schema(`{"type": ["string", "null"]}`), "is not valid"},
		{"model-enum-duplicate", schema(`{"enum": ["a", "a"]}`), "non-unique elements"},
		{"model-pattern", schema(`{"type": "string", "pattern": "["}`), "is not a 'regex'"},
	} {
		t.Run(tt.rule, func(t *testing.T) {
			found := lint.Source("api.json", []byte(tt.doc), lint.Options{})
			named := false
			for _, d := range found {
				named = named || d.Rule == tt.rule && d.Severity == diag.Error
			}
			if tt.rule != "" && !named || tt.rule == "" && found.HasErrors() {
				t.Errorf("the linter finds %v", found)
			}
			_, err := gateway.ImportRestApi(t.Context(), &apigateway.ImportRestApiInput{Body: []byte(tt.doc), FailOnWarnings: true},
				func(o *apigateway.Options) { o.RetryMaxAttempts = 1 })
			if (err == nil) != (tt.want == "") || err != nil && !strings.Contains(err.Error(), tt.want) {
				t.Errorf("moto: got %v, want %q", err, tt.want)
			}
		})
	}
}
