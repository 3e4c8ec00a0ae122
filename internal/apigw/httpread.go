package apigw

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/apigen-go/apigen/internal/diag"
	"github.com/apigen-go/apigen/internal/openapi"
)

// InvalidHTTPInput begins the service's answer to what ImportApi cannot read.
const InvalidHTTPInput = "Unable to build importer with provided input."

// ReadHTTP gives the HTTP API that ImportApi makes of an OpenAPI 3.0 document.
// Findings of severity Error make the import fail, those of severity Warning
// only with failOnWarnings; Info is what the service lists in importInfo: valid
// OpenAPI that HTTP APIs have no use for. Messages are the service's own words
// where they are known, else ours.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-open-api.html
func ReadHTTP(doc *openapi.Document, opts ReadOptions) (*HTTPAPI, diag.List) {
	r := &httpReader{
		source: source{doc: doc, opts: opts}, api: &HTTPAPI{},
		schemes: map[string]*httpScheme{}, integrations: map[string]bool{},
	}
	root := at{node: doc.Root, pos: rootPos(doc)}
	if !r.version(root) {
		return r.api, r.found
	}
	r.settings(root)
	r.readSchemes(root)
	r.readPaths(root)
	r.unused(root)
	return r.api, r.found
}

// IsHTTP reports whether a document is written for HTTP APIs: by an extension or
// an integration only those have, or by a payload format version where nothing
// is of REST APIs alone.
func IsHTTP(doc *openapi.Document) bool {
	root := at{node: doc.Root}
	if root.get(ext+"importexport-version").node != nil || root.get("components", ext+"integrations").node != nil {
		return !writtenForREST(doc)
	}
	found := false
	doc.Root.Walk(func(path []string, n *openapi.Node) bool {
		if len(path) == 0 || found {
			return !found
		}
		switch path[len(path)-1] {
		case ext + "integration":
			version := Text(n.Get("payloadFormatVersion"))
			found = n.Get("integrationSubtype") != nil || strings.HasPrefix(version, "2") ||
				root.get(ext+"cors").node != nil && version != ""
		case ext + "authorizer":
			found = strings.EqualFold(Text(n.Get("type")), "jwt") || n.Get("authorizerPayloadFormatVersion") != nil
		case "isDefaultRoute":
			found = Text(n) == "true"
		}
		return !found
	})
	return found && !writtenForREST(doc)
}

// writtenForREST reports whether a document has integrations that only REST APIs
// have: mocks, mapped ones, templates. Some carry extensions of HTTP APIs too.
func writtenForREST(doc *openapi.Document) bool {
	if doc.Root.Get("swagger") != nil {
		return true
	}
	found := false
	doc.Root.Walk(func(path []string, n *openapi.Node) bool {
		if len(path) > 0 && path[len(path)-1] == ext+"integration" {
			switch strings.ToLower(Text(n.Get("type"))) {
			case "mock", "aws", "http":
				found = true
			}
			found = found || n.Get("requestTemplates") != nil
		}
		return !found
	})
	return found
}

// An httpReader makes an HTTPAPI of a document.
type httpReader struct {
	source
	api          *HTTPAPI
	schemes      map[string]*httpScheme
	rootSecurity at
	integrations map[string]bool // ids that are there
}

// version wants OpenAPI 3.0. The text for 3.1 was seen from the service.
func (r *httpReader) version(root at) bool {
	openapi3, swagger := root.get("openapi"), root.get("swagger")
	switch {
	case strings.HasPrefix(openapi3.text(), "3.0"):
		return true
	case openapi3.node != nil:
		r.fail(openapi3, "openapi-version", "write openapi: 3.0.1; HTTP APIs take OpenAPI 3.0 only",
			"%s Unable to determine OAS version from '%s'", InvalidHTTPInput, openapi3.text())
	case swagger.node != nil:
		r.fail(swagger, "openapi-version", "convert the document to OpenAPI 3.0; HTTP APIs take no Swagger 2.0",
			"%s Unable to determine OAS version from '%s'", InvalidHTTPInput, swagger.text())
	default:
		r.fail(root, "openapi-version", "the document has no openapi at its root", "%s", InvalidHTTPInput)
	}
	return false
}

// settings reads what holds for the whole API.
func (r *httpReader) settings(root at) {
	info := root.get("info")
	r.api.Name = info.get("title").text()
	r.api.Description = info.get("description").text()
	r.api.Version = info.get("version").text()
	r.rootSecurity = root.get("security")
	r.api.DisableExecuteAPIEndpoint = disablesEndpoint(root)
	if v := root.get(ext + "importexport-version"); v.node != nil && !slices.Contains([]string{"1", "1.0"}, v.text()) {
		r.warn(v, "importexport-version", "write \"1.0\"", "Unsupported import export version: %s", v.text())
	}
	for _, tag := range root.get("tags").items() {
		if name := tag.get("name").text(); name != "" {
			if r.api.Tags == nil {
				r.api.Tags = map[string]string{}
			}
			r.api.Tags[name] = tag.get(ext + "tag-value").text()
		}
	}
	if cors := root.get(ext + "cors"); cors.node.Is(openapi.Object) {
		r.api.CORS = r.readCORS(cors)
	}
}

func (r *httpReader) readCORS(x at) *CORS {
	c := &CORS{
		AllowOrigins:     x.get("allowOrigins").texts(),
		AllowMethods:     x.get("allowMethods").texts(),
		AllowHeaders:     x.get("allowHeaders").texts(),
		ExposeHeaders:    x.get("exposeHeaders").texts(),
		AllowCredentials: x.get("allowCredentials").text() == "true",
	}
	if age := x.get("maxAge"); age.node != nil && !HasPlaceholder(age.text()) {
		seconds, err := strconv.Atoi(age.text())
		if err != nil {
			r.fail(age, "http-cors-max-age", "write a number of seconds from -1 to 86400", "%s", corsMaxAge)
			return c
		}
		c.MaxAge = &seconds
	}
	if rule, text := c.fault(); text != "" {
		r.fail(x, rule, "correct "+ext+"cors", "%s", text)
	}
	return c
}

