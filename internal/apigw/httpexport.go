package apigw

import (
	"maps"
	"slices"
	"strings"

	"github.com/apigen-go/apigen/internal/openapi"
)

// HTTPExportOptions say how an HTTP API is written.
type HTTPExportOptions struct {
	Extensions bool   // x-amazon-apigateway-*; without them only the routes are left
	Endpoint   string // of the API, for servers
	Stage      string // in servers; empty is none
	Version    string // info.version when the API has none
}

// ExportHTTP writes an HTTP API as an OpenAPI 3.0 document, as ExportApi does.
// With extensions, importing it makes the same API. An integration of several
// routes stands under components, once.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-export.html
func ExportHTTP(api *HTTPAPI, o HTTPExportOptions) *openapi.Node {
	e := &httpExporter{api: api, o: o, shared: map[string]string{}}
	e.findShared()
	version := api.Version
	if version == "" {
		version = o.Version
	}
	root := openapi.Obj(
		openapi.M("openapi", openapi.Str("3.0.1")),
		openapi.M("info", openapi.Obj(
			openapi.M("title", openapi.Str(api.Name)),
			openapi.M("description", text(api.Description)),
			openapi.M("version", openapi.Str(version)),
		)),
		openapi.M("servers", e.servers()),
		openapi.M("tags", e.tags()),
		openapi.M("paths", e.paths()),
		openapi.M("components", e.components()),
	)
	if o.Extensions {
		if api.CORS != nil {
			root.Set(ext+"cors", exportCORS(api.CORS))
		}
		root.Set(ext+"importexport-version", openapi.Str("1.0"))
	}
	return root
}

type httpExporter struct {
	api    *HTTPAPI
	o      HTTPExportOptions
	shared map[string]string // component name by integration id
}

// text is a string node, or nothing for the empty text.
func text(s string) *openapi.Node {
	if s == "" {
		return nil
	}
	return openapi.Str(s)
}

// findShared names the integrations that more than one route has.
func (e *httpExporter) findShared() {
	uses := map[string]int{}
	for _, r := range e.api.Routes {
		uses[r.Integration]++
	}
	for _, in := range e.api.Integrations {
		if uses[in.ID] > 1 {
			e.shared[in.ID] = "integration" + componentName(in.ID)
		}
	}
}

// componentName keeps what may stand in the name of a component.
func componentName(id string) string {
	return strings.Map(func(r rune) rune {
		if r < 0x80 && (r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z') {
			return r
		}
		return '_'
	}, id)
}

func (e *httpExporter) servers() *openapi.Node {
	server := openapi.Obj(
		openapi.M("url", openapi.Str(e.o.Endpoint+"/{basePath}")),
		openapi.M("variables", openapi.Obj(openapi.M("basePath", openapi.Obj(openapi.M("default", openapi.Str(e.o.Stage)))))),
	)
	if e.o.Extensions && e.api.DisableExecuteAPIEndpoint {
		server.Set(ext+"endpoint-configuration", openapi.Obj(openapi.M("disableExecuteApiEndpoint", openapi.Boolean(true))))
	}
	return openapi.Arr(server)
}

func (e *httpExporter) tags() *openapi.Node {
	if len(e.api.Tags) == 0 {
		return nil
	}
	all := openapi.Arr()
	for _, name := range slices.Sorted(maps.Keys(e.api.Tags)) {
		tag := openapi.Obj(openapi.M("name", openapi.Str(name)))
		if e.o.Extensions {
			tag.Set(ext+"tag-value", openapi.Str(e.api.Tags[name]))
		}
		all.Items = append(all.Items, tag)
	}
	return all
}

