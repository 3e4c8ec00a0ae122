package stack

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	ctyfunction "github.com/zclconf/go-cty/cty/function"
	"github.com/zclconf/go-cty/cty/function/stdlib"

	"github.com/apigen-go/apigen/internal/openapi"
)

// A providerSchema is what a resource of the provider takes and tells. The file
// holds those of hashicorp/aws 6.25.0 that templates use, taken from the types that
// @cdktf/provider-aws 21.22.1 generates of the provider's own schema.
type providerSchema struct {
	Arguments  map[string]argument
	Attributes []string
}

type argument struct {
	Required bool
	Block    map[string]argument
}

func providerSchemas(t *testing.T) map[string]providerSchema {
	t.Helper()
	data, err := os.ReadFile("testdata/provider-aws-6.25.json")
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]providerSchema{}
	if err := json.Unmarshal(data, &all); err != nil {
		t.Fatal(err)
	}
	return all
}

// What is written parses with Terraform's own reader, is what the provider takes,
// and refers to nothing that is not there.
func TestTerraformFitsTheProvider(t *testing.T) {
	t.Parallel()
	schemas := providerSchemas(t)
	for _, dir := range cases(t) {
		t.Run(dir, func(t *testing.T) {
			t.Parallel()
			got, err := Terraform(project(t, read(t, dir, "apigen.yaml"), read(t, dir, "openapi.yaml")))
			if err != nil {
				t.Fatal(err)
			}
			c := &checker{T: t, schemas: schemas, declared: map[string]bool{"path": true, "each": true}}
			c.file(got.Text)
		})
	}
}

// A checker holds a file against the schemas of a provider.
type checker struct {
	*testing.T
	schemas  map[string]providerSchema
	declared map[string]bool // var.x, local.x, aws_x.y, data.aws_x.y
}

func parseHCL(t *testing.T, text []byte) *hclsyntax.Body {
	t.Helper()
	f, diags := hclsyntax.ParseConfig(text, "main.tf", hcl.InitialPos)
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	body, ok := f.Body.(*hclsyntax.Body)
	if !ok {
		t.Fatalf("the file's body is a %T", f.Body)
	}
	return body
}

func (c *checker) file(text []byte) {
	body := parseHCL(c.T, text)
	for _, b := range body.Blocks {
		name := map[string]string{"variable": "var.", "data": "data."}[b.Type] + strings.Join(b.Labels, ".")
		if b.Type == "locals" {
			for local := range b.Body.Attributes {
				name = "local." + local
			}
		}
		if b.Type != "terraform" && c.declared[b.Type+name] {
			c.Errorf("%s %s stands twice", b.Type, name)
		}
		c.declared[name], c.declared[b.Type+name] = true, true
	}
	for _, b := range body.Blocks {
		switch b.Type {
		case "resource":
			c.block(b.Body, c.schemas[b.Labels[0]].Arguments, strings.Join(b.Labels, "."))
		case "data":
			c.block(b.Body, c.schemas["data."+b.Labels[0]].Arguments, strings.Join(b.Labels, "."))
		}
		if b.Type != "variable" { // its type is a word of its own
			c.references(b.Body)
		}
	}
}

// metaArguments are those that every resource takes.
var metaArguments = []string{"for_each", "count", "depends_on", "lifecycle"}

func (c *checker) block(b *hclsyntax.Body, takes map[string]argument, where string) {
	if takes == nil {
		c.Errorf("%s: its type is not among the schemas", where)
		return
	}
	for name := range b.Attributes {
		if a, ok := takes[name]; !slices.Contains(metaArguments, name) && (!ok || a.Block != nil) {
			c.Errorf("%s takes no argument %s", where, name)
		}
	}
	for _, inner := range b.Blocks {
		a, ok := takes[inner.Type]
		switch {
		case slices.Contains(metaArguments, inner.Type):
		case !ok || a.Block == nil:
			c.Errorf("%s takes no block %s", where, inner.Type)
		default:
			c.block(inner.Body, a.Block, where+"."+inner.Type)
		}
	}
	for name, a := range takes {
		has := b.Attributes[name] != nil || slices.ContainsFunc(b.Blocks, func(inner *hclsyntax.Block) bool { return inner.Type == name })
		if a.Required && !has {
			c.Errorf("%s misses %s", where, name)
		}
	}
}

func (c *checker) references(b *hclsyntax.Body) {
	for _, a := range b.Attributes {
		for _, v := range a.Expr.Variables() {
			c.reference(v)
		}
	}
	for _, inner := range b.Blocks {
		if inner.Type != "required_providers" {
			c.references(inner.Body)
		}
	}
}

