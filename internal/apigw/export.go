package apigw

import (
	"maps"
	"slices"
	"strings"

	"github.com/apigen-go/apigen/internal/openapi"
)

// ExportOptions say how an API is written as a document.
type ExportOptions struct {
	Swagger    bool // Swagger 2.0; else OpenAPI 3.0.1
	Host       string
	Stage      string
	Version    string // what info.version has when the API has none
	Extensions Extensions

	// Documentation is the snapshot attached to the stage; nil exports none.
	Documentation        []*DocumentationPart
	DocumentationVersion string
	DocumentationDate    string
}

// Extensions are the groups of extensions an export has.
type Extensions struct {
	Integrations, Authorizers, Validators, GatewayResponses, Documentation bool
	// All is the group apigateway: the others and what belongs to the API itself.
	All bool
}

// ReadExtensions reads the parameter extensions of GetExport: names of groups,
// separated by commas. Unknown names, postman among them, add nothing.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-export-api.html
func ReadExtensions(names string) Extensions {
	var e Extensions
	for name := range strings.SplitSeq(names, ",") {
		switch strings.TrimSpace(name) {
		case "apigateway":
			e = Extensions{true, true, true, true, true, true}
		case "integrations":
			e.Integrations = true
		case "authorizers":
			e.Authorizers = true
		case "validators":
			e.Validators = true
		case "gatewayresponses":
			e.GatewayResponses = true
		case "documentation":
			e.Documentation = true
		}
	}
	return e
}

// Export writes an API as the service's GetExport does: lossy, with its own
// descriptions of responses and without what is a default. Member order is ours;
// that of lists is the service's.
func Export(api *RestAPI, o ExportOptions) *openapi.Node {
	e := &exporter{api: api, o: o, schemes: map[string]bool{}}
	root := openapi.Obj()
	if o.Swagger {
		root.Set("swagger", openapi.Str("2.0"))
	} else {
		root.Set("openapi", openapi.Str("3.0.1"))
	}
	root.Set("info", e.info())
	if o.Swagger {
		root.Set("host", openapi.Str(o.Host))
		root.Set("basePath", openapi.Str("/"+o.Stage))
		root.Set("schemes", openapi.Strs("https"))
	} else {
		root.Set("servers", openapi.Arr(openapi.Obj(
			openapi.M("url", openapi.Str("https://"+o.Host+"/{basePath}")),
			openapi.M("variables", openapi.Obj(openapi.M("basePath", openapi.Obj(openapi.M("default", openapi.Str(o.Stage)))))),
		)))
	}
	root.Set("paths", e.paths())
	e.components(root)
	e.settings(root)
	if o.Documentation != nil {
		e.describe(root)
	}
	return root
}

type exporter struct {
	api     *RestAPI
	o       ExportOptions
	schemes map[string]bool // security schemes that operations use
}

func (e *exporter) info() *openapi.Node {
	version := e.api.Version
	if version == "" {
		version = e.o.Version
	}
	info := openapi.Obj(openapi.M("title", openapi.Str(e.api.Name)))
	if e.api.Description != "" {
		info.Set("description", openapi.Str(e.api.Description))
	}
	info.Set("version", openapi.Str(version))
	return info
}

// paths writes the resources that have methods.
func (e *exporter) paths() *openapi.Node {
	paths := openapi.Obj()
	for _, r := range e.api.Resources {
		item := openapi.Obj()
		for _, m := range r.Methods {
			key := strings.ToLower(m.HTTPMethod)
			if m.HTTPMethod == "ANY" {
				if !e.o.Extensions.Integrations {
					continue // there is no other notation for it
				}
				key = ext + "any-method"
			}
			item.Set(key, e.operation(r, m))
		}
		if len(item.Members) > 0 {
			paths.Set(r.Path, item)
		}
	}
	return paths
}

func (e *exporter) operation(r *Resource, m *Method) *openapi.Node {
	op := openapi.Obj()
	if m.OperationName != "" {
		op.Set("operationId", openapi.Str(m.OperationName))
	}
	if e.o.Swagger {
		setTypes(op, "consumes", m.RequestModels, requestTemplates(m))
		setTypes(op, "produces", e.producedModels(m), responseTemplates(m))
	}
	e.parameters(op, m)
	responses := openapi.Obj()
	for _, status := range slices.Sorted(maps.Keys(m.Responses)) {
		responses.Set(status, e.response(m.Responses[status]))
	}
	op.Set("responses", responses)
	if security := e.security(m); len(security.Items) > 0 {
		op.Set("security", security)
	}
	if m.RequestValidator != "" && e.o.Extensions.Validators {
		op.Set(ext+"request-validator", openapi.Str(m.RequestValidator))
	}
	if m.Integration != nil && e.o.Extensions.Integrations {
		op.Set(ext+"integration", exportIntegration(r, m.Integration))
	}
	return op
}

