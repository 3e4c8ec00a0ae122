package emit

import (
	"fmt"
	"go/types"
	"math/big"
	"slices"
	"strings"

	"github.com/apigen-go/apigen/internal/generate/contract"
	"github.com/apigen-go/apigen/internal/openapi"
)

func (v *view) components() *openapi.Node {
	schemas := openapi.Obj()
	for _, s := range v.c.Schemas {
		n := v.schema(s)
		if _, name := goName(s.GoType); name != "" {
			v.comesFrom(n, s.Pos, name)
		}
		if v.stub {
			if s.GoType == nil {
				continue // a variant of a union, which is no Go type
			}
			v.goType(n, s.GoType)
		}
		schemas.Members = append(schemas.Members, openapi.M(s.Name, n)) // names are unique
	}
	if v.binary != "" {
		schemas.Set(v.binary, openapi.Obj(openapi.M("type", openapi.Str("string")), openapi.M("format", openapi.Str("binary"))))
	}
	if v.text != "" {
		schemas.Set(v.text, typed("string"))
	}
	return nonEmpty(openapi.Obj(
		openapi.M("schemas", nonEmpty(schemas)),
		openapi.M("securitySchemes", v.securitySchemes()),
	))
}

// schema writes a component or an inline schema.
func (v *view) schema(s *contract.Schema) *openapi.Node {
	if v.public {
		return v.publicSchema(s)
	}
	if s.Ref != nil {
		if s.Nullable && !v.stub {
			return openapi.Obj()
		}
		return reference(s.Ref.Name) // nothing may stand beside it
	}
	if s.Union != nil {
		return v.union(s)
	}
	n := openapi.Obj()
	switch {
	case s.Kind == contract.Any:
	case s.Nullable && !v.stub:
		// Models know no null, so nothing is said of the value.
		if text := description(s); text != "" {
			n.Set("description", openapi.Str(text))
		}
		return n
	default:
		n = typed(kind(s))
	}
	if s.Nullable {
		n.Set("nullable", openapi.Boolean(true))
	}
	if s.Format != "" && (v.stub || !s.Constraints.AnySize) {
		n.Set("format", openapi.Str(s.Format))
	}
	if s.Constraints.Title != "" {
		n.Set("title", openapi.Str(s.Constraints.Title))
	}
	if text := description(s); text != "" {
		n.Set("description", openapi.Str(text))
	}
	if len(s.Enum) > 0 {
		values := openapi.Arr()
		for _, e := range s.Enum {
			values.Items = append(values.Items, scalar(e.Value))
		}
		n.Set("enum", values)
	}
	constraints(n, lower(s))
	if s.Constraints.Closed {
		n.Set("additionalProperties", openapi.Boolean(false))
	}
	if s.Items != nil {
		n.Set("items", v.schema(s.Items))
	}
	if s.Values != nil {
		n.Set("additionalProperties", v.schema(s.Values))
	}
	v.properties(n, s)
	return n
}

// kind is the type of a schema; a file in a form is a string of bytes.
func kind(s *contract.Schema) string {
	if s.Kind == contract.Binary {
		return string(contract.String)
	}
	return string(s.Kind)
}

// union writes one of several objects, each with the member that tells which.
// API Gateway checks oneOf and knows no discriminator.
func (v *view) union(s *contract.Schema) *openapi.Node {
	if v.stub {
		return typed("object") // a Go type stands for it
	}
	n := openapi.Obj()
	if s.Doc != "" {
		n.Set("description", openapi.Str(s.Doc))
	}
	list := openapi.Arr()
	for _, variant := range s.Union.Variants {
		list.Items = append(list.Items, reference(variant.Model.Name))
	}
	n.Set("oneOf", list)
	return n
}

// properties writes the members of an object. What is only read or only written
// cannot be required by a model that stands for both directions.
func (v *view) properties(n *openapi.Node, s *contract.Schema) {
	properties, required := openapi.Obj(), openapi.Arr()
	for _, p := range s.Properties {
		properties.Set(p.Name, v.schema(p.Schema))
		a := p.Schema.Annotations
		if p.Required && (v.stub || v.public || !a.ReadOnly && !a.WriteOnly) {
			required.Items = append(required.Items, openapi.Str(p.Name))
		}
	}
	if len(required.Items) > 0 { // draft 4 wants at least one
		n.Set("required", required)
	}
	if len(properties.Members) > 0 {
		n.Set("properties", properties)
	}
}

