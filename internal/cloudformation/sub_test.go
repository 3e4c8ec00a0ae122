package cloudformation

import (
	"bytes"
	"testing"

	"github.com/apigen-go/apigen/internal/openapi"
)

func TestSub(t *testing.T) {
	t.Parallel()
	doc, err := openapi.Parse("openapi.yaml", []byte(`
info:
  title: plain
  description: for ${People}
x-amazon-apigateway-integration:
  uri: ${Table.Arn}/${stageVariables.name}
  variables: ${stageVariables.name}
  requestTemplates:
    application/json: "#set($x = 1)${x}$!{y}${Table}"
    text/plain: ${velocity} $input.body
  list: ["${AWS::Region}", "$ {no}", "{path}"]
example: ${People}
`))
	if err != nil {
		t.Fatal(err)
	}
	var got bytes.Buffer
	if err := openapi.WriteYAML(&got, Sub(doc.Root)); err != nil {
		t.Fatal(err)
	}
	const want = `info:
  title: plain
  description: for ${People}
x-amazon-apigateway-integration:
  uri:
    Fn::Sub: ${Table.Arn}/${!stageVariables.name}
  variables: ${stageVariables.name}
  requestTemplates:
    application/json:
      Fn::Sub: "#set($x = 1)${!x}$!{y}${Table}"
    text/plain: ${velocity} $input.body
  list:
    - Fn::Sub: ${AWS::Region}
    - $ {no}
    - "{path}"
example: ${People}
`
	if got.String() != want {
		t.Errorf("got\n%s\nwant\n%s", &got, want)
	}
}