// paths writes the routes. The default route stands under a path of its own.
func (e *httpExporter) paths() *openapi.Node {
	paths := openapi.Obj()
	for _, r := range slices.SortedFunc(slices.Values(e.api.Routes), func(a, b *Route) int { return strings.Compare(a.Path()+" "+a.Key, b.Path()+" "+b.Key) }) {
		verb, path := strings.ToLower(r.Verb()), r.Path()
		switch {
		case r.Key == DefaultRoute:
			verb, path = ext+"any-method", "/"+DefaultRoute
		case verb == "any":
			verb = ext + "any-method"
		}
		if verb == ext+"any-method" && !e.o.Extensions {
			continue
		}
		item := paths.Get(path)
		if item == nil {
			item = openapi.Obj()
			paths.Set(path, item)
		}
		item.Set(verb, e.operation(r))
	}
	return paths
}

func (e *httpExporter) operation(r *Route) *openapi.Node {
	op := openapi.Obj(
		openapi.M("operationId", text(r.OperationName)),
		openapi.M("parameters", pathParameters(r.Path())),
		openapi.M("responses", openapi.Obj(openapi.M("default", openapi.Obj(openapi.M("description", openapi.Str("Default response for "+r.Key)))))),
	)
	if !e.o.Extensions {
		return op
	}
	switch a := e.api.Authorizer(r.Authorizer); {
	case r.AuthorizationType == AuthorizationIAM:
		op.Set("security", openapi.Arr(openapi.Obj(openapi.M(iamScheme, openapi.Arr()))))
	case a != nil:
		op.Set("security", openapi.Arr(openapi.Obj(openapi.M(a.Name, openapi.Strs(r.AuthorizationScopes...)))))
	}
	if in := e.api.Integration(r.Integration); in != nil {
		if name := e.shared[in.ID]; name != "" {
			op.Set(ext+"integration", openapi.Obj(openapi.M("$ref", openapi.Str("#/components/"+ext+"integrations/"+name))))
		} else {
			op.Set(ext+"integration", exportHTTPIntegration(in))
		}
	}
	if r.Key == DefaultRoute {
		op.Set("isDefaultRoute", openapi.Boolean(true))
	}
	return op
}

func pathParameters(path string) *openapi.Node {
	names := PathVariables(path)
	if len(names) == 0 {
		return nil
	}
	all := openapi.Arr()
	for _, name := range names {
		all.Items = append(all.Items, openapi.Obj(
			openapi.M("name", openapi.Str(name)), openapi.M("in", openapi.Str("path")),
			openapi.M("description", openapi.Str("Generated path parameter for "+name)),
			openapi.M("required", openapi.Boolean(true)),
			openapi.M("schema", openapi.Obj(openapi.M("type", openapi.Str("string")))),
		))
	}
	return all
}

func exportHTTPIntegration(in *HTTPIntegration) *openapi.Node {
	timeout := in.TimeoutInMillis
	if timeout == 0 {
		timeout = 30000
	}
	n := openapi.Obj(
		openapi.M("payloadFormatVersion", openapi.Str(in.PayloadFormatVersion)),
		openapi.M("type", openapi.Str(strings.ToLower(string(in.Type)))),
		openapi.M("integrationSubtype", text(in.Subtype)),
		openapi.M("credentials", text(in.Credentials)),
		openapi.M("httpMethod", text(in.Method)),
		openapi.M("uri", text(in.URI)),
		openapi.M("description", text(in.Description)),
		openapi.M("connectionType", openapi.Str(in.ConnectionType)),
		openapi.M("connectionId", text(in.ConnectionID)),
		openapi.M("requestParameters", textMap(in.RequestParameters)),
		openapi.M("timeoutInMillis", openapi.Int(timeout)),
	)
	if len(in.ResponseParameters) > 0 {
		byStatus := openapi.Obj()
		for _, status := range slices.Sorted(maps.Keys(in.ResponseParameters)) {
			byStatus.Set(status, textMap(in.ResponseParameters[status]))
		}
		n.Set("responseParameters", byStatus)
	}
	if in.ServerNameToVerify != "" {
		n.Set("tlsConfig", openapi.Obj(openapi.M("serverNameToVerify", openapi.Str(in.ServerNameToVerify))))
	}
	return n
}

