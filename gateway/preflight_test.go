package gateway_test

import (
	"testing"

	"github.com/apigen-go/apigen/gateway"
	"github.com/apigen-go/apigen/internal/lint"
)

// With */* among the binary types the empty body of a preflight is bytes, and a
// template on bytes is a 500; what the linter mends answers.
func TestBinaryPreflight(t *testing.T) {
	w := open(t, gateway.Config{})
	const text = `openapi: 3.0.1
info: {title: Preflights, version: "1"}
x-amazon-apigateway-binary-media-types: ["*/*"]
paths:
  /a:
    options:
      responses: {"200": {description: ok, headers: {Access-Control-Allow-Origin: {schema: {type: string}}}}}
      x-amazon-apigateway-integration:
        type: mock
        requestTemplates: {application/json: '{"statusCode": 200}'}
        responses: {default: {statusCode: 200, responseParameters: {method.response.header.Access-Control-Allow-Origin: "'*'"}}}
`
	mended, found, err := lint.Fix("api.yaml", []byte(text), lint.Options{})
	if err != nil || len(found) != 1 || found[0].Rule != "binary-preflight" {
		t.Fatalf("mended %v, %v", found, err)
	}
	for name, tt := range map[string]struct {
		text   []byte
		status int
	}{"as it is": {[]byte(text), 500}, "mended": {mended, 200}} {
		got := w.call(t, "OPTIONS", w.InvokeURL(w.deploy(t, tt.text), "dev")+"/a", "")
		if got.status != tt.status {
			t.Errorf("%s: got %d %s, want %d", name, got.status, got.body, tt.status)
		}
	}
}