// setTypes lists the media types of Swagger 2.0: those of models and of
// templates (recorded: the service's sample API).
func setTypes(op *openapi.Node, key string, sources ...map[string]string) {
	types := map[string]bool{}
	for _, source := range sources {
		for mediaType := range source {
			types[mediaType] = true
		}
	}
	if len(types) > 0 {
		op.Set(key, openapi.Strs(slices.Sorted(maps.Keys(types))...))
	}
}

func requestTemplates(m *Method) map[string]string {
	if m.Integration == nil {
		return nil
	}
	return m.Integration.RequestTemplates
}

func responseTemplates(m *Method) map[string]string {
	all := map[string]string{}
	if m.Integration != nil {
		for _, r := range m.Integration.Responses {
			maps.Copy(all, r.ResponseTemplates)
		}
	}
	return all
}

func (e *exporter) producedModels(m *Method) map[string]string {
	all := map[string]string{}
	for _, r := range m.Responses {
		maps.Copy(all, r.ResponseModels)
	}
	return all
}

// parameters writes the request parameters and the body. Swagger 2.0 has the
// body among the parameters, under its model's name.
func (e *exporter) parameters(op *openapi.Node, m *Method) {
	list := openapi.Arr()
	for _, key := range hashOrder(slices.Sorted(maps.Keys(m.RequestParameters))) {
		place, name, ok := strings.Cut(strings.TrimPrefix(key, "method.request."), ".")
		in := map[string]string{"path": "path", "querystring": "query", "header": "header"}[place]
		if !ok || in == "" {
			continue
		}
		p := openapi.Obj(openapi.M("name", openapi.Str(name)), openapi.M("in", openapi.Str(in)))
		required := m.RequestParameters[key]
		switch {
		case e.o.Swagger:
			p.Set("required", openapi.Boolean(required))
			p.Set("type", openapi.Str("string"))
		default:
			if required {
				p.Set("required", openapi.Boolean(true))
			}
			p.Set("schema", openapi.Obj(openapi.M("type", openapi.Str("string"))))
		}
		list.Items = append(list.Items, p)
	}
	types := slices.Sorted(maps.Keys(m.RequestModels))
	if e.o.Swagger && len(types) > 0 {
		model := m.RequestModels[types[0]]
		list.Items = append(list.Items, openapi.Obj(
			openapi.M("in", openapi.Str("body")), openapi.M("name", openapi.Str(model)),
			openapi.M("required", openapi.Boolean(true)), openapi.M("schema", e.ref(model)),
		))
	}
	if len(list.Items) > 0 {
		op.Set("parameters", list)
	}
	if !e.o.Swagger && len(types) > 0 {
		op.Set("requestBody", openapi.Obj(openapi.M("content", e.content(m.RequestModels)), openapi.M("required", openapi.Boolean(true))))
	}
}

func (e *exporter) content(models map[string]string) *openapi.Node {
	content := openapi.Obj()
	for _, mediaType := range slices.Sorted(maps.Keys(models)) {
		content.Set(mediaType, openapi.Obj(openapi.M("schema", e.ref(models[mediaType]))))
	}
	return content
}

func (e *exporter) ref(model string) *openapi.Node {
	return openapi.Obj(openapi.M("$ref", openapi.Str(e.refPrefix()+model)))
}

func (e *exporter) refPrefix() string {
	if e.o.Swagger {
		return "#/definitions/"
	}
	return ModelRef
}