// description adds what the constants of an enumeration mean.
func description(s *contract.Schema) string {
	var lines []string
	for _, e := range s.Enum {
		meaning := strings.ReplaceAll(e.Doc, "\n", "\n  ")
		if meaning == "" && e.Value.Kind == contract.Integer {
			meaning = e.GoName // a number alone says nothing
		}
		if meaning != "" {
			lines = append(lines, fmt.Sprintf("- `%s`: %s", e.Value.Text, meaning))
		}
	}
	text := s.Doc
	if len(lines) > 0 {
		if text != "" {
			text += "\n\n"
		}
		text += strings.Join(lines, "\n")
	}
	return text
}

// lower gives the constraints of a schema in the words models of API Gateway
// know: without exclusive limits, which are the next number for integers.
func lower(s *contract.Schema) *contract.Constraints {
	c := s.Constraints
	step := func(v *contract.Value, by int64) *contract.Value {
		n, ok := new(big.Int).SetString(v.Text, 10)
		if s.Kind != contract.Integer || !ok {
			return v
		}
		return &contract.Value{Kind: v.Kind, Text: n.Add(n, big.NewInt(by)).String()}
	}
	if c.ExclusiveMinimum != nil {
		c.Minimum = step(c.ExclusiveMinimum, 1)
	}
	if c.ExclusiveMaximum != nil {
		c.Maximum = step(c.ExclusiveMaximum, -1)
	}
	return &c
}

// constraints writes the keywords of draft 4.
func constraints(n *openapi.Node, c *contract.Constraints) {
	number := func(key string, v *contract.Value) {
		if v != nil {
			n.Set(key, openapi.Num(v.Text))
		}
	}
	count := func(key string, v *int) {
		if v != nil {
			n.Set(key, openapi.Int(*v))
		}
	}
	number("minimum", c.Minimum)
	number("maximum", c.Maximum)
	number("multipleOf", c.MultipleOf)
	count("minLength", c.MinLength)
	count("maxLength", c.MaxLength)
	if c.Pattern != "" {
		n.Set("pattern", openapi.Str(c.Pattern))
	}
	count("minItems", c.MinItems)
	count("maxItems", c.MaxItems)
	if c.UniqueItems {
		n.Set("uniqueItems", openapi.Boolean(true))
	}
	count("minProperties", c.MinProperties)
	count("maxProperties", c.MaxProperties)
}

func scalar(v contract.Value) *openapi.Node {
	switch v.Kind {
	case contract.Integer, contract.Number:
		return openapi.Num(v.Text)
	case contract.Boolean:
		return openapi.Boolean(v.Text == "true")
	}
	return openapi.Str(v.Text)
}

// parameterSchema writes a schema that stands inline, with its default.
func (v *view) parameterSchema(p *contract.Parameter) *openapi.Node {
	s := *p.Schema
	s.Doc = "" // the parameter has it
	n := v.schema(&s)
	if p.Default != nil {
		n.Set("default", scalar(*p.Default))
	}
	if v.stub {
		if path, _ := goName(p.GoType); path != "" {
			v.goType(n, element(p.GoType))
		}
	}
	return n
}

// bodySchema refers to a model: API Gateway ignores inline schemas of responses
// with a warning, which fails imports that are strict.
func (v *view) bodySchema(b *contract.Body) *openapi.Node {
	switch {
	case v.stub && !b.Binary && b.Schema.As != nil: // its form is that of another type, its Go is not
		n := typed("object")
		v.goType(n, element(b.GoType))
		return n
	case !b.Binary:
		return v.schema(b.Schema)
	case v.stub:
		return openapi.Obj(openapi.M("type", openapi.Str("string")), openapi.M("format", openapi.Str("binary")))
	case b.Text:
		return reference(v.text)
	}
	return reference(v.binary)
}

// answerSchema is that of a response. Oapi-codegen gives the types of responses
// methods, which interfaces cannot have; the binding does not use them.
func (v *view) answerSchema(b *contract.Body) *openapi.Node {
	if v.stub && isInterface(b.Schema) {
		return typed("object")
	}
	return v.bodySchema(b)
}

