package control

import (
	"strings"
	"testing"

	"github.com/apigen-go/apigen/internal/openapi"
)

// Roles of integrations get the actions that calls name, on the resources that
// templates name, with everything put in.
func TestIntegrationPolicies(t *testing.T) {
	t.Parallel()
	doc, err := openapi.Parse("openapi.yaml", []byte(`
openapi: 3.0.1
info: {title: Links, version: 1.0.0}
paths:
  /{id}:
    get:
      responses: {"200": {description: OK}}
      x-amazon-apigateway-integration:
        type: aws
        httpMethod: POST
        uri: arn:aws:apigateway:${AWS::Region}:dynamodb:action/GetItem
        credentials: ${Role}
        requestTemplates: {application/json: '{"TableName": "$stageVariables.table"}'}
        responses: {default: {statusCode: "200"}}
    post:
      responses: {"200": {description: OK}}
      x-amazon-apigateway-integration:
        type: aws
        httpMethod: POST
        uri: arn:aws:apigateway:${AWS::Region}:sns:action/Publish
        credentials: ${Role}
        requestTemplates: {application/json: "TopicArn=$input.params('topic')"}
        responses: {default: {statusCode: "200"}}
`))
	if err != nil {
		t.Fatal(err)
	}
	const role = "arn:aws:iam::123456789012:role/links"
	got, err := PoliciesFor(Config{
		Document: doc, Parameters: map[string]string{"Role": role}, StageVariables: map[string]string{"table": "links"},
	}, "eu-west-1", "123456789012")
	if err != nil {
		t.Fatal(err)
	}
	var text []string
	for _, s := range got.Integrations[role].Statement {
		text = append(text, s.Sid+" "+strings.Join(s.Action, " ")+" on "+strings.Join(s.Resource, " "))
	}
	const want = " dynamodb:GetItem on arn:aws:dynamodb:eu-west-1:123456789012:table/links; NarrowResource sns:Publish on *"
	if s := strings.Join(text, "; "); s != want || len(got.Integrations) != 1 {
		t.Errorf("got %s of %d roles, want %s", s, len(got.Integrations), want)
	}
}
