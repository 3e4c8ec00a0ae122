package config

import (
	"fmt"
	"strings"
)

// Markdown writes the page that documents the file: docs/configuration.md.
func Markdown() []byte {
	var b strings.Builder
	b.WriteString("# apigen.yaml\n\nWritten from the keys' own texts by `go test ./internal/config -update`.\n\n")
	b.WriteString("The file lies in the root of a project and may be left out. Unknown keys are refused. Flags of the command line\n" +
		"override it. Editors that know JSON schemas take [apigen.schema.json](apigen.schema.json):\n" +
		"`# yaml-language-server: $schema=docs/apigen.schema.json`.\n\n")
	b.WriteString("```yaml\n" + example + "```\n\n| key | means |\n| --- | --- |\n")
	for _, k := range Default().keys() {
		fmt.Fprintf(&b, "| `%s` | %s |\n", k.name, k.doc)
	}
	b.WriteString("\n## A function\n\n| key | means |\n| --- | --- |\n")
	for _, k := range (&Function{}).keys() {
		fmt.Fprintf(&b, "| `%s` | %s |\n", k.name, k.doc)
	}
	b.WriteString("\nA stack writes every variable as it is, but for those that hold `${data}`, `${root}` or an address of this machine:\n" +
		"they become parameters of the template, unless the environment has a value for them.\n")
	b.WriteString("\n## An environment\n\n| key | means |\n| --- | --- |\n")
	for _, k := range (&Environment{}).keys() {
		fmt.Fprintf(&b, "| `%s` | %s |\n", k.name, k.doc)
	}
	b.WriteString("\n## Settings of a stage\n\n| key | means |\n| --- | --- |\n")
	for _, k := range (&StageSettings{}).keys() {
		fmt.Fprintf(&b, "| `%s` | %s |\n", k.name, k.doc)
	}
	b.WriteString("\n## stack\n\n| key | means |\n| --- | --- |\n")
	for _, k := range (&Stack{}).keys() {
		fmt.Fprintf(&b, "| `%s` | %s |\n", k.name, k.doc)
	}
	b.WriteString("\n## lint\n\n| key | means |\n| --- | --- |\n")
	for _, k := range Default().lintKeys() {
		fmt.Fprintf(&b, "| `%s` | %s |\n", k.name, k.doc)
	}
	return []byte(b.String())
}

// example is a file with every key that needs explaining by showing.
const example = `package: ./api
document: api/openapi.yaml
generated: generated
functions:
  directory:
    run: ./cmd/lambda
    environment:
      DIRECTORY_DATABASE: sqlite:${data}/directory.db
    timeout: 10
    allow:
      arn:aws:dynamodb:${AWS::Region}:${AWS::AccountId}:table/people: dynamodb:GetItem, dynamodb:PutItem
environments:
  prod:
    region: eu-west-1
    account: "111111111111"
    name: Company directory
    stage: prod
    stageVariables:
      function: directory
    parameters:
      StaffUserPoolArn: arn:aws:cognito-idp:eu-west-1:111111111111:userpool/eu-west-1_Example
    mode: merge
    key: partner
    usagePlan: {throttle: 10/20, quota: 10000/MONTH}
    settings:
      throttle: 100/50
      logging: ERROR
      methods:
        GET /personnel: {throttle: 20/10}
    domain: {name: api.example.com, basePath: directory}
    functions:
      directory: {environment: {DIRECTORY_DATABASE: "mysql:${Database}"}}
stack: {format: sam, output: template.yaml, logRetention: 14}
lint:
  rules:
    cors-gateway-responses: off
`