func (e *exporter) response(r *MethodResponse) *openapi.Node {
	out := openapi.Obj(openapi.M("description", openapi.Str(r.StatusCode+" response")))
	types := slices.Sorted(maps.Keys(r.ResponseModels))
	if e.o.Swagger && len(types) > 0 {
		out.Set("schema", e.ref(r.ResponseModels[types[0]]))
	}
	headers := openapi.Obj()
	for _, key := range slices.Sorted(maps.Keys(r.ResponseParameters)) {
		text := openapi.Obj(openapi.M("type", openapi.Str("string")))
		if !e.o.Swagger {
			text = openapi.Obj(openapi.M("schema", text))
		}
		headers.Set(strings.TrimPrefix(key, "method.response.header."), text)
	}
	if len(headers.Members) > 0 {
		out.Set("headers", headers)
	}
	if !e.o.Swagger {
		out.Set("content", e.content(r.ResponseModels))
	}
	return out
}

// security writes who may call. What a method wants at once stands in separate
// requirements, as the service writes and reads it.
func (e *exporter) security(m *Method) *openapi.Node {
	list := openapi.Arr()
	add := func(name string, scopes []string) {
		e.schemes[name] = true
		list.Items = append(list.Items, openapi.Obj(openapi.M(name, openapi.Strs(scopes...))))
	}
	switch m.AuthorizationType {
	case AuthorizationIAM:
		add("sigv4", nil)
	case AuthorizationCustom, AuthorizationCognito:
		add(m.Authorizer, m.AuthorizationScopes)
	}
	if m.APIKeyRequired {
		add("api_key", nil)
	}
	return list
}

// components writes models and security schemes.
func (e *exporter) components(root *openapi.Node) {
	models := openapi.Obj()
	for _, m := range e.api.Models {
		if doc, err := openapi.Parse("", m.Schema); err == nil && doc.Root.Is(openapi.Object) {
			models.Set(m.Name, e.schema(doc.Root))
		}
	}
	schemes := e.securitySchemes()
	if e.o.Swagger {
		if len(schemes.Members) > 0 {
			root.Set("securityDefinitions", schemes)
		}
		if len(models.Members) > 0 {
			root.Set("definitions", models)
		}
		return
	}
	components := openapi.Obj()
	if len(models.Members) > 0 {
		components.Set("schemas", models)
	}
	if len(schemes.Members) > 0 {
		components.Set("securitySchemes", schemes)
	}
	root.Set("components", components)
}

func (e *exporter) schema(n *openapi.Node) *openapi.Node {
	WalkSchema(n, "", func(n *openapi.Node, _ string) {
		if ref := n.Get("$ref"); ref.Is(openapi.String) {
			if name, ok := refName(ref.Text); ok {
				ref.Text = e.refPrefix() + name
			}
		}
	})
	return n
}

func (e *exporter) securitySchemes() *openapi.Node {
	schemes := openapi.Obj()
	scheme := func(header string) *openapi.Node {
		return openapi.Obj(openapi.M("type", openapi.Str("apiKey")), openapi.M("name", openapi.Str(header)), openapi.M("in", openapi.Str("header")))
	}
	for _, a := range e.api.Authorizers {
		if !e.schemes[a.Name] && !e.o.Extensions.Authorizers {
			continue
		}
		s := scheme(authorizerHeader(a))
		if e.o.Extensions.Authorizers {
			exportAuthorizer(s, a)
		}
		schemes.Set(a.Name, s)
	}
	if e.schemes["sigv4"] {
		s := scheme("Authorization")
		if e.o.Extensions.Authorizers {
			s.Set(ext+"authtype", openapi.Str("awsSigv4"))
		}
		schemes.Set("sigv4", s)
	}
	if e.schemes["api_key"] {
		schemes.Set("api_key", scheme("x-api-key"))
	}
	return schemes
}

// authorizerHeader is the header an authorizer reads, where it reads one.
func authorizerHeader(a *Authorizer) string {
	if name, ok := strings.CutPrefix(a.IdentitySource, "method.request.header."); ok && !strings.Contains(name, ",") {
		return name
	}
	return "Unused"
}

// hashOrder is the order in which the service's exports list parameters: that of
// a Java HashMap made for their number. It agrees with the recorded exports and
// those of the guide.
func hashOrder(keys []string) []string {
	size := 1
	for size < len(keys) {
		size *= 2
	}
	if 4*len(keys) > 3*size {
		size *= 2
	}
	out := slices.Clone(keys)
	slices.SortStableFunc(out, func(a, b string) int { return bucket(a, size) - bucket(b, size) })
	return out
}

func bucket(key string, size int) int {
	var h uint32
	for _, c := range key {
		h = 31*h + uint32(c)
	}
	return int((h ^ h>>16) & uint32(size-1))
}
