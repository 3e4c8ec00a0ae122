package gateway_test

import (
	"io"
	"net/http"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/apigen-go/apigen/gateway"
	"github.com/apigen-go/apigen/internal/control"
)

const streamed = `openapi: 3.0.1
info: {title: streams, version: "1"}
paths:
  /x:
    get:
      responses: {"200": {description: ok}}
      x-amazon-apigateway-integration:
        type: aws_proxy
        httpMethod: POST
        responseTransferMode: STREAM
        timeoutInMillis: 60000
        uri: arn:aws:apigateway:us-east-1:lambda:path/2021-11-15/functions/arn:aws:lambda:us-east-1:123456789012:function:hello/response-streaming-invocations
`

// The whole way of a stream: a function on lambdahttp, its process, the Runtime
// API, the integration, the caller.
func TestStream(t *testing.T) {
	hello := filepath.Join(t.TempDir(), "bootstrap")
	if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", hello, "../lambdahttp/testdata/hello").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	w := open(t, gateway.Config{Functions: []gateway.FunctionConfig{{Name: "hello", Target: hello, Env: map[string]string{"STREAM": "1"}}}})
	c := &control.Control{Gateway: w.api, Functions: w.lambda, Identity: w.sts, Region: "us-east-1", Endpoint: w.URL(), HTTP: w.http}
	got, err := c.Import(t.Context(), control.Config{Document: parse(t, streamed), Stage: "dev", BackupDir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, got.InvokeURL+"/x", nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := w.http.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != 200 || string(body) != "hello /x" || resp.Header.Get("Content-Type") != "text/plain" || resp.ContentLength != -1 {
		t.Errorf("answered %s, %v, %q, %v", resp.Status, resp.Header, body, err)
	}
}