func (c *checker) reference(v hcl.Traversal) {
	var names []string
	for _, step := range v {
		switch step := step.(type) {
		case hcl.TraverseRoot:
			names = append(names, step.Name)
		case hcl.TraverseAttr:
			names = append(names, step.Name)
		}
	}
	text, kind := strings.Join(names, "."), names[0]
	if c.declared[kind] {
		return
	}
	depth := 2
	if kind == "data" {
		kind, depth = "data."+names[1], 3
	}
	switch {
	case len(names) < 2 || !c.declared[strings.Join(names[:min(depth, len(names))], ".")]:
		c.Errorf("%s is not declared", text)
	case strings.Contains(kind, "aws_") && len(names) > depth && !slices.Contains(c.schemas[kind].Attributes, names[depth]):
		c.Errorf("%s has no attribute %s", kind, names[depth])
	}
}

// The document that Terraform sends is the generated one with everything put in.
func TestTerraformDocument(t *testing.T) {
	t.Parallel()
	for _, dir := range cases(t) {
		t.Run(dir, func(t *testing.T) {
			t.Parallel()
			document := read(t, dir, "openapi.yaml")
			got, err := Terraform(project(t, read(t, dir, "apigen.yaml"), document))
			if err != nil {
				t.Fatal(err)
			}
			names := map[string]bool{}
			var sent string
			for _, b := range parseHCL(t, got.Text).Blocks {
				if b.Type != "locals" {
					continue
				}
				value, diags := b.Body.Attributes["document"].Expr.Value(evaluation(b.Body.Attributes["document"].Expr, document, names))
				if diags.HasErrors() {
					t.Fatal(diags)
				}
				sent = value.AsString()
			}
			doc, err := openapi.Parse("sent.yaml", []byte(sent))
			if err != nil {
				t.Fatal(err)
			}
			if left := placeholders(doc); len(left) > 0 {
				if left = slices.DeleteFunc(left, func(n string) bool { return strings.HasPrefix(n, stageVariables) }); len(left) > 0 {
					t.Errorf("left over: %q", left)
				}
			}
			if len(names) == 0 {
				t.Error("nothing is put in")
			}
			for name := range names {
				if !strings.Contains(sent, name) {
					t.Errorf("%s is not put in", name)
				}
			}
		})
	}
}

// evaluation gives every reference its own text as a value.
func evaluation(e hclsyntax.Expression, document string, names map[string]bool) *hcl.EvalContext {
	tree := map[string]map[string]map[string]cty.Value{}
	for _, v := range e.Variables() {
		var path []string
		for _, step := range v {
			switch step := step.(type) {
			case hcl.TraverseRoot:
				path = append(path, step.Name)
			case hcl.TraverseAttr:
				path = append(path, step.Name)
			}
		}
		if path[0] == "path" {
			continue
		}
		path = append(path, "")[:3]
		if tree[path[0]] == nil {
			tree[path[0]] = map[string]map[string]cty.Value{}
		}
		if tree[path[0]][path[1]] == nil {
			tree[path[0]][path[1]] = map[string]cty.Value{}
		}
		value := "value-of-" + strings.TrimSuffix(strings.Join(path, "."), ".")
		tree[path[0]][path[1]][path[2]] = cty.StringVal(value)
		names[value] = true
	}
	variables := map[string]cty.Value{"path": cty.ObjectVal(map[string]cty.Value{"module": cty.StringVal("here")})}
	for root, inner := range tree {
		values := map[string]cty.Value{}
		for name, attributes := range inner {
			if plain, ok := attributes[""]; ok {
				values[name] = plain
			} else {
				values[name] = cty.ObjectVal(attributes)
			}
		}
		variables[root] = cty.ObjectVal(values)
	}
	file := ctyfunction.New(&ctyfunction.Spec{
		Params: []ctyfunction.Parameter{{Name: "path", Type: cty.String}}, Type: ctyfunction.StaticReturnType(cty.String),
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			if filepath.ToSlash(args[0].AsString()) != "here/api/openapi.yaml" {
				return cty.NilVal, ctyfunction.NewArgErrorf(0, "read %s", args[0].AsString())
			}
			return cty.StringVal(document), nil
		},
	})
	return &hcl.EvalContext{Variables: variables, Functions: map[string]ctyfunction.Function{"replace": stdlib.ReplaceFunc, "file": file}}
}