// isInterface reports whether the Go type of a body is an interface.
func isInterface(s *contract.Schema) bool {
	return s != nil && s.Ref != nil && s.Ref.GoType != nil && types.IsInterface(s.Ref.GoType)
}

// bodyModels names the models of bodies that are bytes or text, past the names of
// the contract; a name is empty when there is no such body.
func (v *view) bodyModels() (binary, text string) {
	look := func(b *contract.Body) {
		switch {
		case b == nil || !b.Binary:
		case b.Text:
			text = "Text"
		default:
			binary = "Binary"
		}
	}
	for _, op := range v.c.Operations {
		if op.Request != nil {
			look(op.Request.Body)
		}
		for _, r := range op.Responses {
			look(r.Body)
		}
	}
	free := func(name string) string {
		for name != "" && slices.ContainsFunc(v.c.Schemas, func(s *contract.Schema) bool { return s.Name == name }) {
			name += "Body"
		}
		return name
	}
	return free(binary), free(text)
}

// goType has oapi-codegen use a Go type for a schema. It takes one import per
// schema, so a type of two packages keeps the schema's own form.
func (v *view) goType(n *openapi.Node, t types.Type) {
	var paths []string
	text := types.TypeString(t, func(p *types.Package) string {
		if !slices.Contains(paths, p.Path()) {
			paths = append(paths, p.Path())
		}
		return v.names[p.Path()]
	})
	if len(paths) > 1 {
		return
	}
	n.Set("x-go-type", openapi.Str(text))
	if len(paths) == 1 && paths[0] != "time" {
		n.Set("x-go-type-import", openapi.Obj(
			openapi.M("path", openapi.Str(paths[0])),
			openapi.M("name", openapi.Str(v.names[paths[0]])),
		))
	}
}

// goName gives the package and name of a declared type, or of the type a
// pointer points to.
func goName(t types.Type) (path, name string) {
	named, ok := types.Unalias(element(t)).(*types.Named)
	if !ok || named.Obj().Pkg() == nil {
		return "", ""
	}
	return named.Obj().Pkg().Path(), named.Obj().Name()
}

func element(t types.Type) types.Type {
	if t == nil {
		return types.Typ[types.Invalid]
	}
	if ptr, ok := types.Unalias(t).(*types.Pointer); ok {
		return ptr.Elem()
	}
	return t
}

// generatedImports are names the files oapi-codegen writes use themselves; an
// import of a contract under one of them would not compile.
var generatedImports = []string{
	"base64", "bytes", "codes", "context", "echo", "errors", "flate", "fmt", "gzip", "http", "io", "json", "mime", "multipart",
	"net", "openapi3",
	// Predeclared names of Go, which a package may have as well.
	"any", "append", "bool", "byte", "cap", "clear", "close", "copy", "delete", "error", "false", "float32", "float64", "int", "int32", "int64",
	"iota", "len", "make", "map", "max", "min", "new", "nil", "panic", "rune", "string", "true", "uint", "uint64", "openapi_types", "os", "path", "runtime", "serve", "server", "client", "strictecho", "strings", "url", "xml", "yaml",
}

// importNames gives every package whose types the contract uses a name of its
// own. The contract's package comes first and so keeps its name.
func importNames(c *contract.Contract) map[string]string {
	names := map[string]string{"time": "time"}
	taken := map[string]bool{"time": true}
	for _, name := range generatedImports {
		taken[name] = true
	}
	add := func(path, name string) {
		if _, ok := names[path]; ok || path == "" {
			return
		}
		unique := name
		for i := 2; taken[unique]; i++ {
			unique = fmt.Sprintf("%s%d", name, i)
		}
		names[path], taken[unique] = unique, true
	}
	collect := func(t types.Type) {
		if t == nil {
			return
		}
		types.TypeString(t, func(p *types.Package) string {
			add(p.Path(), p.Name())
			return ""
		})
	}
	add(c.Package.Path, c.Package.Name)
	for _, s := range c.Schemas {
		collect(s.GoType)
	}
	for _, op := range c.Operations {
		if op.Request == nil {
			continue
		}
		for _, p := range op.Request.Parameters {
			collect(p.GoType)
		}
		if b := op.Request.Body; b != nil {
			collect(b.GoType)
		}
	}
	return names
}