const corsMaxAge = "maxAge must be between -1 and 86400 seconds"

// Fault says why the service would refuse the configuration, or nothing.
func (c *CORS) Fault() string {
	_, text := c.fault()
	return text
}

func (c *CORS) fault() (rule, text string) {
	switch {
	case c.AllowCredentials && slices.Contains(c.AllowOrigins, "*"):
		return "http-cors-credentials", "allow-credentials is not supported if 'allow-origin' is *"
	case c.MaxAge != nil && (*c.MaxAge < -1 || *c.MaxAge > 86400):
		return "http-cors-max-age", corsMaxAge
	}
	return "", ""
}

// readPaths makes a route of every operation.
func (r *httpReader) readPaths(root at) {
	prefix := r.prefix(root)
	root.get("paths").members(func(path string, item at) {
		if strings.HasPrefix(path, "x-") {
			return
		}
		if !strings.HasPrefix(path, "/") {
			r.warn(item, "http-path", "write /"+path, "Parse issue: attribute paths. Resource %s should start with /", path)
			return
		}
		full := prefix + path
		if path == "/" && prefix != "" {
			full = prefix
		}
		item = r.resolve(item)
		item.members(func(key string, op at) {
			verb := verbs[key]
			switch {
			case key == "trace" || key == "connect":
				r.fail(op, "http-route-key", "remove the operation", "%s", InvalidRouteKey)
				return
			case verb == "":
				return
			}
			route := verb + " " + full
			if key == ext+"any-method" && (op.get("isDefaultRoute").text() == "true" || path == "/"+DefaultRoute) {
				route = DefaultRoute
			}
			r.readRoute(route, op)
		})
	})
}

// InvalidRouteKey is how the service refuses a route key.
const InvalidRouteKey = `The provided route key is not formatted properly for HTTP protocol. Format should be "[HTTP METHOD] /[RESOURCE PATH]" or "$default"`

// RouteKeyFault says why the service would refuse a route key, or nothing.
func RouteKeyFault(key string) string {
	if key == DefaultRoute {
		return ""
	}
	verb, path, ok := strings.Cut(key, " ")
	if !ok || !strings.HasPrefix(path, "/") || !slices.Contains(slices.Collect(maps.Values(verbs)), verb) || strings.ContainsAny(path, " ?#") {
		return InvalidRouteKey
	}
	segments := strings.Split(strings.TrimSuffix(path[1:], "/"), "/")
	seen := map[string]bool{}
	for i, s := range segments {
		inner, isVariable := strings.CutPrefix(s, "{")
		inner, closed := strings.CutSuffix(inner, "}")
		name, greedy := strings.CutSuffix(inner, "+")
		switch {
		case !isVariable && !closed && !strings.ContainsAny(s, "{}"):
		case !isVariable || !closed || name == "" || strings.ContainsAny(name, "{}+"):
			return InvalidRouteKey
		case greedy && i < len(segments)-1:
			return "A greedy path variable must be at the end of the path: " + s
		case seen[name]:
			return "A path variable is used twice: " + name
		default:
			seen[name] = true
		}
	}
	return ""
}

func (r *httpReader) readRoute(key string, op at) {
	op.node = r.resolve(op).node
	route := &Route{
		Key: key, OperationName: op.get("operationId").text(),
		AuthorizationType: AuthorizationNone, Pos: op.pos, Pointer: op.pointer,
	}
	if fault := RouteKeyFault(key); fault != "" {
		r.fail(op, "http-route-key", "use whole-segment variables such as {id}, and a greedy one such as {proxy+} only at the end", "Unable to create route '%s': %s", key, fault)
		return
	}
	if r.api.Route(key) != nil {
		r.fail(op, "http-route-key", "remove one of them", "Route with key %s already exists for this API", key)
		return
	}
	r.secure(route, op)
	if x := op.get(ext + "integration"); x.node != nil {
		route.Integration = r.readIntegration(key, x)
	} else {
		r.say(op, diag.Info, "http-integration-missing", "add "+ext+"integration", "Route '%s' has no integration; requests to it end in a 500", key)
	}
	r.api.Routes = append(r.api.Routes, route)
}

// unused lists what HTTP APIs take no notice of.
func (r *httpReader) unused(root at) {
	say := func(a at, rule, format string, args ...any) {
		if a.node != nil {
			r.say(a, diag.Info, rule, "", "%s", "HTTP APIs ignore "+fmt.Sprintf(format, args...))
		}
	}
	note := func(a at, format string, args ...any) { say(a, "http-unused", format, args...) }
	note(root.get("components", "schemas"), "schemas: bodies are not validated")
	for _, name := range []string{
		"api-key-source", "binary-media-types", "minimum-compression-size", "policy", "gateway-responses",
		"request-validators", "request-validator", "documentation",
	} {
		say(root.get(ext+name), "http-rest-extension", "%s%s, which is of REST APIs", ext, name)
	}
	root.get("paths").members(func(path string, item at) {
		item.members(func(key string, op at) {
			if verb := verbs[key]; verb != "" {
				note(op.get("requestBody"), "the requestBody of %s %s", verb, path)
				say(op.get(ext+"request-validator"), "http-rest-extension", "the request validator of %s %s", verb, path)
			}
		})
	})
}
