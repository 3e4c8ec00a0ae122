package stack

import (
	"fmt"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/hcl/v2/hclwrite"
	"github.com/zclconf/go-cty/cty"
)

// Terraform writes one file of Terraform's language, main.tf, that reads the
// document beside it. Provider aws 6 is what it is written for.
// https://registry.terraform.io/providers/hashicorp/aws/latest/docs
func Terraform(c Config) (*Template, error) {
	if isSubbed(c.Document) {
		return nil, fmt.Errorf("%s is written for CloudFormation: Terraform wants placeholders: plain in apigen.yaml", c.Document.File)
	}
	m, err := newModel(c, true)
	if err != nil {
		return nil, err
	}
	t := &terraform{model: m, file: hclwrite.NewEmptyFile()}
	t.settings()
	t.variableBlocks()
	t.document()
	t.addFunctions()
	t.addRoles()
	t.addPools()
	t.addAPI()
	t.addKey()
	t.addDomain()
	t.outputs()
	var text strings.Builder
	for line := range strings.SplitSeq(strings.TrimSpace(c.Header), "\n") {
		text.WriteString("# " + line + "\n")
	}
	text.WriteString("\n")
	text.Write(hclwrite.Format(t.file.Bytes()))
	return &Template{[]byte(text.String()), m.notes}, nil
}

// A terraform is a file of Terraform's language that is being made.
type terraform struct {
	*model
	file *hclwrite.File
}

// A tfBlock is one block.
type tfBlock struct{ body *hclwrite.Body }

// block adds a block at the end, after an empty line.
func (t *terraform) block(kind string, labels ...string) tfBlock {
	if len(t.file.Body().Blocks()) > 0 {
		t.file.Body().AppendNewline()
	}
	return tfBlock{t.file.Body().AppendNewBlock(kind, labels).Body()}
}

func (t *terraform) resource(kind, name string) tfBlock { return t.block("resource", kind, name) }

// inner adds a block inside.
func (b tfBlock) inner(kind string) tfBlock {
	b.body.AppendNewline()
	return tfBlock{b.body.AppendNewBlock(kind, nil).Body()}
}

// set gives an attribute the text of an expression; an empty one leaves it out.
func (b tfBlock) set(name, expression string) {
	if expression == "" {
		return
	}
	b.body.SetAttributeRaw(name, hclwrite.Tokens{{Type: hclsyntax.TokenIdent, Bytes: []byte(expression)}})
}

// quoted writes a text of HCL.
func quoted(s string) string {
	return string(hclwrite.TokensForValue(cty.StringVal(s)).Bytes())
}

// quotedOrNone is empty for no text.
func quotedOrNone(s string) string {
	if s == "" {
		return ""
	}
	return quoted(s)
}

// hcl writes a text as an expression.
func (t text) hcl() string {
	if len(t) == 1 && t[0].ref != nil {
		return t[0].ref.hcl
	}
	var b strings.Builder
	for _, p := range t {
		if p.ref != nil {
			b.WriteString("${" + p.ref.hcl + "}")
			continue
		}
		inner := quoted(p.plain)
		b.WriteString(inner[1 : len(inner)-1])
	}
	return `"` + b.String() + `"`
}

// list writes expressions, one a line when there are several.
func list(items ...string) string {
	if len(items) < 2 {
		return "[" + strings.Join(items, "") + "]"
	}
	return "[\n" + strings.Join(items, ",\n") + ",\n]"
}

func quotedList(items ...string) string {
	var all []string
	for _, item := range items {
		all = append(all, quoted(item))
	}
	return list(all...)
}

// object writes names with expressions; names that are no identifiers are quoted.
func object(assignments ...[2]string) string {
	var b strings.Builder
	for _, a := range assignments {
		if a[1] == "" {
			continue
		}
		name := a[0]
		if !hclsyntax.ValidIdentifier(name) {
			name = quoted(name)
		}
		b.WriteString(name + " = " + a[1] + "\n")
	}
	return "{\n" + b.String() + "}"
}

func (t *terraform) settings() {
	b := t.block("terraform")
	b.set("required_version", quoted(">= 1.5"))
	b.inner("required_providers").set("aws", object([2]string{"source", quoted("hashicorp/aws")}, [2]string{"version", quoted(">= 6.0")}))
	for _, kind := range []string{"aws_region", "aws_caller_identity", "aws_partition"} {
		t.block("data", kind, "current")
	}
}

func (t *terraform) variableBlocks() {
	for _, p := range t.parameters {
		b := t.block("variable", snake(p.name))
		b.set("description", quoted(p.doc))
		kind := "string"
		if p.list {
			kind = "list(string)"
		}
		b.set("type", kind)
		if p.value != nil {
			value := quoted(*p.value)
			if p.list {
				value = "[" + value + "]"
			}
			b.set("default", value)
		}
		if p.secret {
			b.set("sensitive", "true")
		}
	}
}

// document reads the generated document and puts in what its names stand for.
// ${AWS::Region} and ${stageVariables.x} stay: API Gateway replaces them.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/import-api-aws-variables.html
func (t *terraform) document() {
	expression := `file("${path.module}/` + strings.Trim(quoted(t.DocumentPath), `"`) + `")`
	for _, name := range placeholders(t.Document) {
		if strings.HasPrefix(name, stageVariables) {
			continue
		}
		expression = "replace(\n" + expression + ",\n" + quoted("${"+name+"}") + ", " + t.text("${"+name+"}").hcl() + ")"
	}
	t.block("locals").set("document", expression)
}
