package stub

import (
	"fmt"
	"go/types"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/oapi-codegen/oapi-codegen/v2/pkg/codegen"

	"github.com/apigen-go/apigen/internal/generate/contract"
)

// prepare fits a document to what the binding builds on: operations are named
// as the Go methods, parameters have the name and type of their Go fields and a
// pointer when they are optional, and a binary body has one content type
// oapi-codegen hands over as a stream, with the request's own beside it. The
// client sends forms as such streams, too; the server knows the type of their
// fields.
func prepare(doc *openapi3.T, c *contract.Contract, server bool) error {
	names := packageNames(doc, c)
	describe(doc)
	for _, op := range c.Operations {
		item := doc.Paths.Value(op.PlainPath())
		if item == nil || item.GetOperation(op.Method) == nil {
			return fmt.Errorf("%s %s is not in the document", op.Method, op.Path)
		}
		docOp := item.GetOperation(op.Method)
		docOp.OperationID = op.Name
		if err := prepareRequest(docOp, op, names, server); err != nil {
			return fmt.Errorf("%s %s: %w", op.Method, op.Path, err)
		}
		for _, r := range op.Responses {
			if r.Body == nil || !r.Body.Binary {
				continue
			}
			if ref := docOp.Responses.Status(r.Status); ref != nil && ref.Value != nil {
				ref.Value.Content = stream()
			}
		}
	}
	return nil
}

// describe takes the name of a type from the beginning of its description, since
// oapi-codegen writes it there again.
func describe(doc *openapi3.T) {
	if doc.Components == nil {
		return
	}
	for name, ref := range doc.Components.Schemas {
		if ref.Value != nil {
			ref.Value.Description = withoutName(ref.Value.Description, name)
		}
	}
}

func withoutName(text, name string) string {
	if first, rest, ok := strings.Cut(text, " "); ok && strings.EqualFold(first, name) {
		return rest
	}
	return text
}

func prepareRequest(docOp *openapi3.Operation, op *contract.Operation, names map[string]string, server bool) error {
	docOp.Parameters = nil
	if op.Request == nil {
		return nil
	}
	for _, p := range op.Request.Parameters {
		param, err := parameter(p, names)
		if err != nil {
			return fmt.Errorf("%s parameter %s: %w", p.In, p.Name, err)
		}
		docOp.Parameters = append(docOp.Parameters, &openapi3.ParameterRef{Value: param})
	}
	switch b := op.Request.Body; {
	case b == nil || b.IsJSON():
	case b.Form && server:
		// The one content type of forms for which oapi-codegen has a type.
		media := docOp.RequestBody.Value.Content.Get(b.ContentTypes[0])
		docOp.RequestBody.Value.Content = openapi3.Content{"application/x-www-form-urlencoded": media}
		docOp.Extensions = map[string]any{"x-apigen-form": formTypes(b)}
	default:
		docOp.RequestBody = &openapi3.RequestBodyRef{
			Value: &openapi3.RequestBody{Required: b.Required, Content: stream()},
		}
	}
	return nil
}

// formTypes are the media types of a form, as the last arguments of a call.
func formTypes(b *contract.Body) string {
	var list strings.Builder
	for _, media := range b.ContentTypes {
		fmt.Fprintf(&list, ", %q", media)
	}
	return list.String()
}

// stream is the content of a binary body. A content type with an asterisk
// makes oapi-codegen keep the request's own.
func stream() openapi3.Content {
	schema := &openapi3.Schema{Type: &openapi3.Types{"string"}, Format: "binary"}
	return openapi3.Content{"*/*": {Schema: &openapi3.SchemaRef{Value: schema}}}
}

// parameter is p in the form oapi-codegen gives the Go field's name and type.
func parameter(p *contract.Parameter, names map[string]string) (*openapi3.Parameter, error) {
	schema, err := parameterSchema(p, names)
	if err != nil {
		return nil, err
	}
	read, err := Reader(Element(p.GoType))
	if err != nil {
		return nil, err
	}
	explode := p.Explode
	return &openapi3.Parameter{
		Name:        p.Name,
		In:          string(p.In),
		Required:    p.Required,
		Description: withoutName(withoutName(p.Doc, p.Name), p.Field),
		Explode:     &explode,
		Schema:      &openapi3.SchemaRef{Value: schema},
		Extensions: map[string]any{
			"x-go-name":                       FieldName(p.Field),
			"x-go-type-skip-optional-pointer": false,
			"x-apigen-read":                   read,
			"x-apigen-explode":                p.Explode,
		},
	}, nil
}

