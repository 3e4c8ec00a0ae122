package control

import (
	"testing"

	"github.com/apigen-go/apigen/internal/apigw"
	"github.com/apigen-go/apigen/internal/openapi"
	"github.com/apigen-go/apigen/internal/plan"
)

// What is sent to an imitation means the same as the document.
func TestSpelledOut(t *testing.T) {
	t.Parallel()
	doc, err := openapi.Parse("api.yaml", []byte(`
openapi: 3.0.1
info: {title: x}
paths:
  /a/{id}:
    parameters: [{in: path, name: id, required: true}, {in: query, name: q, required: true}]
    get:
      parameters: [{in: query, name: q}, {in: header, name: h}]
      x-amazon-apigateway-integration: {type: mock}
    post:
      x-amazon-apigateway-integration: {type: http, httpMethod: GET, uri: http://x.test}
`))
	if err != nil {
		t.Fatal(err)
	}
	out := *doc
	out.Root = spelledOut(doc.Root)
	before, _ := apigw.ReadREST(doc, apigw.ReadOptions{})
	after, found := apigw.ReadREST(&out, apigw.ReadOptions{})
	if p := plan.Compare(before, after, plan.Overwrite); len(p.Items) > 0 || len(found) > 0 {
		t.Errorf("differences %+v, findings %v", p.Items, found)
	}
	item := out.Root.At("paths", "/a/{id}")
	if item.Get("parameters") != nil || len(item.At("get", "parameters").Items) != 3 || len(item.At("post", "parameters").Items) != 2 {
		t.Error("the path's parameters are not on its operations")
	}
	if in := item.At("get", "x-amazon-apigateway-integration"); in.Get("uri") == nil || in.Get("httpMethod") == nil {
		t.Error("the mock has no uri and httpMethod")
	}
	if doc.Root.At("paths", "/a/{id}", "parameters") == nil {
		t.Error("the given document was changed")
	}
}