func textMap(m map[string]string) *openapi.Node {
	if len(m) == 0 {
		return nil
	}
	n := openapi.Obj()
	for _, key := range slices.Sorted(maps.Keys(m)) {
		n.Set(key, openapi.Str(m[key]))
	}
	return n
}

// iamScheme is the security scheme of routes with IAM authorization.
const iamScheme = "sigv4"

func (e *httpExporter) components() *openapi.Node {
	if !e.o.Extensions {
		return nil
	}
	schemes, integrations := openapi.Obj(), openapi.Obj()
	for _, a := range e.api.Authorizers {
		schemes.Set(a.Name, exportHTTPAuthorizer(a))
	}
	if slices.ContainsFunc(e.api.Routes, func(r *Route) bool { return r.AuthorizationType == AuthorizationIAM }) {
		schemes.Set(iamScheme, openapi.Obj(
			openapi.M("type", openapi.Str("apiKey")), openapi.M("name", openapi.Str("Authorization")), openapi.M("in", openapi.Str("header")),
			openapi.M(ext+"authtype", openapi.Str("awsSigv4")),
		))
	}
	for _, in := range e.api.Integrations {
		if name := e.shared[in.ID]; name != "" {
			integrations.Set(name, exportHTTPIntegration(in))
		}
	}
	c := openapi.Obj()
	if len(schemes.Members) > 0 {
		c.Set("securitySchemes", schemes)
	}
	if len(integrations.Members) > 0 {
		c.Set(ext+"integrations", integrations)
	}
	if len(c.Members) == 0 {
		return nil
	}
	return c
}

func exportHTTPAuthorizer(a *HTTPAuthorizer) *openapi.Node {
	x := openapi.Obj(
		openapi.M("type", openapi.Str(strings.ToLower(a.Type))),
		openapi.M("identitySource", openapi.Str(strings.Join(a.IdentitySource, ","))),
	)
	if a.Type == "JWT" {
		x.Set("jwtConfiguration", openapi.Obj(
			openapi.M("audience", openapi.Strs(a.Audience...)), openapi.M("issuer", openapi.Str(a.Issuer)),
		))
		return openapi.Obj(openapi.M("type", openapi.Str("oauth2")), openapi.M("flows", openapi.Obj()), openapi.M(ext+"authorizer", x))
	}
	x.Set("authorizerUri", openapi.Str(a.URI))
	if a.Credentials != "" {
		x.Set("authorizerCredentials", openapi.Str(a.Credentials))
	}
	x.Set("authorizerPayloadFormatVersion", openapi.Str(a.PayloadFormatVersion))
	if a.ResultTTLInSeconds != nil {
		x.Set("authorizerResultTtlInSeconds", openapi.Int(*a.ResultTTLInSeconds))
	}
	if a.EnableSimpleResponses {
		x.Set("enableSimpleResponses", openapi.Boolean(true))
	}
	return openapi.Obj(
		openapi.M("type", openapi.Str("apiKey")), openapi.M("name", openapi.Str("Unused")), openapi.M("in", openapi.Str("header")),
		openapi.M(ext+"authorizer", x),
	)
}

func exportCORS(c *CORS) *openapi.Node {
	list := func(values []string) *openapi.Node {
		if len(values) == 0 {
			return nil
		}
		return openapi.Strs(values...)
	}
	n := openapi.Obj(
		openapi.M("allowMethods", list(c.AllowMethods)), openapi.M("allowHeaders", list(c.AllowHeaders)),
		openapi.M("exposeHeaders", list(c.ExposeHeaders)),
	)
	if c.MaxAge != nil {
		n.Set("maxAge", openapi.Int(*c.MaxAge))
	}
	n.Set("allowCredentials", openapi.Boolean(c.AllowCredentials))
	if origins := list(c.AllowOrigins); origins != nil {
		n.Set("allowOrigins", origins)
	}
	return n
}