func parameterSchema(p *contract.Parameter, names map[string]string) (*openapi3.Schema, error) {
	t := value(p.GoType)
	if isList(t) {
		if p.In == contract.Path {
			return nil, fmt.Errorf("a list cannot be a path parameter")
		}
		return &openapi3.Schema{
			Type:       &openapi3.Types{"array"},
			Items:      &openapi3.SchemaRef{Value: scalarSchema(Element(t), names)},
			Extensions: goType(t, names),
		}, nil
	}
	return scalarSchema(t, names), nil
}

func scalarSchema(t types.Type, names map[string]string) *openapi3.Schema {
	return &openapi3.Schema{Type: &openapi3.Types{"string"}, Extensions: goType(t, names)}
}

// goType is the extensions that make oapi-codegen use t.
func goType(t types.Type, names map[string]string) map[string]any {
	var path string
	text := types.TypeString(t, func(p *types.Package) string {
		path = p.Path()
		return names[path]
	})
	ext := map[string]any{
		"x-go-type":                       text,
		"x-go-type-skip-optional-pointer": false,
	}
	if path != "" && path != "time" {
		ext["x-go-type-import"] = map[string]any{"path": path, "name": names[path]}
	}
	return ext
}

// packageNames gives every package of a parameter's type a name of its own: the
// one the document's schemas use for it, when there is one.
func packageNames(doc *openapi3.T, c *contract.Contract) map[string]string {
	names := map[string]string{"time": "time"}
	if doc.Components != nil {
		for _, ref := range doc.Components.Schemas {
			if imp, ok := ref.Value.Extensions["x-go-type-import"].(map[string]any); ok {
				path, _ := imp["path"].(string)
				if name, _ := imp["name"].(string); path != "" && name != "" {
					names[path] = name
				}
			}
		}
	}
	for _, op := range c.Operations {
		if op.Request == nil {
			continue
		}
		for _, p := range op.Request.Parameters {
			types.TypeString(p.GoType, func(pkg *types.Package) string {
				if _, ok := names[pkg.Path()]; !ok {
					names[pkg.Path()] = fmt.Sprintf("param%d", len(names))
				}
				return ""
			})
		}
	}
	return names
}

// value is t without the pointer that makes a field optional.
func value(t types.Type) types.Type {
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		return p.Elem()
	}
	return t
}

// isList reports whether a parameter of the type has items.
func isList(t types.Type) bool {
	_, ok := t.Underlying().(*types.Slice)
	return ok && !readsText(t)
}

// Element is the type of one value of a parameter: of t, of *t, of []t.
func Element(t types.Type) types.Type {
	t = value(t)
	if isList(t) {
		return t.Underlying().(*types.Slice).Elem()
	}
	return t
}

// Reader names the function of package serve that reads a parameter of type t.
func Reader(t types.Type) (string, error) {
	if readsText(t) {
		return "Encoded", nil
	}
	if n, ok := types.Unalias(t).(*types.Named); ok && n.Obj().Pkg() != nil && n.Obj().Pkg().Path() == "time" && n.Obj().Name() == "Time" {
		return "Time", nil
	}
	if b, ok := t.Underlying().(*types.Basic); ok {
		switch info := b.Info(); {
		case info&types.IsString != 0:
			return "Text", nil
		case info&types.IsBoolean != 0:
			return "Boolean", nil
		case info&types.IsUnsigned != 0 && b.Kind() != types.Uintptr:
			return "Unsigned", nil
		case info&types.IsInteger != 0:
			return "Integer", nil
		case info&types.IsFloat != 0:
			return "Number", nil
		}
	}
	return "", fmt.Errorf("type %s cannot be read from text", strings.TrimPrefix(t.String(), "untyped "))
}

// readsText reports whether a type reads its text by a method of its own; times
// are read by package serve.
func readsText(t types.Type) bool {
	n, ok := types.Unalias(t).(*types.Named)
	if !ok || types.TypeString(n, nil) == "time.Time" {
		return false
	}
	obj, _, _ := types.LookupFieldOrMethod(types.NewPointer(n), false, nil, "UnmarshalText")
	_, ok = obj.(*types.Func)
	return ok
}

// FieldName is the name oapi-codegen gives the parameter of a Go field: the
// field's own, unless the variable made of it would hide one of the generated
// code, or oapi-codegen would spell it differently.
func FieldName(field string) string {
	name := codegen.ToCamelCase(field)
	if slices.Contains(reserved, strings.ToLower(name)) {
		name += "Value"
	}
	return name
}

// reserved are variables and packages of the generated code, in lower case.
var reserved = []string{
	"body", "bytes", "c", "client", "contenttype", "context", "ctx", "echo", "err", "errors", "fmt", "given", "handler",
	"http", "in", "io", "json", "mime", "multipart", "params", "path", "queryurl", "req", "reqeditors", "request",
	"response", "runtime", "serve", "server", "serverurl", "sh", "string", "strings", "time", "url", "w",
}
